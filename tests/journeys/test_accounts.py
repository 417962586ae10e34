"""Opening an account, protecting it, coming back with a passkey: in a real browser."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

PASSWORD = "une phrase assez longue"


def code_sent_to(visit: Visit, address: str) -> str:
    """The code of the latest mail to this address, read on the demonstration's message page."""
    reader = visit()
    reader.wait("/demo/messages/", address)
    reader.page.get_by_role("link", name=re.compile("Votre code")).first.click()
    reader.page.wait_for_load_state()
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|\b[A-Z0-9]{6}\b", reader.page.content())
    assert found
    return found[0]


def sign_up(visit: Visit, walker: Walker, address: str) -> None:
    walker.open("/compte/inscription/?next=/mon-compte/")
    walker.fill("Courriel", address)
    walker.fill("Mot de passe", PASSWORD)
    walker.press("Créer mon compte")
    walker.check()
    walker.fill("Code", code_sent_to(visit, address))
    walker.press("Continuer")
    walker.see("Mon compte")


@pytest.mark.parametrize("script", [True, False])
def test_opening_an_account(visit: Visit, script: bool) -> None:
    walker = visit(script=script, width=390)
    sign_up(visit, walker, f"zoe-{script}@example.test".lower())
    for path in ("/mon-compte/", "/mon-compte/identite/", "/mon-compte/coordonnees/",
                 "/mon-compte/code/", "/compte/securite/", "/compte/sessions/",
                 "/compte/securite/application/", "/compte/securite/cles/"):  # fmt: skip
        walker.open(path)
        walker.check()


def test_coming_back_with_a_passkey(visit: Visit) -> None:
    walker = visit()
    sign_up(visit, walker, "iris@example.test")
    devtools = walker.page.context.new_cdp_session(walker.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    walker.open("/compte/securite/cles/ajouter/")
    walker.fill("Nom de cette clé", "mon téléphone")
    walker.page.get_by_text("Me connecter avec cette seule clé").click()
    walker.press("Créer la clé d’accès")
    walker.see("Codes de secours")
    walker.open("/compte/securite/")
    walker.see("1 clé d’accès")

    walker.open("/compte/deconnexion/")
    walker.press("Se déconnecter")
    walker.open("/compte/connexion/?next=/mon-compte/")
    walker.press("Se connecter avec une clé d’accès")
    walker.page.wait_for_url("**/mon-compte/")
    walker.see("Mon compte")


def test_every_way_in_on_one_page(visit: Visit) -> None:
    for script in (True, False):
        walker = visit(script=script)
        walker.open("/compte/connexion/")
        walker.check()
        walker.open("/compte/demonstration/")
        walker.check()


def test_a_sign_in_that_fails_says_so(visit: Visit) -> None:
    walker = visit()
    for fault, words in (("Je refuse", "pas allé au bout"), ("Ça casse", "vérifiée")):
        walker.open("/compte/demonstration/")
        walker.press(fault)
        walker.see(words)
        walker.press("Me connecter autrement")
        walker.see("Se connecter")
