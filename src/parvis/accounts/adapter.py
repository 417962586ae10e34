"""How django-allauth (local accounts, second factor) meets our tables and our words."""

from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.accounts import access, actions, mails
from parvis.accounts.identity import fernet_key
from parvis.accounts.models import Account, Person
from parvis.core import site
from parvis.core.prepared import Given, Prepared


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Fetches the account together with its person, and whether another row was ever proven to be
    the same human being: one query a page, not three."""

    def get_user(self, user_id: object) -> Account | None:
        return _active_account.first(pk=user_id)


_active_account = Prepared(
    lambda: (
        Account.objects.select_related("person")
        .filter(pk=Given("pk"), is_active=True)
        .annotate(has_family=Exists(Person.objects.filter(merged_into=OuterRef("person"))))
    )
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Residents sign up; agents' accounts are opened by their institution."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "This is not the code of our last message, or it is too old. Copy it again, or ask for "
            "another one."
        ),
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Type them again, or choose "
            "“Forgotten password”."
        ),
    }

    def save_user(
        self, request: HttpRequest, user: Account, form: Any, commit: bool = True
    ) -> Account:
        return actions.sign_up(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password1"],
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
        )

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        access.note_sign_in(request)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in within the last minutes has just proven who they are."""
        just_now = account_settings.REAUTHENTICATION_TIMEOUT
        return bool(access.seconds_since_sign_in(context.request) > just_now)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return access.home_of(request.user)  # type: ignore[arg-type]

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return access.home_of(request.user)  # type: ignore[arg-type]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Handed to whoever carries mails: the page does not wait for a mail server."""
        mails.post(template_prefix, email, context)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted at rest: a stolen table opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right. Type the six digits shown now: they change every thirty "
            "seconds."
        ),
    }

    def encrypt(self, text: str) -> str:
        return Fernet(fernet_key()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(fernet_key()).decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return site.current().name
