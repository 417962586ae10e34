"""Local accounts: opening, entering, protecting and recovering one, as people meet it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.core import clock
from parvis.notifications import actions as notifications

pytestmark = pytest.mark.django_db

SIGN_IN, SIGN_UP = "/compte/connexion/", "/compte/inscription/"
PASSWORD = "un très long mot de passe"


@pytest.fixture(autouse=True)
def _forget_attempts():
    cache.clear()
    yield
    cache.clear()


def sent() -> list:
    """What left, once the worker has done its work."""
    notifications.send_waiting()
    return mail.outbox


def code_of(message) -> str:
    return re.search(r"^([A-Z0-9-]{6,9})$", message.body, re.MULTILINE)[1]


def totp_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def errors_of(page) -> str:
    return " ".join(str(e) for errors in page.context["form"].errors.values() for e in errors)


# Opening


def test_from_sign_up_to_the_page_one_wanted(client):
    asked = {"email": "Zoe@Example.test", "password1": PASSWORD, "next": "/mon-compte/code/"}
    page = client.post(SIGN_UP, asked, follow=True)
    assert page.status_code == 200
    assert "zoe@example.test" in page.content.decode()
    assert "_auth_user_id" not in client.session
    told = sent()[0]
    assert told.subject == "Votre code pour vérifier cette adresse"
    answer = client.post(
        "/compte/adresse/code/", {"code": code_of(told), "next": "/mon-compte/code/"}
    )
    assert answer["location"] == "/mon-compte/code/"
    account = Account.objects.get()
    assert client.session["_auth_user_id"] == str(account.pk)
    assert (account.person.email, account.person.family_name) == ("zoe@example.test", "")


@pytest.mark.parametrize(
    "password", ["court", "password1234", "123456789012345", "zoe@example.test"]
)
def test_weak_passwords_are_refused(client, password):
    page = client.post(SIGN_UP, {"email": "zoe@example.test", "password1": password})
    assert page.status_code == 200
    assert not Account.objects.exists()


def test_the_page_does_not_tell_who_has_an_account(client):
    make_resident(email="known@example.test")
    pages = {}
    for email in ("known@example.test", "stranger@example.test"):
        browser = Client()
        page = browser.post(SIGN_UP, {"email": email, "password1": PASSWORD}, follow=True)
        pages[email] = re.sub(r"csrf\w+\" value=\"\w+|known@|stranger@", "", page.content.decode())
        pages[email] = re.sub(r'value="[\w-]{30,}"', "", pages[email])
    known, stranger = pages.values()
    assert "Vérifiez votre adresse de courriel" in known
    assert "Vérifiez votre adresse de courriel" in stranger
    subjects = {message.subject for message in sent()}
    assert subjects == {"Vous avez déjà un compte", "Votre code pour vérifier cette adresse"}
    assert Account.objects.count() == 2


def test_an_address_not_verified_opens_nothing(client):
    client.post(SIGN_UP, {"email": "zoe@example.test", "password1": PASSWORD})
    browser = Client()
    browser.post(SIGN_IN, {"login": "zoe@example.test", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


# Entering


def test_the_sign_in_page_is_french_and_offers_what_there_is(client):
    page = client.get(f"{SIGN_IN}?next=/mon-compte/").content.decode()
    for words in ("Se connecter", "Courriel", "Mot de passe oublié", "Créer un compte"):
        assert words in page
    assert "/compte/inscription/?next=%2Fmon-compte%2F" in page
    assert "placeholder" not in page.split("<main")[1]


def test_entering_keeps_the_visitors_draft(client):
    account = make_resident()
    session = client.session
    session["draft"] = "begun"
    session.save()
    client.post(SIGN_IN, {"login": account.email.upper(), "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.session["draft"] == "begun"
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize("login", ["known@example.test", "stranger@example.test"])
def test_a_wrong_password_says_the_same_for_everybody(client, login):
    make_resident(email="known@example.test")
    page = client.post(SIGN_IN, {"login": login, "password": "wrong"})
    assert "ne vont pas ensemble" in page.content.decode()
    assert "Rien de ce que vous avez saisi" not in page.content.decode()  # the password is gone
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down_across_browsers_and_workers(client):
    make_resident(email="known@example.test")
    for _ in range(5):
        Client().post(SIGN_IN, {"login": "known@example.test", "password": "wrong"})
    page = client.post(SIGN_IN, {"login": "known@example.test", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert page.status_code in {200, 429}
    # The count is in the database, which every web worker shares.
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_a_closed_account_does_not_enter(client):
    account = make_resident()
    Account.objects.filter(pk=account.pk).update(is_active=False)
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_session_ends_when_the_account_is_suspended(client):
    account = make_resident()
    sign_in(client, account)
    assert client.get("/mon-compte/").status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/mon-compte/").status_code == 302


def test_signing_out_forgets_the_browser(client):
    client.cookies[settings.VISITOR_COOKIE_NAME] = "something"
    sign_in(client, make_resident())
    answer = client.post("/compte/deconnexion/")
    assert answer["location"] == "/"
    assert answer.cookies[settings.VISITOR_COOKIE_NAME].value == ""
    assert "_auth_user_id" not in client.session


def test_long_after_signing_in_one_proves_it_again(client):
    account = make_resident()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert client.get("/compte/securite/application/").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=6)):
        answer = client.get("/compte/securite/application/")
        assert answer["location"].startswith("/compte/confirmer/")
        is_whole(client.get(answer["location"]))


# Second factor


@pytest.mark.django_db(transaction=True)
def test_an_agent_sets_up_an_application_and_goes_on(client):
    agent = make_agent(mfa=False)
    client.post(SIGN_IN, {"login": agent.email, "password": PASSWORD})
    page = client.get("/compte/proteger/?next=/agent/")
    assert "Protégez votre accès" in page.content.decode()
    page = client.get("/compte/securite/application/")
    secret = page.context["form"].secret
    assert 'href="otpauth://totp/' in page.content.decode()  # one cannot scan one's own telephone
    client.post("/compte/securite/application/", {"code": totp_code(secret)})
    assert client.session[SECOND_FACTOR] == str(agent.pk)
    kept = Authenticator.objects.get(user=agent, type="totp").data["secret"]
    assert secret not in kept  # encrypted at rest
    assert client.get("/compte/proteger/")["location"] == "/agent/"


def test_the_second_factor_is_asked_at_sign_in(client):
    agent = make_agent(mfa=False)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(agent, secret)
    answer = client.post(SIGN_IN, {"login": agent.email, "password": PASSWORD})
    assert answer["location"].startswith("/compte/connexion/verifier/")
    assert "_auth_user_id" not in client.session
    assert "Seconde preuve" in client.get("/compte/connexion/verifier/").content.decode()
    wrong = client.post("/compte/connexion/verifier/", {"code": "000000"}).content.decode()
    assert "Tapez les six chiffres affichés maintenant" in wrong
    client.post("/compte/connexion/verifier/", {"code": totp_code(secret)})
    assert client.session["_auth_user_id"] == str(agent.pk)
    assert client.session[SECOND_FACTOR] == str(agent.pk)


def test_a_recovery_code_opens_once(client):
    agent = make_agent(mfa=False)
    TOTP.activate(agent, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(agent).get_unused_codes()[0]
    for entered in (True, False):
        client.logout()
        client.post(SIGN_IN, {"login": agent.email, "password": PASSWORD})
        client.post("/compte/connexion/verifier/", {"code": code})
        assert ("_auth_user_id" in client.session) is entered


def test_codes_not_written_down_are_made_anew(client):
    """They are shown once: the page that cannot show them leads to others."""
    account = make_resident()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(account)
    assert "Je les ai notés" in client.get("/compte/securite/codes/").content.decode()
    page = client.get("/compte/securite/codes/").content.decode()
    assert "Ils ne peuvent plus être affichés" in page
    assert 'href="/compte/securite/codes/nouveaux/"' in page


def test_another_factor_does_not_replace_giving_the_first(client):
    """An agent came in without mfa (ProConnect); adding a key must not count as giving one."""
    from types import SimpleNamespace

    from allauth.mfa.signals import authenticator_added

    agent = make_agent()
    client.force_login(agent)
    request = SimpleNamespace(session=client.session, user=agent)
    added = Authenticator.objects.create(user=agent, type="webauthn", data={})
    authenticator_added.send(sender=Authenticator, request=request, user=agent, authenticator=added)
    assert SECOND_FACTOR not in request.session


# Recovering, changing, closing


def test_a_forgotten_password_is_chosen_anew(client):
    account = make_resident()
    client.post("/compte/mot-de-passe/oublie/", {"email": account.email})
    link = re.search(r"http://testserver(/compte/mot-de-passe/nouveau/\S+)", sent()[0].body)[1]
    form = client.get(link, follow=True)
    here = form.redirect_chain[-1][0]
    client.post(here, {"password1": "une autre phrase assez longue"})
    client.post(SIGN_IN, {"login": account.email, "password": "une autre phrase assez longue"})
    assert client.session["_auth_user_id"] == str(account.pk)
    again = Client().get(link, follow=True)
    assert "Ce lien ne fonctionne plus" in again.content.decode()


def test_asking_for_a_strangers_password_tells_nothing(client):
    answer = client.post("/compte/mot-de-passe/oublie/", {"email": "stranger@example.test"})
    assert answer["location"] == "/compte/mot-de-passe/oublie/envoye/"
    assert sent()[0].subject == "Aucun compte à cette adresse"


def test_an_invited_agent_sets_a_password_by_mail(client):
    from parvis.accounts import actions
    from parvis.core.actor import SYSTEM

    actions.open_agent_account(email="nadia@agglo.fr", display_name="Nadia", actor=SYSTEM)
    client.post("/compte/mot-de-passe/oublie/", {"email": "nadia@agglo.fr"})
    assert "/compte/mot-de-passe/nouveau/" in sent()[0].body


def test_a_new_address_is_checked_then_followed(client):
    account = make_resident(email="old@example.test")
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    client.post("/compte/adresse/", {"email": "new@example.test", "action_add": "1"})
    client.post("/compte/adresse/code/", {"code": code_of(sent()[-1])})
    account.refresh_from_db()
    assert account.email == "new@example.test"
    assert Person.objects.get().email == "new@example.test"


def test_open_sessions_are_listed_and_ended(client):
    account = make_resident()
    elsewhere = Client()
    for browser in (elsewhere, client):
        browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert UserSession.objects.count() == 2
    page = client.get("/compte/sessions/").content.decode()
    assert "Me déconnecter partout ailleurs" in page
    client.post("/compte/sessions/")
    assert elsewhere.get("/mon-compte/").status_code == 302
    assert client.get("/mon-compte/").status_code == 200


def test_closing_an_account(client):
    account = make_resident()
    sign_in(client, account)
    assert client.post("/compte/fermer/", {}).status_code == 200
    assert client.post("/compte/fermer/", {"sure": "on"})["location"] == "/"
    account.refresh_from_db()
    assert not account.is_active
    assert "_auth_user_id" not in client.session


def test_an_agent_does_not_close_the_access_alone(client):
    agent = make_agent()
    sign_in(client, agent)
    client.post("/compte/fermer/", {"sure": "on"})
    agent.refresh_from_db()
    assert agent.is_active


# Every page


PUBLIC = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
OWN = [
    "account_email",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "accounts:close",
    "accounts:protect",
]
RESIDENTS = ["accounts:home", "accounts:identity", "accounts:contact", "accounts:claim"]


def is_whole(page) -> None:
    text = page.content.decode()
    assert page.status_code == 200
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r"<title>[^<]+ – ", text)
    assert not re.search(r'\sstyle="| on\w+="', text)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages(client, name):
    is_whole(client.get(reverse(name)))


@pytest.mark.parametrize("make", [make_resident, make_agent])
@pytest.mark.parametrize("name", OWN)
def test_own_pages(client, name, make):
    account = make()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    sign_in(client, account)
    page = client.get(reverse(name), follow=True)
    if page.redirect_chain:
        assert re.search(r"confirmer|/$", page.redirect_chain[-1][0])
        if "/compte/" not in page.redirect_chain[-1][0]:
            return
    is_whole(page)


@pytest.mark.parametrize("name", [*OWN, *RESIDENTS])
def test_nobody_else_sees_them(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["location"].split("?")[0] in {SIGN_IN, "/"}


@pytest.mark.parametrize("name", RESIDENTS)
def test_residents_pages(client, name):
    sign_in(client, make_resident())
    is_whole(client.get(reverse(name)))


@pytest.mark.parametrize("name", RESIDENTS)
def test_agents_do_not_see_residents_pages(client, name):
    sign_in(client, make_agent())
    assert client.get(reverse(name)).status_code == 404
