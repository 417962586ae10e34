from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    name = "parvis.workshop"
    label = "workshop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import navigation
        from parvis.journal import verbs
        from parvis.workshop.views.frame import writes_something

        navigation.register(
            "agent",
            _("Workshop"),
            "workshop:home",
            icon="edit",
            order=85,
            shown=writes_something,
        )
        for verb, sentence in {
            "begun": _("{actor} began to write the service “{package}”."),
            "published": _("{actor} published version {number} of the service “{package}”."),
            "installed": _("{actor} offered version {number} of the service “{package}”."),
        }.items():
            verbs.register(f"workshop.{verb}", sentence)
