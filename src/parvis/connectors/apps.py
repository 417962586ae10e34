from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "parvis.connectors"
    label = "connectors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.connectors import (
            billing,
            clamav,
            demo_identity,
            franceconnect,
            mail,
            openfisca,
            particulier,
            payfip,
            proconnect,
            sms,
            streets,
            webhooks,
        )

        for connector in (
            franceconnect,
            proconnect,
            demo_identity,
            mail,
            sms,
            clamav,
            billing,
            webhooks,
            payfip,
            streets,
            openfisca,
            particulier,
        ):
            connector.register()
