from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "parvis.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import database_health, health

        health.register("PostgreSQL", database_health.server)
        health.register("Role", database_health.role)
        health.register("Tables", database_health.migrations)
        health.register("Worker", database_health.worker)
