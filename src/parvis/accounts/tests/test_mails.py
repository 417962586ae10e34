"""Mails about accounts leave through the worker, in our look, and keep no secret behind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from parvis.accounts import mails
from parvis.accounts.tests.factories import make_resident
from parvis.core import clock
from parvis.notifications import actions as notifications
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db
RESET = "/compte/mot-de-passe/oublie/"
NOTICE = {"timestamp": clock.now(), "ip": "192.0.2.7", "user_agent": "Firefox/140 (Windows NT)"}
MAILS = {
    "account/email/email_confirmation": {"code": "AB12-CD34"},
    "account/email/email_confirmation_signup": {"code": "AB12-CD34"},
    "account/email/password_reset_key": {"password_reset_url": "https://x.example/s/"},
    "account/email/account_already_exists": {
        "password_reset_url": "https://x.example/r/",
        "signup_url": "https://x.example/i/",
    },
    "account/email/unknown_account": {"signup_url": "https://x.example/i/"},
    "account/email/email_changed": NOTICE
    | {"from_email": "a@x.example", "to_email": "b@x.example"},
    "account/email/email_deleted": NOTICE | {"deleted_email": "a@x.example"},
    **{
        f"account/email/{name}": NOTICE
        for name in ("email_confirm", "password_changed", "password_reset", "password_set")
    },
    **{
        f"mfa/email/{name}": NOTICE
        for name in (
            "recovery_codes_generated",
            "totp_activated",
            "totp_deactivated",
            "webauthn_added",
            "webauthn_removed",
        )
    },
}


@pytest.mark.parametrize("prefix", MAILS)
def test_each_mail_is_french_and_drawn(prefix: str) -> None:
    """Every template of a mail is one of these."""
    account = make_resident()
    mails.post(prefix, account.email or "", MAILS[prefix] | {"user": account})
    assert not mail.outbox, "nothing leaves while the page is being made"
    assert notifications.send_waiting() == 1
    (sent,) = mail.outbox
    html = str(sent.alternatives[0][0])
    for said in (sent.body, html):
        assert "Bonjour," in said
        assert "Follow your request" not in said
        assert "Choisir comment" not in said, "these are not a matter of preference"
        for value in MAILS[prefix].values():
            if isinstance(value, str) and value.startswith(("AB12", "https://x.example/s")):
                assert value in said
    if MAILS[prefix].items() >= NOTICE.items():
        assert "Firefox sur Windows (192.0.2.7)" in sent.body


def test_every_template_of_a_mail_is_looked_at_here() -> None:
    from pathlib import Path

    folder = Path(mails.__file__).parent / "templates"
    found = {
        f"{path.parent.relative_to(folder)}/{path.name.removesuffix('_subject.txt')}"
        for path in folder.glob("*/email/*_subject.txt")
    }
    assert found == set(MAILS)


def test_a_mail_speaks_the_language_of_the_account() -> None:
    account = make_resident()
    account.language = "en"
    prefix = "account/email/password_changed"
    mails.post(prefix, account.email or "", NOTICE | {"user": account})
    notifications.send_waiting()
    assert mail.outbox[0].subject == "Your password has changed"
    assert "Hello," in mail.outbox[0].body


def test_a_secret_is_erased_once_it_has_left(client: Client) -> None:
    client.post(
        "/compte/inscription/", {"email": "zoe@x.example", "password1": "une longue phrase"}
    )
    told = Notification.objects.get()
    assert told.code
    assert told.code not in told.text
    assert told.secret_until is not None
    notifications.send_waiting()
    assert told.code in mail.outbox[0].body
    told.refresh_from_db()
    assert (told.status, told.code) == ("sent", "")


def test_a_link_is_erased_once_it_has_left(client: Client) -> None:
    client.post(RESET, {"email": make_resident().email})
    link = Notification.objects.get().link
    assert "/compte/mot-de-passe/nouveau/" in link
    notifications.send_waiting()
    assert link in mail.outbox[0].body
    assert Notification.objects.get().link == ""


@pytest.mark.parametrize("status", ["waiting", "failed"])
def test_a_code_that_did_not_leave_in_time_is_erased_and_never_sent(status: str) -> None:
    account = make_resident()
    prefix = "account/email/email_confirmation"
    mails.post(prefix, account.email or "", MAILS[prefix] | {"user": account})
    Notification.objects.update(status=status)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert notifications.sweep() == 0
    told = Notification.objects.get()
    assert (told.status, told.code) == ("expired", "")
    assert notifications.retry(told.pk) is False
    assert not mail.outbox


def test_what_opens_nothing_any_more_is_forgotten_after_a_week() -> None:
    account = make_resident()
    for prefix in ("account/email/password_changed", "account/email/email_confirmation"):
        mails.post(prefix, account.email or "", MAILS[prefix] | {"user": account})
    notifications.send_waiting()
    assert notifications.forget_account_mails() == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert notifications.forget_account_mails() == 2


def test_a_code_does_not_wait_behind_a_thousand_letters() -> None:
    from parvis.notifications.tests.factories import notification

    notification(address="late@x.example")
    account = make_resident()
    prefix = "account/email/email_confirmation"
    mails.post(prefix, account.email or "", MAILS[prefix] | {"user": account})
    notifications.send_waiting()
    assert [message.to[0] for message in mail.outbox] == [account.email, "late@x.example"]
