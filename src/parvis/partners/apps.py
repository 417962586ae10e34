from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class PartnersConfig(AppConfig):
    name = "parvis.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.cases.events import CaseMoved, CaseSubmitted, MessageWritten
        from parvis.core import health, navigation
        from parvis.core.events import subscribe
        from parvis.eligibility.ports import provide_keys
        from parvis.journal import verbs
        from parvis.partners import queries, stuck
        from parvis.partners.actions.events import on_news
        from parvis.partners.actions.keys import reads_rights
        from parvis.partners.views.agent import administers_something

        subscribe(CaseSubmitted, on_news, name="partners.note_events")
        subscribe(CaseMoved, on_news, name="partners.note_events")
        subscribe(MessageWritten, on_news, name="partners.note_events")
        provide_keys(reads_rights)
        stuck.register_checks()
        health.register(
            gettext_noop("Partners’ programs"),
            queries.health,
            lambda: {"count": queries.silent_addresses()},
        )
        navigation.register(
            "agent",
            _("Partners’ programs"),
            "partners:home",
            icon="link",
            order=80,
            shown=administers_something,
        )
        for verb, sentence in {
            "key_made": _("{actor} gave a key to the program “{name}” of {unit}."),
            "key_revoked": _("{actor} took back the key of the program “{name}” of {unit}."),
            "webhook_made": _("{actor} let the events of {unit} be sent to {url}."),
            "webhook_ended": _("{actor} ended the sending of the events of {unit} to {url}."),
            "webhook_replayed": _("{actor} had the events of {unit} sent again to {url}."),
        }.items():
            verbs.register(f"partners.{verb}", sentence)
