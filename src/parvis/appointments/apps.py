from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "parvis.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.appointments.queries.kinds import is_anything_offered
        from parvis.appointments.views.agent.frame import works_somewhere
        from parvis.appointments.views.public import links_of_places
        from parvis.core import navigation
        from parvis.directory import ports as directory
        from parvis.journal import verbs

        directory.register_place_links("appointments", links_of_places)
        navigation.register(
            "public",
            _("Appointments"),
            "appointments:kinds",
            icon="calendar",
            order=15,
            shown=is_anything_offered,
        )
        navigation.register(
            "resident", _("My appointments"), "appointments:mine", icon="calendar", order=25
        )
        navigation.register(
            "agent",
            _("Appointments"),
            "appointments:agent-day",
            icon="calendar",
            order=25,
            shown=works_somewhere,
        )

        for verb, sentence in {
            "booked": _("{actor} booked an appointment: {kind}."),
            "moved": _("{actor} moved an appointment: {kind}."),
            "cancelled": _("{actor} cancelled an appointment: {kind}. {reason}"),
            "closed": _("{actor} noted how an appointment ended: {kind}."),
            "read": _("{actor} consulted an appointment: {kind}."),
            "day_read": _("{actor} consulted the appointments of {units}, {days}."),
            "set_up": _("{actor} changed when appointments are given: {what}."),
        }.items():
            verbs.register(
                f"appointments.{verb}", sentence, is_reading=verb in {"read", "day_read"}
            )
