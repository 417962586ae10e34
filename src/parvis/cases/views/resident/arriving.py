"""What pages of residents ask of the rest of the program when it starts."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.cases.actions.attachments import on_file_scanned
from parvis.cases.actions.drafts import attach_visitor_drafts
from parvis.core import navigation
from parvis.core.events import subscribe
from parvis.core.files import FileScanned
from parvis.core.visitor import visitor_token


def register() -> None:
    """Called once, by `apps`."""
    user_logged_in.connect(attach_drafts, dispatch_uid="cases.attach_drafts")
    subscribe(FileScanned, on_file_scanned, name="cases.note_scan")
    navigation.register(
        "resident", _("My requests"), "cases:list", icon="file", order=10, match="/mes-demandes"
    )
    navigation.register(
        "resident", _("Calls and visits"), "cases:conversations", icon="phone", order=35
    )


def attach_drafts(
    sender: type[Account], request: HttpRequest | None, user: Account, **signal: Any
) -> None:
    """The drafts this browser began before sign-in are theirs now."""
    token = visitor_token(request) if request is not None else None
    if token:
        attach_visitor_drafts(account=user, visitor=token)
