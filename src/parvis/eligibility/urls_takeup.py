"""Addresses of take-up: what people agree to, what managers see."""

from django.urls import path

from parvis.eligibility.views import takeup_resident

MINE = "mes-droits/ma-situation/"

urlpatterns = [
    path(f"{MINE}accords/", takeup_resident.consents, name="consents"),
    path(f"{MINE}ce-que-je-recois/", takeup_resident.received, name="received"),
    path(
        "mes-droits/ne-plus-etre-contacte/<slug:code>/",
        takeup_resident.stop_contact,
        name="stop-contact",
    ),
]
