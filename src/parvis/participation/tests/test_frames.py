"""Frames on other sites: who may show them, no cookie, an idea that a moderator reads first."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core.actor import SYSTEM
from parvis.core.frames import PREFIX
from parvis.participation.actions.embedding import allow_sites
from parvis.participation.models import Act, Embedding, Idea, Moderation, Participant
from parvis.participation.rules import PhaseRules
from parvis.participation.rules.embedding import NotASite, origins_of
from parvis.participation.tests import consulting, voting
from parvis.participation.views import frames

db = pytest.mark.django_db
VISITED = PhaseRules(frozenset({Act.PROPOSE, Act.VOTE}), frozenset({Act.PROPOSE}))
TOLD = {"title": "Prêter de la vaisselle pour la fête", "text": "On jette trop."}


@pytest.fixture
def town():
    return consulting.consultation(rules=VISITED)


def _url(name: str, of) -> str:
    return reverse(f"participation:{name}", args=[of.slug])


def _ancestors(answer) -> str:
    policy = answer["Content-Security-Policy"]
    return next(one for one in policy.split("; ") if one.startswith("frame-ancestors"))


FRAMES = ["frame-idea", "frame-vote", "frame-progress"]


@db
@pytest.mark.parametrize("name", FRAMES)
def test_every_site_may_show_it_until_some_are_chosen(client: Client, town, name: str) -> None:
    answer = client.get(_url(name, town))
    assert answer.status_code == 200
    assert _ancestors(answer) == "frame-ancestors *"
    assert "X-Frame-Options" not in answer
    allow_sites(actor=SYSTEM, consultation=town, origins=["https://www.lescar.fr"])
    assert (
        _ancestors(client.get(_url(name, town))) == "frame-ancestors 'self' https://www.lescar.fr"
    )
    allow_sites(actor=SYSTEM, consultation=town, origins=[])
    assert not Embedding.objects.exists()


@db
@pytest.mark.parametrize("name", ["consultation", "embedding", "propose", "data", "ideas"])
def test_no_other_page_may_be_shown_in_a_frame(client: Client, town, name: str) -> None:
    answer = client.get(_url(name, town))
    assert _ancestors(answer) == "frame-ancestors 'none'"
    assert answer["X-Frame-Options"] == "DENY"


@db
@pytest.mark.parametrize("name", FRAMES)
def test_no_cookie_is_read_or_set(client: Client, town, name: str) -> None:
    assert _url(name, town).startswith(f"/{PREFIX}")
    before = Client().get(_url(name, town), {"langue": "fr"})
    sign_in(client, make_resident())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.cookies["parvis_theme"] = "dark"
    answer = client.get(_url(name, town), {"langue": "fr"})
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.wsgi_request.user.is_authenticated
    hidden = 'name="token"'
    same = [one for one in answer.content.decode().splitlines() if hidden not in one]
    assert same == [one for one in before.content.decode().splitlines() if hidden not in one]


def _token(client: Client, town) -> str:
    return client.get(_url("frame-idea", town)).context["token"]


@db
def test_an_idea_from_a_frame_waits_for_a_moderator_as_a_visitors(client: Client, town) -> None:
    checked = Client(enforce_csrf_checks=True)
    told = TOLD | {"token": _token(client, town)}
    answer = checked.post(_url("frame-idea", town) + "?langue=en&couleurs=sombre", told)
    assert answer.status_code == 302
    assert not answer.cookies
    idea = Idea.objects.get()
    assert (idea.state, idea.author.way, idea.author.person) == ("held", "none", None)
    assert Moderation.objects.get().decision == Moderation.Decision.HELD
    page = checked.get(answer["Location"]).content.decode()
    assert '<html lang="en"' in page
    assert _ancestors(checked.get(answer["Location"])) == "frame-ancestors *"
    checked.post(_url("frame-idea", town), told)
    assert Idea.objects.count() == Participant.objects.count() == 1


@db
def test_forged_old_and_foreign_forms_are_sent_once_more(client, town, monkeypatch) -> None:
    other = consulting.consultation(rules=VISITED)
    url = _url("frame-idea", town)
    old = _token(client, town)
    for token in ("", "forged", _token(client, other)):
        assert client.post(url, TOLD | {"token": token}).status_code == 200
    with monkeypatch.context() as late:
        late.setattr(frames, "_FORM_LASTS", -1)
        assert client.post(url, TOLD | {"token": old}).status_code == 200
    assert not Idea.objects.exists()
    again = client.post(url, TOLD | {"token": "forged"})
    assert client.post(url, TOLD | {"token": again.context["token"]}).status_code == 302


@db
def test_one_connection_cannot_flood(client: Client, town) -> None:
    tokens = [_token(client, town) for _each in range(7)]
    answers = [
        client.post(_url("frame-idea", town), {"title": f"Une idée de plus {n}", "token": token})
        for n, token in enumerate(tokens)
    ]
    assert [one.status_code for one in answers] == [302] * 5 + [200] * 2
    assert Idea.objects.count() == 5


@db
def test_where_visitors_may_not_the_site_opens_in_a_new_tab(client: Client) -> None:
    town = consulting.consultation()
    page = client.get(_url("frame-idea", town))
    assert b"<form" not in page.content
    assert b'target="_blank"' in page.content
    client.post(_url("frame-idea", town), TOLD | {"token": page.context["token"]})
    assert not Idea.objects.exists()


@db
def test_a_ballot_is_never_in_a_frame(client: Client) -> None:
    election = voting.opened()
    town = election.phase.consultation
    page = client.get(_url("frame-vote", town), {"langue": "fr"}).content.decode()
    assert "<form" not in page
    assert "25\u202f000" in page
    ballot = reverse("participation:vote", args=[town.slug, election.pk])
    assert f'href="{ballot}" target="_blank" rel="noopener"' in page
    assert _ancestors(client.get(ballot)) == "frame-ancestors 'none'"


@db
def test_organisers_choose_the_sites(client: Client) -> None:
    unit = consulting.unit()
    town = consulting.consultation(unit)
    sign_in(client, consulting.organiser(unit))
    url = _url("agent-embedding", town)
    assert client.post(url, {"sites": "pas un site ; *"}).status_code == 200
    client.post(url, {"sites": "https://WWW.lescar.fr/page\nhttps://www.lescar.fr\n"})
    assert Embedding.objects.get().origins == ["https://www.lescar.fr"]
    assert b"https://www.lescar.fr" in client.get(url).content


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("lescar.fr", "https://lescar.fr"),
        ("http://localhost:8001/x?y", "http://localhost:8001"),
        ("https://*.pau.fr", "https://*.pau.fr"),
    ],
)
def test_sites_are_read(line: str, origin: str) -> None:
    assert origins_of([line, "", line]) == [origin]


@pytest.mark.parametrize(
    "line", ["*", "javascript:alert(1)", "https://a;b", "https://a b", "https://", "'none'", "x,y"]
)
def test_what_is_no_site_is_refused(line: str) -> None:
    with pytest.raises(NotASite):
        origins_of([line])
