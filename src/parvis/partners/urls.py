"""The API keeps English names, as programs expect them; pages are in French."""

from django.urls import path, re_path

from parvis.partners.views import agent, api, schema

app_name = "partners"
REFERENCE = r"(?P<reference>[A-Za-z0-9-]{4,24})"

urlpatterns = [
    path("api/v1/", schema.page, name="api"),
    path("api/v1/openapi.json", schema.document, name="openapi"),
    re_path(r"^api/v1/work-items/?$", api.work_items, name="api-work-items"),
    re_path(r"^api/v1/work-items/(?P<item>[0-9]{1,18})/?$", api.conclude, name="api-conclude"),
    re_path(r"^api/v1/services/?$", api.services, name="api-services"),
    re_path(r"^api/v1/events/?$", api.events, name="api-events"),
    re_path(r"^api/v1/cases/?$", api.cases_listed_or_filed, name="api-cases"),
    re_path(rf"^api/v1/cases/{REFERENCE}/?$", api.case, name="api-case"),
    re_path(
        rf"^api/v1/cases/{REFERENCE}/transitions/(?P<transition>[a-z0-9_]{{1,40}})/?$",
        api.transition,
        name="api-transition",
    ),
    re_path(
        rf"^api/v1/cases/{REFERENCE}/attachments/(?P<attachment>[0-9a-f-]{{36}})/?$",
        api.attachment,
        name="api-attachment",
    ),
    path("agent/partenaires/", agent.home, name="home"),
    path("agent/partenaires/cles/nouvelle/", agent.new_key, name="key-new"),
    path("agent/partenaires/cles/<int:key>/retirer/", agent.revoke, name="key-revoke"),
    path("agent/partenaires/envois/nouveau/", agent.new_webhook, name="webhook-new"),
    path("agent/partenaires/envois/<int:hook>/", agent.webhook, name="webhook"),
    path("agent/partenaires/envois/<int:hook>/arreter/", agent.end_webhook, name="webhook-end"),
    path("agent/partenaires/envois/<int:hook>/rejouer/", agent.replay, name="webhook-replay"),
    path("agent/partenaires/secret/", agent.secret, name="secret"),
]
