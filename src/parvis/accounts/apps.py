from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "parvis.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from allauth.mfa.signals import authenticator_added, authenticator_used

        from parvis.core import navigation

        authenticator_used.connect(_second_factor_given)
        authenticator_added.connect(_second_factor_set_up)
        email_changed.connect(_address_changed)
        _name_verbs()
        navigation.place("account", "accounts:home")
        navigation.register(
            "resident",
            _("My account"),
            "accounts:home",
            icon="user",
            order=80,
            match="/mon-compte/",
        )
        navigation.register(
            "resident", _("Security"), "mfa_index", icon="lock", order=90, match="/compte/"
        )
        navigation.register(
            "agent", _("Security"), "mfa_index", icon="lock", order=90, match="/compte/"
        )


def _second_factor_given(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    from parvis.accounts.access import note_second_factor

    note_second_factor(request, user)


def _second_factor_set_up(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Setting up the first one proves one has it; a further one must not replace giving it."""
    from allauth.mfa.models import Authenticator

    from parvis.accounts.access import note_second_factor

    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    codes = Authenticator.Type.RECOVERY_CODES
    if authenticator.type != codes and not others.exclude(type=codes).exists():
        note_second_factor(request, user)


def _address_changed(user: Any, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    from parvis.accounts.actions import change_email

    former = from_email_address.email if from_email_address else ""
    change_email(account=user, former=former, email=to_email_address.email)


def _name_verbs() -> None:
    from parvis.journal import verbs

    for verb, sentence in {
        "person_created": _("{actor} registered this person."),
        "person_searched": _("{actor} looked for a person."),
        "identity_corrected": _("{actor} changed the civil identity. {reason}"),
        "identity_certified": _("FranceConnect certified the civil identity."),
        "identity_linked": _("{actor} can now sign in with another identity."),
        "contact_updated": _("{actor} changed the contact details."),
        "claim_code_issued": _("{actor} gave a code to find this request online."),
        "person_claimed": _("{actor} found, with a code, what was filed at a desk."),
        "persons_merged": _("{actor} brought two files of the same person together. {reason}"),
        "link_refused": _(
            "{actor} checked two files that look alike: they are of two people. {reason}"
        ),
        "persons_separated": _("{actor} separated two files. {reason}"),
        "agent_account_opened": _("{actor} opened an access for {agent}."),
        "account_closed": _("{actor} closed the account."),
    }.items():
        verbs.register(f"accounts.{verb}", sentence, is_reading=verb == "person_searched")
