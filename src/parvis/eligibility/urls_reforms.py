"""Addresses of tariffs on trial."""

from django.urls import path

from parvis.eligibility.views import reforms, reforms_kept

HERE = "agent/tarifs/scenarios/<int:pk>/"

urlpatterns = [
    path("agent/tarifs/", reforms.home, name="reforms"),
    path(HERE, reforms_kept.scenario, name="reforms-scenario"),
    path(f"{HERE}donnees.csv", reforms_kept.scenario_figures, name="reforms-scenario-figures"),
    path(f"{HERE}adopter/", reforms_kept.adopt, name="reforms-adopt"),
    path("agent/tarifs/<str:benefit>/", reforms.workbench, name="reforms-bench"),
    path("agent/tarifs/<str:benefit>/donnees.csv", reforms.figures, name="reforms-figures"),
]
