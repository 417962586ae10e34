"""Addresses of each subject; a subject adds its own file."""

from parvis.participation import (
    urls_api,
    urls_commitments,
    urls_consultations,
    urls_deliberation,
    urls_frames,
    urls_ideas,
    urls_imports,
    urls_lessons,
    urls_letters,
    urls_opendata,
    urls_panels,
    urls_votes,
    urls_workshops,
)

app_name = "participation"
urlpatterns = [
    *urls_api.urlpatterns,
    # Before the pages of one consultation, whose address could be the same.
    *urls_imports.urlpatterns,
    *urls_consultations.urlpatterns,
    *urls_deliberation.urlpatterns,
    *urls_frames.urlpatterns,
    *urls_ideas.urlpatterns,
    *urls_opendata.urlpatterns,
    *urls_letters.urlpatterns,
    *urls_panels.urlpatterns,
    *urls_votes.urlpatterns,
    *urls_lessons.urlpatterns,
    *urls_workshops.urlpatterns,
    *urls_commitments.urlpatterns,
]
