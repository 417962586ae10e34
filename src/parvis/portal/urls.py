from django.urls import path

from parvis.portal.views import administrator, public, resident, stuck

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("recherche/", public.search, name="search"),
    path("demarches/", public.services, name="services"),
    path("demarches/<slug:slug>/", public.service, name="service"),
    path("demarches/<slug:slug>/chiffres/", public.service_figures, name="service-figures"),
    path("mon-espace/", resident.space, name="space"),
    path("administration/", administrator.home, name="administration"),
    path("administration/demarches/", administrator.services, name="administration-services"),
    path(
        "administration/institutions/",
        administrator.institutions,
        name="administration-institutions",
    ),
    path("administration/reglages/", administrator.in_force, name="administration-settings"),
    path("administration/blocages/", stuck.listed, name="stuck"),
    path("administration/blocages/<slug:key>/", stuck.free, name="stuck-free"),
    path("administration/agents/", administrator.agents, name="administration-agents"),
    path("aide/", public.help_page, name="help"),
    path("mentions-legales/", public.legal, name="legal"),
    path("donnees-personnelles/", public.privacy, name="privacy"),
]
