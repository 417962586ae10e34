"""Feeds and calendars: well formed whatever people type, the same until something changes."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from tests.harness import assert_queries_do_not_grow

from parvis.core.actor import SYSTEM
from parvis.participation import actions, feeds, news
from parvis.participation.models import Phase
from parvis.participation.tests import consulting, panelling, workshopping

db = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
ABOUT = feeds.About("Idées", "Toutes", "/page/", "/fil", "Pau", "fr", AT)


def _feed(client: Client, of=None, kind: str = "atom", **more):
    name = "news" if of else "all-news"
    return client.get(
        reverse(f"participation:{name}", args=[of.slug, kind] if of else [kind]), **more
    )


def _titles(answer) -> list[str]:
    return [
        one.findtext(f"{ATOM}title") for one in Xml.fromstring(answer.content).iter(f"{ATOM}entry")
    ]


def _events(client: Client, of=None, **query: str) -> dict[str, object]:
    url = reverse("participation:days", args=[of.slug]) if of else reverse("participation:all-days")
    found = Calendar.from_ical(client.get(url, query).content)
    return {str(one["uid"]).partition("@")[0]: one for one in found.walk("VEVENT")}


@given(title=st.text(), text=st.text(), by=st.text())
def test_any_text_makes_a_feed_and_a_calendar_and_is_never_markup(title, text, by) -> None:
    entry = news.News("idea-1", AT, 1, title, text, "/idee/1/", by)
    for kind in feeds.FEEDS:
        root = Xml.fromstring(feeds.feed(kind, ABOUT, [entry], {1: title}))
        summary = root.find(f".//{ATOM}summary" if kind == "atom" else ".//item/description")
        told = (summary.text or "") if summary is not None else ""
        inside = Xml.fromstring(f"<p>{told.replace('<br>', '<br/>')}</p>")
        assert {one.tag for one in inside.iter()} <= {"p", "br"}
    day = news.Day("phase-1", 1, title, AT.date(), AT.date(), text, "/etape/", by)
    [event] = Calendar.from_ical(feeds.calendar(ABOUT, [day], {1: title})).walk("VEVENT")
    assert event["uid"] == "phase-1@" + feeds.host()


@db
def test_a_consultation_tells_what_happened_the_newest_first(client: Client) -> None:
    town = consulting.consultation()
    by = consulting.participant(town)
    actions.show_name(participant=by, name="Babeth <b>")
    idea = consulting.idea(town, by, text="<script>alert(1)</script>")
    actions.answer(idea=idea, actor=SYSTEM, unit=town.lead, text="Nous l’étudions.")
    consulting.idea(town, title="Une idée que sa phase n’a pas lue")
    root = Xml.fromstring(_feed(client, town).content)
    titles = [one.findtext(f"{ATOM}title") or "" for one in root.iter(f"{ATOM}entry")]
    assert titles[0].endswith("Une idée que sa phase n’a pas lue")
    assert len(titles) == 5
    assert [one.text for one in root.iter(f"{ATOM}name")].count("Babeth <b>") == 1
    assert "&amp;lt;script&amp;gt;" in _feed(client, town).content.decode()
    assert len(list(Xml.fromstring(_feed(client, town, "rss").content).iter("item"))) == 5


@db
def test_a_feed_is_sent_once(client: Client) -> None:
    town = consulting.consultation()
    first = _feed(client, town)
    etag = {"If-None-Match": first["ETag"]}
    assert _feed(client, town).content == first.content
    assert _feed(client, town, headers=etag).status_code == 304
    consulting.idea(town)
    assert _feed(client, town, headers=etag).status_code == 200


@db
def test_the_territory_is_narrowed_by_theme_and_place(client: Client) -> None:
    pau = consulting.area("64445", "Pau")
    here, there = consulting.consultation(), consulting.consultation(areas=[pau], topic="health")
    consulting.draft(title="Pas encore")
    consulting.idea(here, title="Une idée pour Lescar", commune=consulting.area())
    every = " ".join(_titles(_feed(client)))
    assert every.count(here.title) == 2
    url = reverse("participation:all-news", args=["atom"])
    only = _titles(client.get(url, {"theme": "health"}))
    assert len(only) == 2
    assert "Lescar" not in " ".join(only)
    assert "Lescar" in " ".join(_titles(client.get(url, {"commune": "64335"})))
    assert there.pk
    for wrong in ({"theme": "magie"}, {"commune": "99999"}):
        assert client.get(url, wrong).status_code == 404
    assert _feed(client, kind="xls").status_code == 404


@db
def test_phases_and_sessions_are_days_that_keep_their_names(client: Client) -> None:
    town = consulting.consultation(None, "deliberate")
    phase = town.phases.get()
    closes = datetime(2027, 3, 31, 22, tzinfo=UTC)  # midnight in Paris, summer time
    Phase.objects.filter(pk=phase.pk).update(closes_at=closes)
    panel = panelling.panel(town)
    session = panel.sessions.create(
        title="Premier samedi ; accueil", place="Salle, 1er étage", starts_at=AT,
        ends_at=AT + timedelta(hours=2),
    )  # fmt: skip
    events = _events(client, town)
    assert set(events) == {
        f"phase-{phase.pk}-opens", f"phase-{phase.pk}-closes", f"session-{session.pk}",
    }  # fmt: skip
    last = events[f"phase-{phase.pk}-closes"]
    assert last.decoded("dtstart").isoformat() == "2027-03-31"
    assert last.decoded("dtend").isoformat() == "2027-04-01"
    there = events[f"session-{session.pk}"]
    assert str(there["location"]) == "Salle, 1er étage"
    assert there.decoded("dtstart") == AT
    assert set(_events(client)) == set(events)
    assert not _events(client, theme="health")


@db
def test_a_workshop_is_in_the_calendar_without_its_video_link(client: Client) -> None:
    town = consulting.consultation()
    held = workshopping.workshop(town)
    workshopping.workshop(town, draft=True)
    events = _events(client, town)
    assert len(events) == 3
    told = events[f"workshop-{held.pk}"]
    assert (str(told["summary"]), str(told["location"])) == (held.title, held.where)
    assert held.video_url not in told.to_ical().decode().replace("\r\n ", "")


@db
def test_a_feed_asks_little(client: Client) -> None:
    town = consulting.consultation()
    assert_queries_do_not_grow(
        lambda: _feed(client),
        lambda: [consulting.consultation(), consulting.idea(town)],
        at_most=8,
    )


@db
def test_pages_say_where_their_feeds_are(client: Client) -> None:
    town = consulting.consultation()
    for url in (
        reverse("participation:list"),
        reverse("participation:consultation", args=[town.slug]),
    ):
        page = client.get(url).content.decode()
        assert page.count('<link rel="alternate"') == 3
