from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.core import navigation


class PortalConfig(AppConfig):
    name = "parvis.portal"
    label = "portal"

    def ready(self) -> None:
        from parvis.directory import ports
        from parvis.journal import verbs

        ports.register_services(_services)
        verbs.register("portal.freed", _("{actor} made go on what was stuck: {what} ({count})."))
        navigation.place("help", "portal:help")
        navigation.place("legal", "portal:legal")
        navigation.place("privacy", "portal:privacy")
        navigation.register("public", _("Services"), "portal:services", icon="file", order=10)
        navigation.register("public", _("Help"), "portal:help", icon="help", order=90)
        navigation.place("space", "portal:space")
        navigation.register("resident", _("Overview"), "portal:space", icon="home", order=5)
        navigation.register(
            "agent",
            _("Administration"),
            "portal:administration",
            icon="building",
            order=80,
            match="/administration/",
            shown=_is_administrator,
        )
        for order, (label, page, icon) in enumerate(
            (
                (_("Overview"), "", "home"),
                (_("Services"), "-services", "file"),
                (_("Institutions"), "-institutions", "building"),
                (_("Agents"), "-agents", "users"),
                (_("Settings"), "-settings", "key"),
            ),
            start=1,
        ):
            navigation.register(
                "administrator", label, f"portal:administration{page}", icon=icon, order=10 * order
            )
        navigation.register(
            "administrator",
            _("What is stuck"),
            "portal:stuck",
            icon="hourglass",
            order=55,
            match="/administration/blocages/",
        )


def _is_administrator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))


def _services() -> dict[str, tuple[str, str]]:
    """What may be asked here, for the pages of places. One query."""
    from parvis.catalogue.queries import offered

    return {one.slug: (one.name, reverse("portal:service", args=[one.slug])) for one in offered()}
