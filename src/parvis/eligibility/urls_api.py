"""The API of rights keeps English names, as programs expect them."""

from django.urls import path, re_path

from parvis.eligibility.api import documentation, views

urlpatterns = [
    path("api/eligibility/", documentation.page, name="api"),
    path("api/eligibility/openapi.json", documentation.document, name="openapi"),
    re_path(r"^api/eligibility/v1/facts/?$", views.facts, name="api-facts"),
    re_path(r"^api/eligibility/v1/benefits/?$", views.benefits, name="api-benefits"),
    re_path(r"^api/eligibility/v1/assess/?$", views.assess_situation, name="api-assess"),
    re_path(r"^api/eligibility/v1/next-question/?$", views.next_question, name="api-next-question"),
    re_path(r"^api/eligibility/v1/explain/?$", views.explain, name="api-explain"),
]
