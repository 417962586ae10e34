"""Addresses of tariffs on trial."""

from django.urls import path

from parvis.eligibility.views import national_reforms, reforms, reforms_kept

LAW = "agent/tarifs/loi-nationale/"
HERE = "agent/tarifs/scenarios/<int:pk>/"

urlpatterns = [
    path("agent/tarifs/", reforms.home, name="reforms"),
    path(HERE, reforms_kept.scenario, name="reforms-scenario"),
    path(f"{HERE}donnees.csv", reforms_kept.scenario_figures, name="reforms-scenario-figures"),
    path(f"{HERE}adopter/", reforms_kept.adopt, name="reforms-adopt"),
    path(LAW, national_reforms.new, name="national-new"),
    path(f"{LAW}<int:pk>/", national_reforms.trial, name="national-trial"),
    path(f"{LAW}<int:pk>/donnees.csv", national_reforms.figures, name="national-figures"),
    path("agent/tarifs/<str:benefit>/", reforms.workbench, name="reforms-bench"),
    path("agent/tarifs/<str:benefit>/donnees.csv", reforms.figures, name="reforms-figures"),
]
