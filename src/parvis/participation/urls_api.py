"""The API keeps English names, as programs expect them."""

from django.urls import path, re_path

from parvis.participation.api import views

ONE = r"^api/participation/v1/consultations/(?P<consultation>[-\w]{1,80})"

urlpatterns = [
    path("api/participation/", views.page, name="api"),
    path("api/participation/openapi.json", views.document, name="openapi"),
    re_path(r"^api/participation/v1/consultations/?$", views.consultations, name="api-list"),
    re_path(rf"{ONE}/?$", views.consultation, name="api-consultation"),
    re_path(rf"{ONE}/ideas/?$", views.ideas, name="api-ideas"),
    re_path(rf"{ONE}/ideas/(?P<idea>[0-9]{{1,18}})/?$", views.idea, name="api-idea"),
    re_path(rf"{ONE}/data/(?P<dataset>[-\w]{{1,40}})/?$", views.data, name="api-data"),
]
