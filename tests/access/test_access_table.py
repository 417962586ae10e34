"""Every address × seven people: open, hidden (404), or sent to sign in. Nobody is ever told "403",
and no page asks the database more than twelve questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from math import inf

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parvis.core.audience import audience_of
from tests.access.kinds import Row
from tests.access.rows import ROWS
from tests.access.world import AGENTS, WHO, World
from tests.harness import queries

AUDIENCE: dict[str, set[str]] = {
    "public": set(WHO),
    "signed_in": set(WHO) - {"anonymous"},
    "resident": {"resident", "other_resident"},
    "agent": set(AGENTS),
    "administrator": {"administrator"},
    "partner": set(),  # programs show a key; no session opens anything there
}


MOST_QUERIES = 12


@dataclass(frozen=True)
class Address:
    name: str
    audience: str | None
    has_arguments: bool


def _addresses(resolver: URLResolver, space: str = "", args: bool = False) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        needs = args or bool(entry.pattern.regex.groups)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _addresses(entry, inner, needs)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Address(f"{space}{entry.name}", audience_of(entry.callback), needs)


ADDRESSES = {address.name: address for address in _addresses(get_resolver())}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Made once, outside the transaction of each test, which undoes what its visits changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most answers here are "not found": drawing that page each time costs a quarter of it all."""

    def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponseNotFound()

    monkeypatch.setattr(
        import_module(settings.ROOT_URLCONF), "handler404", not_found, raising=False
    )


def expected(address: Address, row: Row, who: str) -> str:
    admitted = AUDIENCE[address.audience or ""]
    if address.audience == "partner":
        return "needs a key"
    if who == "anonymous" and who not in admitted:
        return "sign in"
    if who not in admitted:
        return "hidden"
    return "open" if row.seen_by is None or who in row.seen_by else "hidden"


def outcome(response: HttpResponse) -> str:
    if response.status_code == 404:
        return "hidden"
    if response.status_code == 401:
        return "needs a key"
    if response.status_code in (301, 302) and response["Location"].split("?")[0] in {
        reverse(settings.LOGIN_URL)
    }:
        return "sign in"
    return "forbidden" if response.status_code == 403 else "open"


def visit(client: Client, url: str, method: str, most: float = inf) -> str:
    for is_again in (False, True):
        with transaction.atomic():
            with queries() as sent:
                response: HttpResponse = getattr(client, method)(url)
            transaction.set_rollback(True)
        if method != "get" or response.status_code != 200 or len(sent) <= most:
            break
        # What is read once per process is in memory now.
        assert not is_again, "\n".join([f"{len(sent)} queries:", *(one[:300] for one in sent)])
    return "other method" if response.status_code == 405 else outcome(response)


def test_every_address_with_arguments_can_be_visited() -> None:
    missing = sorted(a.name for a in ADDRESSES.values() if a.has_arguments and a.name not in ROWS)
    assert not missing, "add a row to tests/access/rows.py"
    gone = sorted(set(ROWS) - set(ADDRESSES))
    assert not gone, "rows of addresses that are gone"


def test_every_address_has_a_name() -> None:
    def nameless(resolver: URLResolver) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from nameless(entry)
            elif not entry.name:
                yield str(entry.pattern)

    assert not list(nameless(get_resolver()))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_who_sees_what(name: str, world: World) -> None:
    address = ADDRESSES[name]
    if address.has_arguments and name not in ROWS:
        pytest.fail("no row in tests/access/rows.py")
    with transaction.atomic():
        row = ROWS[name](world) if name in ROWS else Row()
        url = reverse(name, kwargs=dict(row.arguments))
        wrong = []
        for who in WHO:
            wanted = expected(address, row, who)
            client = world.client(who)
            got = visit(client, url, "get", MOST_QUERIES)
            if got == "other method":
                got = visit(client, url, "post")
            elif wanted == "hidden":
                # What is hidden cannot be changed either.
                posted = visit(client, url, "post")
                got = posted if posted != "other method" else got
            # Library pages, public by their mark, may send a visitor to sign in.
            if got != wanted and not (address.audience == "public" and got == "sign in"):
                wrong.append(f"{who}: {got} instead of {wanted}")
        transaction.set_rollback(True)
    assert not wrong, f"{url} ({address.audience})"
