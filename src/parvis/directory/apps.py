from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class DirectoryConfig(AppConfig):
    name = "parvis.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.accounts import ports
        from parvis.core import health, maps, navigation, site
        from parvis.directory import queries
        from parvis.journal import verbs

        ports.register_expected_agents(queries.expected_agent)
        site.provide(queries.host_site)
        health.register(gettext_noop("Institutions"), queries.health, queries.asked_of_health)
        maps.provide_landmarks(queries.landmarks)
        navigation.provide_unit(queries.unit_shown)
        navigation.register(
            "public",
            _("Directory"),
            "directory:institutions",
            icon="building",
            order=20,
        )
        navigation.register(
            "public", _("Places"), "directory:places", icon="map-pin", order=18, match="/lieux/"
        )
        navigation.register(
            "agent",
            _("Our places"),
            "directory:agent-places",
            icon="map-pin",
            order=60,
            shown=queries.keeps_places,
        )
        for verb, sentence in {
            "directory.institution_registered": _("{actor} registered or corrected {name}."),
            "directory.unit_added": _("{actor} added or corrected {name} at {institution_name}."),
            "directory.place_added": _("{actor} added or corrected {name} at {institution_name}."),
            "directory.member_added": _("{actor} let {agent} work in {name}, {institution_name}."),
            "directory.absence_declared": _(
                "{actor} declared {agent} away from {name}, from {starts_on} to {ends_on}; "
                "{delegate} stands in."
            ),
            "directory.absence_ended": _("{actor} ended the absence of {agent} in {name}."),
            "directory.membership_ended": _(
                "{actor} ended the work of {agent} in {name}, {institution_name}."
            ),
        }.items():
            verbs.register(verb, sentence)
