from django.apps import AppConfig
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class NotificationsConfig(AppConfig):
    name = "parvis.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.accounts import ports
        from parvis.core import health, navigation
        from parvis.journal import verbs
        from parvis.notifications import stuck
        from parvis.notifications.actions import tell_address
        from parvis.notifications.queries import asked_of_sending, health_of_sending
        from parvis.notifications.views.agent import letters_badge, posts_letters

        ports.register_post(tell_address)
        stuck.register_checks()
        navigation.register(
            "resident",
            _("Messages"),
            "notifications:inbox",
            icon="message",
            order=30,
            badge=_unread,
            match="/mes-messages/",
        )
        navigation.register(
            "agent",
            _("Letters to post"),
            "notifications:letters",
            icon="print",
            order=70,
            badge=letters_badge,
            shown=posts_letters,
        )
        navigation.register(
            "administrator",
            _("Messages not sent"),
            "notifications:failures",
            icon="mail",
            order=60,
            match="/administration/envois/",
        )
        if settings.DEMO:
            navigation.register(
                "public", _("Letter box"), "notifications:demo", icon="mail", order=90
            )
        health.register(gettext_noop("Sending"), health_of_sending, asked_of_sending)
        verbs.register(
            "notifications.letter_opened",
            _("{actor} printed a letter addressed to you."),
            is_reading=True,
        )
        verbs.register("notifications.letter_posted", _("{actor} posted a letter to you."))


def _unread(request: HttpRequest) -> int | None:
    from parvis.accounts.queries import persons_at
    from parvis.notifications.queries import unread_count

    keys = persons_at(request)
    return (unread_count(keys) or None) if keys else None
