"""Mails about accounts: django-allauth says when and to whom, `templates/account/email` what.

The templates give a subject and prose; the code or the link stands beside the prose, so that it can
be erased without it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.accounts import ports
from parvis.accounts.models import Account
from parvis.core import clock


@dataclass(frozen=True, slots=True)
class _Link:
    """The name it has among what allauth gives, the words on it, and how long it opens
    something."""

    name: str
    label: Promise
    valid_for: timedelta | None = None


_LINKS = {
    "account/email/password_reset_key": _Link(
        "password_reset_url",
        _("Choose a new password"),
        timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    ),
    "account/email/account_already_exists": _Link(
        "password_reset_url", _("I have forgotten my password")
    ),
    "account/email/unknown_account": _Link("signup_url", _("Create an account")),
}


@transaction.atomic
def post(prefix: str, email: str, context: dict[str, Any]) -> None:
    """Have the mail of this template leave, in the language of the account it is about."""
    with translation.override(_language(context)):
        words = context | {"email": email, "code_mark": ports.CODE_MARK}
        link = _LINKS.get(prefix)
        code = str(context.get("code", ""))
        valid_for = link.valid_for if link else None
        if code:
            valid_for = timedelta(seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
        ports.post(
            ports.AccountMail(
                to=email,
                language=translation.get_language()[:2],
                subject=" ".join(render_to_string(f"{prefix}_subject.txt", words).split()),
                text=render_to_string(f"{prefix}_message.txt", words).strip(),
                code=code,
                link=str(context[link.name]) if link else "",
                link_label=str(link.label) if link else "",
                secret_until=clock.now() + valid_for if valid_for else None,
            )
        )


def _language(context: dict[str, Any]) -> str:
    account = context.get("user")
    if isinstance(account, Account):
        return account.language
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]
