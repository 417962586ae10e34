from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from parvis.core import navigation


class PortalConfig(AppConfig):
    name = "parvis.portal"
    label = "portal"

    def ready(self) -> None:
        navigation.place("help", "portal:help")
        navigation.place("legal", "portal:legal")
        navigation.place("privacy", "portal:privacy")
        navigation.register("public", _("Services"), "portal:services", icon="file", order=10)
        navigation.register("public", _("Help"), "portal:help", icon="help", order=90)
        navigation.place("space", "portal:space")
        navigation.register("resident", _("Overview"), "portal:space", icon="home", order=5)
        navigation.register(
            "administrator", _("Administration"), "portal:administration", icon="building", order=10
        )
