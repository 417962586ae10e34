"""For whom a page is: the marks, seen from every kind of visitor."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse

from parvis.accounts import access
from parvis.accounts.tests.factories import (
    make_administrator,
    make_agent,
    make_resident,
    sign_in,
)
from parvis.core.audience import audience_of

pytestmark = pytest.mark.django_db


@access.resident_page
def resident(request):
    return HttpResponse(request.person.display_name)


@access.agent_page
def agent(request):
    return HttpResponse("agent")


@access.administrator_page
def administrator(request):
    return HttpResponse("administrator")


@access.signed_in_page
def signed_in(request):
    return HttpResponse(str(request.user))


urlpatterns = [
    path("r/", resident),
    path("a/", agent),
    path("admin/", administrator),
    path("s/", signed_in),
    path("", include("parvis.config.urls")),
]


@pytest.fixture(autouse=True)
def _these_pages():
    with override_settings(ROOT_URLCONF=__name__):
        yield


WHO = {
    "anonymous": lambda client: client,
    "resident": lambda client: sign_in(client, make_resident()),
    "agent": lambda client: sign_in(client, make_agent()),
    "agent without a second factor": lambda client: sign_in(client, make_agent(mfa=False)),
    "administrator": lambda client: sign_in(client, make_administrator()),
}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/r/", (302, 200, 404, 404, 404)),
        ("/a/", (302, 404, 200, 302, 200)),
        ("/admin/", (302, 404, 404, 404, 200)),
        ("/s/", (302, 200, 200, 200, 200)),
    ],
)
def test_who_enters(client, page, expected):
    found = []
    for enter in WHO.values():
        client.logout()
        found.append(enter(client).get(page).status_code)
    assert tuple(found) == expected


def test_the_marks_are_read():
    marks = [audience_of(view) for view in (resident, agent, administrator, signed_in)]
    assert marks == ["resident", "agent", "administrator", "signed_in"]


def test_one_signs_in_and_comes_back(client):
    assert client.get("/r/?page=2")["location"] == "/compte/connexion/?next=/r/%3Fpage%3D2"


def test_an_agent_sets_up_or_gives_the_second_factor(client):
    sign_in(client, make_agent(mfa=False))
    assert client.get("/a/")["location"] == "/compte/proteger/?next=%2Fa%2F"
    client.force_login(make_agent())
    assert client.get("/a/")["location"] == "/compte/securite/confirmer/?next=%2Fa%2F"


def test_the_second_factor_of_another_account_does_not_serve(client):
    sign_in(client, make_agent())
    session = client.session
    session[access.SECOND_FACTOR] = "somebody else"
    session.save()
    assert client.get("/a/").status_code == 302


def test_a_page_costs_two_queries_to_know_who_asks(client, django_assert_num_queries):
    sign_in(client, make_resident())
    with django_assert_num_queries(2):  # the session; the account with its person
        client.get("/r/")


def test_what_was_typed_survives_an_expired_session(client):
    sent = client.post("/r/?page=2", {"a": "Élan", "b": ["1", "2"], "csrfmiddlewaretoken": "x"})
    assert sent["location"] == "/compte/connexion/?next=/compte/reprendre/"
    sign_in(client, make_resident())
    page = client.get(reverse("accounts:resume"))
    text = page.content.decode()
    assert '<form method="post" action="/r/?page=2">' in text
    for field in ('name="a" value="Élan"', 'name="b" value="1"', 'name="b" value="2"'):
        assert field in text
    assert 'value="x"' not in text  # the old token
    assert client.get(reverse("accounts:resume")).status_code == 302


def test_too_much_is_not_kept(client):
    sent = client.post("/r/", {"a": "x" * access.TYPED_MOST})
    assert sent["location"] == "/compte/connexion/?next=/r/"


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/mes-demandes/", "/mes-demandes/"),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("abc", ""),  # no path: a redirect would look for a view of this name
        ("", ""),
        (None, ""),
    ],
)
def test_only_our_own_pages_are_come_back_to(rf, wanted, kept):
    assert access.local_path(rf.get("/"), wanted) == kept
