from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrustConfig(AppConfig):
    name = "parvis.trust"
    label = "trust"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.core import navigation
        from parvis.core.events import subscribe
        from parvis.core.files import FileScanned
        from parvis.trust.actions import note_scan
        from parvis.trust.views.banner import banner, works_somewhere

        _name_verbs()
        subscribe(FileScanned, note_scan, name="trust.note_scan")
        navigation.provide_notice(banner)
        navigation.register(
            "resident",
            _("My mandates"),
            "trust:mandates",
            icon="handshake",
            order=40,
            match="/mes-mandats/",
        )
        navigation.register(
            "agent",
            _("Mandates"),
            "trust:helped",
            icon="handshake",
            order=60,
            match="/agent/mandats/",
            shown=works_somewhere,
        )


def _name_verbs() -> None:
    from parvis.journal import verbs

    for verb, sentence in {
        "mandate_proposed": _("{actor} proposed the mandate {number}: {helper} for {helped}."),
        "mandate_accepted": _("{helped} accepted the mandate {number} of {helper} with a code."),
        "mandate_agreed": _("{helper} took the mandate {number} to act for {helped}."),
        "mandate_attested": _(
            "{actor} recorded the mandate {number} of {helper} for {helped}: {proof} ({checked})."
        ),
        "mandate_opened": _("The mandate {number} is in force: {helper} may act for {helped}."),
        "mandate_refused": _("{actor} refused the mandate {number} of {helper} for {helped}."),
        "mandate_revoked": _(
            "{actor} stopped the mandate {number} of {helper} for {helped}. {reason}"
        ),
        "mandate_expired": _("The mandate {number} of {helper} for {helped} ended."),
        "code_sent": _("A code was sent to accept the mandate {number} of {helper}."),
        "acting_started": _("{actor}: began to act."),
        "acting_stopped": _("{actor}: stopped acting."),
        "mandate_read": _("{actor} consulted the mandate {number} of {helper} for {helped}."),
        "paper_read": _("{actor} opened the signed form of the mandate {number}."),
    }.items():
        verbs.register(f"trust.{verb}", sentence, is_reading=verb.endswith("_read"))
