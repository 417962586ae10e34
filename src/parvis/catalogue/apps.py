from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "parvis.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.catalogue.queries import offered_to_mandates
        from parvis.trust.ports import provide_services

        provide_services(offered_to_mandates)
