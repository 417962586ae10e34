from django.apps import AppConfig
from django.utils.translation import gettext_noop


class CoreConfig(AppConfig):
    name = "parvis.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import database_health, health, stuck, stuck_queue

        health.register("PostgreSQL", database_health.server)
        health.register(gettext_noop("Role"), database_health.role)
        health.register(gettext_noop("Tables"), database_health.migrations)
        health.register(gettext_noop("Worker"), database_health.worker)
        stuck.register(*stuck_queue.CHECKS)
