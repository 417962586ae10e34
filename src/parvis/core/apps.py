from django.apps import AppConfig
from django.utils.translation import gettext_noop


class CoreConfig(AppConfig):
    name = "parvis.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import (
            clock_watch,
            database_health,
            disk_health,
            health,
            stuck,
            stuck_queue,
        )

        health.register("PostgreSQL", database_health.server, lambda: database_health.SERVER)
        health.register(gettext_noop("Role"), database_health.role, lambda: database_health.ROLE)
        health.register(gettext_noop("Tables"), database_health.migrations)
        health.register(
            gettext_noop("Worker"), database_health.worker, lambda: database_health.WORKER
        )
        health.register(gettext_noop("Clock"), clock_watch.health)
        health.register(gettext_noop("Room for files"), disk_health.disk)
        stuck.register(*stuck_queue.CHECKS)
