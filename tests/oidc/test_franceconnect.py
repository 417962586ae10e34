"""FranceConnect, in a real protocol engine with its rules."""

import httpx
import pytest
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import OctKey

from parvis.accounts import actions, queries
from parvis.accounts.models import Account, IdentityLink, Person, ProposedLink
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core.actor import Actor

pytestmark = pytest.mark.django_db

BEGIN = "/compte/connexion/franceconnect/"
DESK = Actor("agent", "1", "Agnès", institution="216403352")


@pytest.fixture(params=["ES256", "RS256", "HS256"])
def any_algorithm(request, stand_in, connect):
    connect("fc", issuer=stand_in.issuer(f"fc-{request.param.lower()}"), alg=request.param)


@pytest.fixture
def low(stand_in, connect):
    connect("fc", issuer=stand_in.issuer("fc-es256"))


@pytest.fixture
def plus(stand_in, connect):
    connect("fc", issuer=stand_in.issuer("fc-plus"), acr="eidas2", key_file=str(stand_in.key_file))


def go(visitor, browser, persona="angela", begin=BEGIN, **more):
    """Leave, be recognised there, come back. Our last answer."""
    left = visitor.get(begin)
    assert left.status_code == 302, left.content.decode()
    return visitor.get(browser.visit(left["location"], persona, **more))


def test_every_signature_it_may_use(any_algorithm, visitor, browser):
    back = go(visitor, browser)
    assert back.status_code == 302
    account = Account.objects.get()
    assert visitor.session["_auth_user_id"] == str(account.pk)
    assert account.person.family_name == "DUBOIS"
    link = IdentityLink.objects.get()
    assert (link.acr, link.subject[-2:]) == ("eidas1", "v1")


def test_encrypted_answers_of_the_higher_level(plus, visitor, browser):
    assert go(visitor, browser).status_code == 302
    assert IdentityLink.objects.get().acr == "eidas2"
    published = visitor.get("/compte/franceconnect/cles.json").json()["keys"]
    assert [set(key) & {"d", "crv", "use"} for key in published] == [{"crv", "use"}]


def test_a_level_above_is_accepted_one_below_is_not(plus, stand_in, connect, visitor, browser):
    assert go(visitor, browser, acr="eidas3").status_code == 302
    assert IdentityLink.objects.get().acr == "eidas3"
    visitor.logout()
    assert go(visitor, browser, acr="eidas1").status_code == 403
    assert "_auth_user_id" not in visitor.session


def test_the_way_back_and_what_the_visitor_had_are_kept(low, visitor, browser):
    visitor.get(reverse("account_login"))
    session = visitor.session
    session["draft"] = "begun"
    session.save()
    key = session.session_key
    back = go(visitor, browser, begin=f"{BEGIN}?next=/mon-compte/coordonnees/")
    assert back["location"] == "/mon-compte/coordonnees/"
    assert visitor.session["draft"] == "begun"
    assert visitor.session.session_key != key


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil"])
def test_nobody_is_sent_elsewhere(low, visitor, browser, elsewhere):
    back = go(visitor, browser, begin=f"{BEGIN}?next={elsewhere}")
    assert "evil" not in back["location"]


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        ("deny", "Vous n’êtes pas allé au bout de la connexion"),
        ("civil-status", "Votre identité n’a pas pu être confirmée"),
    ],
)
def test_refusals_are_plain_and_lose_nothing(low, visitor, browser, persona, words):
    page = go(visitor, browser, persona, begin=f"{BEGIN}?next=/mon-compte/code/")
    assert page.status_code == 403
    text = page.content.decode()
    assert words in text
    assert f"{BEGIN}?next=%2Fmon-compte%2Fcode%2F" in text
    assert not Account.objects.exists()


def test_an_answer_serves_once(low, visitor, browser):
    left = visitor.get(BEGIN)
    address = browser.visit(left["location"])
    assert visitor.get(address).status_code == 302
    again = visitor.get(address)
    assert (again.status_code, again["location"]) == (302, "/mon-espace/")  # the back button
    visitor.logout()
    assert visitor.get(address).status_code == 400


def test_an_answer_for_another_browser_opens_nothing(low, visitor, browser, client):
    address = browser.visit(visitor.get(BEGIN)["location"])
    stranger = client.get(address, headers={"host": "localhost:8000"})
    assert stranger.status_code == 400
    assert "expiré" in stranger.content.decode()
    assert not Account.objects.exists()


