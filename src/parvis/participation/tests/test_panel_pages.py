"""Pages of panels: what everybody sees, what a volunteer and a member see, what organisers do."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import panel_life
from parvis.participation.actions import panels as actions
from parvis.participation.models import Panel
from parvis.participation.queries import panels
from parvis.participation.tests import consulting, panelling

pytestmark = pytest.mark.django_db


def _url(name: str, panel: Panel, **more: object) -> str:
    slug = panel.phase.consultation.slug
    return reverse(f"participation:{name}", kwargs={"slug": slug, "panel": panel.pk, **more})


def test_a_resident_volunteers_sees_her_pseudonym_and_withdraws(client: Client) -> None:
    panel = panelling.panel()
    page = client.get(_url("panel", panel)).content.decode()
    assert "Insee" in page  # where figures come from
    account = make_resident()
    sign_in(client, account)
    form = client.get(_url("panel-volunteer", panel)).content.decode()
    assert "jamais publiées" in form
    answered = client.post(_url("panel-volunteer", panel), {"sex": "woman", "age": "old"})
    assert answered.url == _url("panel-me", panel)
    mine = panel.volunteers.get()
    assert mine.pseudonym in client.get(answered.url).content.decode()
    client.post(_url("panel-me", panel))
    assert not panel.volunteers.exists()
    assert client.get(_url("panel-me", panel)).status_code == 404


@pytest.mark.parametrize("name", ["panel", "panel-volunteer"])
def test_a_visitor_is_led_to_where_one_signs_in_and_back(client: Client, name: str) -> None:
    here = _url(name, panelling.panel())
    page = client.get(here).content.decode()
    assert "Me connecter pour être volontaire" in page
    assert f"?next={quote(here, safe='')}" in page


def test_an_answer_that_is_missing_is_asked_again(client: Client) -> None:
    panel = panelling.panel()
    sign_in(client, make_resident())
    page = client.post(_url("panel-volunteer", panel), {"sex": "woman"})
    assert page.status_code == 200
    assert not panel.volunteers.exists()


def test_counts_of_fewer_than_five_are_not_shown_to_everybody(client: Client) -> None:
    panel = panelling.panel()
    for _n in range(3):
        actions.volunteer(
            panel=panel, person=consulting.resident(), profile={"sex": "man", "age": "old"}
        )
    page = client.get(_url("panel", panel)).content.decode()
    assert "moins de 5" in page


def test_the_ceremony_seal_seed_result_file(client: Client) -> None:
    panel = panelling.sealed()
    agent = consulting.organiser(panel.phase.consultation.lead)
    sign_in(client, agent)
    page = client.get(_url("panel", panel)).content.decode()
    assert panel.seal in page
    assert "encore connu de personne" in page
    assert client.post(_url("agent-panel-step", panel), {"seed": ""}).status_code == 200
    client.post(_url("agent-panel-step", panel), {"seed": "4 8 15"})
    panel.refresh_from_db()
    told = json.loads(client.get(_url("panel-file", panel)).content)
    assert told["draw"]["seed"] == "4 8 15"
    page = client.get(_url("panel", panel)).content.decode()
    assert all(name in page for name in told["draw"]["panel"])
    names = {person.family_name for person in
             [one.participant.person for one in panels.members(panel)]}  # fmt: skip
    assert not any(f">{name}<" in page for name in names)


def test_a_member_reads_on_the_page_of_the_panel_that_they_were_drawn(client: Client) -> None:
    panel = panelling.drawn()
    for rows, told in (
        (panel.volunteers.exclude(member_since=None), "Vous avez été tiré au sort"),
        (panel.volunteers.filter(member_since=None), "Vous êtes parmi les volontaires"),
    ):
        person = rows.select_related("participant__person").first().participant.person
        sign_in(client, Account.objects.get(person=person))
        assert told in client.get(_url("panel", panel)).content.decode()


def test_there_is_no_file_before_the_seal(client: Client) -> None:
    assert client.get(_url("panel-file", panelling.panel())).status_code == 404


def test_organisers_open_recruitment_from_published_figures(client: Client) -> None:
    from parvis.territory.models import Area

    found = consulting.consultation(None, "deliberate")
    epci = Area.objects.get_or_create(
        level=Area.Level.EPCI, code="200067254",
        defaults={"name": "Pau", "folded": "pau", "vintage": 2026, "siren": "200067254"},
    )[0]  # fmt: skip
    found.areas.add(epci)
    sign_in(client, consulting.organiser(found.lead))
    url = reverse("participation:agent-panel-new", args=[found.slug])
    given = {
        "title": "Panel", "text": "Quoi ?", "phase": str(found.phases.get().pk), "size": "30",
        "strata": ["sex", "age", "home", "place"], "slack": "0", "promise": "EuroMillions",
        "stipend": "80",
    }  # fmt: skip
    client.post(url, given)
    panel = Panel.objects.get()
    assert (panel.size, panel.stipend) == (30, 8000)
    assert {one["key"] for one in panel.strata} == {"sex", "age", "home", "place"}
    for stratum in panel.strata:
        assert sum(v["least"] for v in stratum["values"]) <= 30
        assert sum(v["most"] for v in stratum["values"]) >= 30
        assert stratum["source"]["year"] >= 2013
    page = client.get(_url("agent-panel", panel)).content.decode()
    assert "Qui inviter maintenant" in page


def test_organisers_follow_sessions_and_answers(client: Client) -> None:
    panel = panelling.drawn()
    sign_in(client, consulting.organiser(panel.phase.consultation.lead))
    day = clock.today() + timedelta(days=9)
    client.post(_url("agent-panel-session", panel), {
        "title": "Samedi", "place": "Mairie", "day_day": day.day, "day_month": day.month,
        "day_year": day.year, "begins": "09:30", "ends": "17:00",
    })  # fmt: skip
    session = panel.sessions.get()
    names = [one.pseudonym for one in panels.seats(panel)]
    url = _url("agent-panel-minutes", panel, session=session.pk)
    client.post(url, {"minutes": "On a visité.", "present": names[:2]})
    Person.objects.update(family_name="=cmd|' /C calc'!A0", given_names="@SUM(1)")
    lines = client.post(_url("agent-panel-stipends", panel)).content.decode().splitlines()
    assert len(lines) == 3
    # What a member calls themselves is no formula to the spreadsheet of an accountant.
    assert all(";'=cmd" in line and ";'@SUM" in line for line in lines[1:])
    client.post(
        _url("agent-panel-recommend", panel), {"title": "Trier", "text": "Mieux", "support": "4"}
    )
    url = _url("agent-panel-answer", panel, number=1)
    client.post(url, {"answer": "yes", "reasons": "Voté."})
    page = client.get(_url("panel", panel)).content.decode()
    for words in ("On a visité.", "Trier", "Voté."):
        assert words in page
    assert client.get(_url("agent-panel", panel)).status_code == 200


def test_quotas_that_cannot_be_met_are_told_and_widened(client: Client) -> None:
    panel = panelling.panel(slack=0)
    for _n in range(8):
        actions.volunteer(
            panel=panel, person=consulting.resident(), profile={"sex": "man", "age": "old"}
        )
    sign_in(client, consulting.organiser(panel.phase.consultation.lead))
    client.post(_url("agent-panel-step", panel), {"what": "prepare"})
    panel.refresh_from_db()
    actions.compute_lottery(panel=panel)
    page = client.get(_url("agent-panel", panel)).content.decode()
    assert "Le moins qu’il faudrait changer" in page
    client.post(_url("agent-panel-step", panel), {"what": "widen"})
    panel.refresh_from_db()
    assert panel.refusal == {}


def test_pages_do_not_ask_more_for_more_volunteers(client: Client) -> None:
    panel = panelling.panel()
    account = make_resident()
    actions.volunteer(panel=panel, person=account.person, profile={"sex": "man", "age": "old"})
    sign_in(client, account)

    def more() -> None:
        panelling.volunteers(panel, 5)
        now = clock.now()
        for title in ("a", "b"):
            panel_life.add_session(actor=SYSTEM, panel=panel, title=title, place="x",
                                   starts_at=now, ends_at=now + timedelta(hours=1))  # fmt: skip

    assert_queries_do_not_grow(lambda: client.get(_url("panel", panel)), more, at_most=12)
    assert_queries_do_not_grow(lambda: client.get(_url("panel-me", panel)), more, at_most=12)
    sign_in(client, consulting.organiser(panel.phase.consultation.lead))
    assert_queries_do_not_grow(lambda: client.get(_url("agent-panel", panel)), more, at_most=14)
