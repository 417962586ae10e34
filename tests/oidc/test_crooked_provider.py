"""Whatever a provider answers: no one is signed in wrongly, and the page says what to do."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.accounts import ports
from parvis.accounts.models import Account
from parvis.connectors.oidc import wire
from tests.oidc.crooked import Crooked

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

BEGIN = "/compte/connexion/franceconnect/?next=/mon-compte/code/"
RETURN = "/compte/franceconnect/retour/"


@pytest.fixture
def crooked():
    provider = Crooked()
    yield provider
    provider.close()


@pytest.fixture
def us(crooked, connect, visitor):
    connect("fc", issuer=crooked.issuer)

    def go(**lie):
        crooked.lie = {}
        state = crooked.seen(visitor.get(BEGIN)["location"])
        crooked.lie = lie
        return visitor.get(RETURN, {"code": "c", "state": state})

    return go


def test_without_a_lie_it_works(us, visitor):
    assert us()["location"] == "/mon-compte/code/"
    assert "_auth_user_id" in visitor.session


@pytest.mark.parametrize(
    "lie",
    [
        {"id_token": {"nonce": "of another sign-in"}},
        {"id_token": {"nonce": None}},
        {"id_token": {"aud": "somebody else"}},
        {"id_token": {"aud": ["a" * 64, "another"]}},
        {"id_token": {"aud": ["a" * 64, "another"], "azp": "another"}},
        {"id_token": {"aud": None}},
        {"id_token": {"azp": "another"}},
        {"id_token": {"iss": "https://evil.example"}},
        {"id_token": {"exp": 1}},
        {"id_token": {"exp": None}},
        {"id_token": {"exp": "later"}},
        {"id_token": {"exp": True}},
        {"id_token": {"iat": 1}},
        {"id_token": {"iat": 4_102_444_800}},  # the year 2100
        {"id_token": {"sub": ""}},
        {"id_token": {"sub": 12}},
        {"id_token": {"sub": "x" * 256}},
        {"id_token": {"at_hash": "of another token"}},
        {"id_token": {"acr": "eidas0"}},
        {"id_token": {"acr": None}},
        {"id_token": {"acr": ["eidas1"]}},
        {"userinfo": {"sub": "somebody else"}},
        {"userinfo": {"sub": None}},
        {"userinfo": {"iss": "https://evil.example"}},
        {"userinfo": {"aud": "somebody else"}},
        {"userinfo": {"family_name": None, "given_name": None}},
        {"userinfo": {"birthdate": "soon"}},
        {"unsigned_userinfo": True},
        {"signature": "none"},
        {"signature": "confused"},
        {"signature": "secret"},
        {"signature": "forged"},
        {"kid": "unknown"},
        {"tokens": {"id_token": None}},
        {"tokens": {"id_token": "a.b.c"}},
        {"tokens": {"id_token": "a.b.c.d.e"}},
        {"tokens": {"access_token": None}},
        {"body": {"token": "[]"}},
        {"body": {"token": "{"}},
        {"body": {"token": "[" * 100_000}},
        {"body": {"token": b"\xff\xfe"}},
        {"body": {"userinfo": "x" * 300_000}},
        {"body": {"userinfo": ""}},
        {"status": {"token": 400}},
        {"status": {"token": 302}},
        {"status": {"userinfo": 401}},
    ],
    ids=str,
)
def test_a_lie_opens_nothing_and_loses_nothing(us, visitor, lie):
    page = us(**lie)
    assert page.status_code in {400, 403}
    text = page.content.decode()
    assert "Réessayer" in text
    assert "?next=%2Fmon-compte%2Fcode%2F" in text
    assert "_auth_user_id" not in visitor.session
    assert not Account.objects.exists()


@pytest.mark.parametrize("lie", [{"body": {"jwks": "{}"}}, {"body": {"jwks": '{"keys": [3]}'}}])
def test_unreadable_keys_are_not_believed(us, visitor, lie):
    assert us(**lie).status_code == 400
    assert not Account.objects.exists()


@pytest.mark.parametrize("status", [500, 503, 429])
@pytest.mark.parametrize("call", ["token", "userinfo"])
def test_a_provider_in_trouble_is_named(us, status, call):
    page = us(status={call: status})
    assert page.status_code == 503
    assert "FranceConnect ne répond pas" in page.content.decode()


@pytest.mark.parametrize("call", ["token", "userinfo"])
def test_a_provider_that_hangs_does_not_hang_us(us, monkeypatch, call):
    monkeypatch.setattr(wire, "TIMEOUT", httpx.Timeout(0.2))
    assert us(sleep={call: 1}).status_code == 503


def test_a_provider_that_is_away_is_said_before_leaving(crooked, connect, visitor):
    connect("fc", issuer="http://localhost:9")
    page = visitor.get(BEGIN)
    assert page.status_code == 503
    assert "?next=%2Fmon-compte%2Fcode%2F" in page.content.decode()


def test_the_health_page_hears_of_it(crooked, connect):
    connect("fc", issuer=crooked.issuer)
    check = ports.provider("franceconnect").check
    assert check().state == "good"
    connect("fc", issuer="http://localhost:9")
    told = ports.provider("franceconnect").check()
    assert told.state == "bad"
    assert "PARVIS_FRANCECONNECT_ISSUER" in told.remedy


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://[broken"},
    ],
)
def test_a_crooked_discovery_document_is_not_followed(crooked, connect, visitor, metadata):
    crooked.lie = {"metadata": metadata}
    connect("fc", issuer=crooked.issuer)
    assert visitor.get(BEGIN).status_code == 400


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("error=access_denied", 403, "Vous n’êtes pas allé au bout"),
        ("error=access_denied&error_description=Y010015", 403, "n’a pas pu être confirmée"),
        ("error=server_error", 503, "ne répond pas"),
        ("error=temporarily_unavailable", 503, "ne répond pas"),
        ("error=invalid_scope&error_description=%00<script>", 400, "n’a pas pu être vérifiée"),
        ("code=", 400, "n’a pas pu être vérifiée"),
        ("", 400, "n’a pas pu être vérifiée"),
        ("code=c&iss=https://evil.example", 400, "n’a pas pu être vérifiée"),
    ],
)
def test_each_error_has_its_words(crooked, connect, visitor, query, status, words):
    connect("fc", issuer=crooked.issuer)
    state = crooked.seen(visitor.get(BEGIN)["location"])
    page = visitor.get(f"{RETURN}?state={state}&{query}")
    assert page.status_code == status
    assert words in page.content.decode()
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("query", ["", "?state=", "?state=forged&code=c", "?error=access_denied"])
def test_an_answer_to_no_question_is_refused(crooked, connect, visitor, query):
    connect("fc", issuer=crooked.issuer)
    assert visitor.get(RETURN + query).status_code == 400
    assert crooked.calls == []


def test_the_state_of_one_provider_does_not_serve_another(crooked, connect, visitor):
    connect("fc", issuer=crooked.issuer)
    connect("pc", issuer=crooked.issuer)
    state = crooked.seen(visitor.get("/compte/connexion/proconnect/")["location"])
    assert visitor.get(RETURN, {"code": "c", "state": state}).status_code == 400


def test_a_new_key_is_fetched_once_not_at_each_forgery(us, crooked, visitor, monkeypatch):
    us(kid="unknown")
    us(kid="unknown")
    assert crooked.calls.count("jwks") == 1  # a fresh look at most once a minute
    monkeypatch.setattr(wire, "REFRESH_AT_MOST_EVERY", 0)
    us(kid="unknown")
    assert crooked.calls.count("jwks") == 2


def test_unknown_providers_have_no_pages(visitor):
    for path in ("connexion/nobody/", "nobody/retour/", "nobody/deconnexion/", "nobody/cles.json"):
        assert visitor.get(f"/compte/{path}").status_code == 404


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
CLAIMS = ["iss", "aud", "sub", "acr", "amr", "nonce", "iat", "exp", "azp", "at_hash"]
WHO = ["sub", "given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    id_token=st.fixed_dictionaries({}, optional=dict.fromkeys(CLAIMS, json_values)),
    userinfo=st.fixed_dictionaries({}, optional=dict.fromkeys(WHO, json_values)),
    tokens=st.fixed_dictionaries({}, optional={"access_token": json_values}),
)
def test_no_answer_breaks_the_page(us, visitor, id_token, userinfo, tokens):
    page = us(id_token=id_token, userinfo=userinfo, tokens=tokens)
    assert page.status_code in {302, 400, 403}
    visitor.logout()