def test_a_code_of_another_sign_in_is_refused(low, visitor, browser):
    """Two sign-ins begun: the code of one, with the state of the other."""
    first = httpx.URL(browser.visit(visitor.get(BEGIN)["location"]))
    second = httpx.URL(browser.visit(visitor.get(BEGIN)["location"], "partial"))
    mixed = first.copy_merge_params({"code": second.params["code"]})
    assert visitor.get(str(mixed)).status_code == 400
    assert not Account.objects.exists()


def test_a_rectified_civil_status_comes_back_as_a_stranger(low, visitor, browser):
    go(visitor, browser)
    before = Account.objects.get()
    visitor.logout()
    go(visitor, browser, "rectified")
    after = Account.objects.exclude(pk=before.pk).get()
    assert IdentityLink.objects.values("subject").distinct().count() == 2
    assert ProposedLink.objects.get().older == before.person
    assert "état civil a-t-il été rectifié" in visitor.get("/mon-compte/").content.decode()

    code = actions.issue_claim_code(person=before.person, actor=DESK)
    visitor.post("/mon-compte/code/", {"code": code})
    assert set(queries.persons_of(after)) == {before.person_id, after.person_id}
    assert "rectifié" not in visitor.get("/mon-compte/").content.decode()


def test_homonyms_stay_two(low, visitor, browser):
    for persona in ("angela", "homonym"):
        go(visitor, browser, persona)
        visitor.logout()
    assert Person.objects.filter(family_name="DUBOIS", birth_date="1962-08-24").count() == 2
    assert not ProposedLink.objects.exists()


def test_what_is_not_known_of_a_birth_is_not_invented(low, visitor, browser):
    go(visitor, browser, "partial")
    person = Person.objects.get()
    assert (person.birth_date, person.birth_place_code) == ("1941", "")
    assert "1941" in visitor.get("/mon-compte/").content.decode()


def test_somebody_with_a_single_name(low, visitor, browser):
    assert go(visitor, browser, "mononym").status_code == 302
    assert Person.objects.get().display_name == "SUKARNO"


def test_a_local_account_is_certified(low, visitor, browser):
    account = make_resident(given_names="Angela", family_name="Dubois", birth_date="1962-08-24")
    sign_in(visitor, account)
    home = visitor.get("/mon-compte/").content.decode()
    begin = home.split('href="/compte/connexion/franceconnect/')[1].split('"')[0]
    go(visitor, browser, begin=BEGIN + begin.replace("&amp;", "&"))
    account.person.refresh_from_db()
    assert account.person.identity_source == "franceconnect"
    assert IdentityLink.objects.get().account == account


def test_a_strangers_link_ties_nothing(low, visitor, browser):
    sign_in(visitor, make_resident())
    assert visitor.get(f"{BEGIN}?link=forged")["location"] == "/"


def test_signing_out_here_signs_out_there(low, visitor, browser):
    go(visitor, browser)
    leaving = visitor.post(reverse("account_logout"), follow=True)
    elsewhere = leaving.context["elsewhere"]
    assert "_auth_user_id" not in visitor.session
    back = browser.sign_out(elsewhere)
    assert back.startswith("/compte/franceconnect/deconnexion/?state=")
    assert visitor.get(back)["location"] == "/"


def test_the_provider_would_refuse_anything_more(low, visitor, browser):
    """The stand-in does enforce the rules that our request keeps."""
    address = httpx.URL(visitor.get(BEGIN)["location"])
    for broken in ({"max_age": "0"}, {"code_challenge": "x" * 43}, {"nonce": "short"}):
        answer = browser.http.get(address.copy_merge_params(broken))
        assert answer.status_code == 400


def test_a_token_we_were_not_given_for_is_not_used(low, visitor, browser):
    """HS256 with the public key as secret, the classical confusion, is not even tried."""
    forged = jwt.encode({"alg": "HS256"}, {"sub": "x"}, OctKey.import_key("b" * 64))
    from parvis.accounts import ports
    from parvis.connectors.oidc.errors import NotBelieved

    party = ports.provider("franceconnect").party
    with pytest.raises(NotBelieved):
        party.verifier.userinfo(forged, subject="x")
