"""What no column can hold, and what nobody types: an answer in words, never a breakdown."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError
from django.test import Client, RequestFactory
from psycopg.errors import DivisionByZero, NumericValueOutOfRange

from parvis.accounts.tests.factories import make_resident
from parvis.core.forms import DateField3
from parvis.core.limits import UnkeepableMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/recherche/?q=%00", "/concertations/?commune=%00&q=a%00b"])
def test_a_nul_in_an_address_is_answered(client: Client, path: str) -> None:
    assert client.get(path).status_code in {200, 400}


def test_the_answer_is_a_page_in_the_readers_language(client: Client) -> None:
    page = client.get("/recherche/?q=%00")
    assert page.status_code == 400
    assert "Demande non comprise" in page.content.decode()


@pytest.mark.parametrize("key", ["\0aaaaaaaaaa", "\ud800aaaaaaaa", "a" * 5000, "' OR 1=1 --"])
def test_a_forged_session_cookie_is_no_session(client: Client, key: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = key.encode("utf-8", "replace").decode()
    assert client.get("/").status_code == 200
    assert client.get("/mon-espace/").status_code == 302


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/v1/nowhere", "/api/%00"])
def test_a_program_reads_a_problem(client: Client, path: str) -> None:
    told = client.get(path)
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")
    assert told.json()["type"] == "urn:parvis:problem:not-found"


def _answered(path: str, error: Exception) -> object:
    middleware = UnkeepableMiddleware(lambda request: pytest.fail("not asked"))
    return middleware.process_exception(RequestFactory().post(path), error)


def _raised(cause: Exception) -> DataError:
    error = DataError("refused")
    error.__cause__ = cause
    return error


def test_a_program_is_told_that_its_value_cannot_be_kept() -> None:
    told = _answered("/api/v1/cases", _raised(NumericValueOutOfRange()))
    assert (told.status_code, told["Content-Type"]) == (400, "application/problem+json")


def test_faults_of_ours_are_not_hidden() -> None:
    assert _answered("/", _raised(DivisionByZero())) is None
    assert _answered("/", UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range")) is None
    assert _answered("/", ValueError()) is None


def test_who_is_signed_in_leaves_no_page_behind(client: Client) -> None:
    assert "Cache-Control" not in client.get("/aide/").headers
    client.force_login(make_resident())
    for path in ("/aide/", "/mes-messages/", "/mon-compte/coordonnees/"):
        assert "no-store" in client.get(path)["Cache-Control"]
    assert "public" in client.get("/territoire/communes/?q=pau")["Cache-Control"]


@pytest.mark.parametrize(
    "typed",
    ["99999999999999999999/1/2000", "1/99999999999999999999/2000", f"{'9' * 5000}/1/2000",
     "31/12/9999", "1/1/0001"],
)  # fmt: skip
def test_no_form_takes_a_date_of_such_a_kind(typed: str) -> None:
    """Days can be added to those that are taken."""
    with pytest.raises(ValidationError):
        DateField3().clean([typed, "", ""])
