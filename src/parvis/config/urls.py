"""Every address of the site. Each domain brings its own; paths are in French, as people say.

They are tried in turn: those most asked for come first.
"""

from django.urls import include, path

handler400 = "parvis.core.views.faults.bad_request"
handler404 = "parvis.core.views.faults.not_found"
handler500 = "parvis.core.views.faults.broken"

urlpatterns = [
    path("", include("parvis.core.urls")),
    path("", include("parvis.portal.urls")),
    path("", include("parvis.cases.urls")),
    path("", include("parvis.accounts.urls")),
    path("", include("parvis.connectors.urls")),
    path("", include("parvis.notifications.urls")),
    path("", include("parvis.trust.urls")),
    path("", include("parvis.partners.urls")),
    path("", include("parvis.workshop.urls")),
    path("", include("parvis.appointments.urls")),
    path("", include("parvis.revenue.urls")),
    path("", include("parvis.participation.urls")),
    path("", include("parvis.eligibility.urls")),
    path("", include("parvis.directory.urls")),
    path("", include("parvis.territory.urls")),
]
