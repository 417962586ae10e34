"""Accepting, declining, paying, and what is forgotten at the end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.participation.actions import panel_life, panel_seats
from parvis.participation.actions import panels as actions
from parvis.participation.models import Panel
from parvis.participation.queries import panels
from parvis.participation.tests import consulting, panelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn() -> Panel:
    return panelling.drawn()


def url(name: str, panel: Panel) -> str:
    return reverse(f"participation:{name}", args=[panel.phase.consultation.slug, panel.pk])


def test_a_member_accepts_once_and_a_stranger_to_the_panel_cannot(drawn: Panel) -> None:
    one = panels.seats(drawn).first()
    first = panel_seats.accept(volunteer=one).accepted_at
    assert panel_seats.accept(volunteer=one).accepted_at == first
    assert panels.seats_told(drawn) == {"seated": 4, "accepted": 1, "due": 0, "paid": 0}
    waiting = drawn.volunteers.filter(member_since=None).first()
    with pytest.raises(panel_seats.NotSeated):
        panel_seats.accept(volunteer=waiting)


def test_who_declines_by_telephone_is_told_and_replaced(client: Client, drawn: Panel) -> None:
    sign_in(client, consulting.organiser(drawn.phase.consultation.lead))
    leaving = panels.members(drawn).first()
    person = leaving.participant.person
    given = {"member": leaving.pseudonym, "what": "declines"}
    page = client.post(url("agent-panel-members", drawn), given, follow=True).content.decode()
    drawn.refresh_from_db()
    assert drawn.changes[0][0] == leaving.pseudonym
    assert drawn.changes[0][1] in page
    assert leaving.pseudonym not in page
    noted = Entry.objects.get(verb="participation.panel_declined_for")
    assert noted.person_key == str(person.pk)
    assert person.notifications.filter(subject__startswith="Vous ne siégez plus").exists()


def test_members_see_who_read_their_names(client: Client, drawn: Panel) -> None:
    sign_in(client, consulting.organiser(drawn.phase.consultation.lead))
    assert client.get(url("agent-panel-members", drawn)).status_code == 200
    client.post(url("agent-panel-stipends", drawn))
    read = Entry.objects.filter(verb="participation.panel_read")
    who = {str(one.participant.person_id) for one in panels.members(drawn)}
    assert {one.person_key for one in read} == who
    assert read.count() == 2 * len(who)


def test_stipends_are_due_then_paid(client: Client, drawn: Panel) -> None:
    now = clock.now()
    session = panel_life.add_session(
        actor=SYSTEM, panel=drawn, title="Un", place="Pau", starts_at=now,
        ends_at=now + timedelta(hours=7),
    )  # fmt: skip
    there = [one.pseudonym for one in panels.seats(drawn)][:3]
    panel_life.write_minutes(actor=SYSTEM, session=session, minutes="Oui.", present=there)
    assert panels.seats_told(drawn)["due"] == 24_000
    sign_in(client, consulting.organiser(drawn.phase.consultation.lead))
    client.post(url("agent-panel-paid", drawn))
    assert panels.seats_told(drawn)["paid"] == 24_000
    assert panel_seats.note_paid(actor=SYSTEM, panel=drawn, on=clock.today()) == 0


def test_the_end_erases_what_was_known_and_keeps_what_was_published(
    client: Client, drawn: Panel
) -> None:
    before = panels.published(drawn).as_json()
    sign_in(client, consulting.organiser(drawn.phase.consultation.lead))
    client.post(url("agent-panel-end", drawn))
    drawn.refresh_from_db()
    assert {(str(one.profile), one.salt, one.address) for one in drawn.volunteers.all()} == {
        ("{}", "", "")
    }
    assert drawn.volunteers.filter(participant__isnull=False).count() == 4
    assert panels.published(drawn).as_json() == before
    assert client.post(url("agent-panel-openings", drawn)).status_code == 404
    assert client.get(url("agent-panel", drawn)).status_code == 200
    page = client.get(url("panel", drawn)).content.decode()
    assert "Population" in page
    assert 'data-label="Volontaires"' not in page  # their facts are gone: no zero is shown
    with pytest.raises(actions.NotReady):
        panel_seats.end_panel(actor=SYSTEM, panel=drawn)
    member = panels.seats(drawn).first()
    actions.withdraw(volunteer=member)
    member.refresh_from_db()
    assert member.participant is None


def test_a_panel_nobody_ended_is_forgotten_ninety_days_after_its_phase(drawn: Panel) -> None:
    with clock.at(drawn.phase.closes_at + timedelta(days=89)):
        assert panel_seats.end_forgotten() == 0
    with clock.at(drawn.phase.closes_at + timedelta(days=91)):
        assert panel_seats.end_forgotten() == 1
        assert panel_seats.end_forgotten() == 0
    assert not drawn.volunteers.exclude(profile={}).exists()
