from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class RevenueConfig(AppConfig):
    name = "parvis.revenue"
    label = "revenue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import health, navigation
        from parvis.journal import verbs
        from parvis.revenue import queries
        from parvis.revenue.views.agent import concerns

        health.register(
            gettext_noop("Payments on line"), queries.health, lambda: {"count": queries.stuck()}
        )
        navigation.register(
            "agent", _("Regies"), "revenue:regies", icon="euro", order=65, shown=concerns
        )
        navigation.register(
            "administrator", _("Regies"), "revenue:administration", icon="euro", order=65
        )
        for verb, sentence in {
            "regie_saved": _("{actor} entered the regie {regie}."),
            "keeper_named": _("{actor} noted that {name} keeps the regie {regie}."),
            "keeper_ended": _("{actor} noted that {name} no longer keeps the regie {regie}."),
            "due_cancelled": _("“{label}” ({reference}) is no longer due."),
            "received": _("The payment of “{label}” ({reference}) was received: {receipt}."),
            "surplus": _("“{label}” ({reference}) was paid once too often: {receipt}."),
            "attempt_given_up": _("{actor} ended a payment on line of {reference}."),
            "refund_asked": _("{actor} asked to give back the receipt {receipt} ({reference})."),
            "refund_agreed": _("{actor} agreed to give back the receipt {receipt} ({reference})."),
            "refund_declined": _(
                "{actor} declined to give back the receipt {receipt} ({reference})."
            ),
        }.items():
            verbs.register(f"revenue.{verb}", sentence)
