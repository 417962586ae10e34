"""Addresses of lessons."""

from django.urls import path

from parvis.participation.views import lessons

urlpatterns = [
    path("apprendre/", lessons.listed, name="lessons"),
    path("apprendre/mes-competences/", lessons.skills, name="my-skills"),
    path("apprendre/attestations/", lessons.check, name="certificates"),
    path("apprendre/attestations/<slug:code>/", lessons.check, name="certificate-check"),
    path(
        "apprendre/attestations/<slug:code>/attestation.pdf",
        lessons.certificate_file,
        name="certificate",
    ),
    path("apprendre/lecons/<slug:lesson>/", lessons.lesson, name="lesson"),
    path("apprendre/lecons/<slug:lesson>/<int:step>/", lessons.step, name="lesson-step"),
    path("apprendre/lecons/<slug:lesson>/attestation/", lessons.certificate, name="lesson-certify"),
]
