"""Mails to agents: when, about what, once, and nothing personal."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from parvis.accounts.models import Account
from parvis.cases import actions
from parvis.cases.actions import alerts
from parvis.cases.engine import party as parties
from parvis.cases.models import AlertPreference, AlertTold
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import World, make_case, make_handler, make_neighbour
from parvis.core import clock
from parvis.core.calendars import MAINLAND
from parvis.notifications.models import Notification

Rhythm = AlertPreference.Rhythm
TUESDAY = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
"""Seven in the morning in Pau."""


@pytest.fixture
def nadia(world: World) -> Account:
    return make_handler(world.waste, name="Nadia Haddad")


def mails() -> list[Notification]:
    return list(Notification.objects.filter(key__startswith="alerts:").order_by("pk"))


def at(days: float = 0, hours: float = 0) -> Any:
    return clock.at(TUESDAY + timedelta(days=days, hours=hours))


def asked(nadia: Account, rhythm: str = Rhythm.DAILY) -> None:
    with at():
        alerts.set_alerts(account=nadia, rhythm=rhythm, hour=8)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("rhythm", "last_on", "now", "due"),
    [
        (Rhythm.EACH, date(2026, 3, 3), local(2026, 3, 3, 3), True),
        (Rhythm.DAILY, date(2026, 3, 2), local(2026, 3, 3, 8), True),
        (Rhythm.DAILY, date(2026, 3, 2), local(2026, 3, 3, 7, 59), False),
        (Rhythm.DAILY, date(2026, 3, 2), local(2026, 3, 3, 17), True),
        (Rhythm.DAILY, date(2026, 3, 3), local(2026, 3, 3, 9), False),
        # Saturday, and Easter Monday.
        (Rhythm.DAILY, date(2026, 3, 6), local(2026, 3, 7, 9), False),
        (Rhythm.DAILY, date(2026, 4, 3), local(2026, 4, 6, 9), False),
        (Rhythm.WEEKLY, date(2026, 3, 30), local(2026, 4, 3, 9), False),
        (Rhythm.WEEKLY, date(2026, 3, 30), local(2026, 4, 7, 9), True),
        # The last days of December belong to the first week of the next year.
        (Rhythm.WEEKLY, date(2026, 12, 28), local(2027, 1, 1, 9), False),
        (Rhythm.NONE, date(2020, 1, 1), local(2026, 3, 3, 9), False),
    ],
)
def test_when_it_is_time(rhythm: str, last_on: date, now: datetime, due: bool) -> None:
    preference = AlertPreference(rhythm=rhythm, hour=8, last_on=last_on)
    assert alerts.is_due(preference, now, MAINLAND) is due


@given(day=st.dates(date(2024, 1, 1), date(2030, 1, 1)), hour=st.integers(6, 19))
def test_never_twice_in_a_day(day: date, hour: int) -> None:
    now = datetime.combine(day, time(23), UTC)
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        preference = AlertPreference(rhythm=rhythm, hour=hour, last_on=day)
        assert not alerts.is_due(preference, now, MAINLAND)


def test_one_mail_for_all_that_is_new_and_nothing_personal(world: World, nadia: Account) -> None:
    with at():
        old = make_case(world)
    asked(nadia)
    with at(hours=0.5):
        first, second = make_case(world), make_case(world, person=make_neighbour())
    with at(hours=1.5):
        assert alerts.send_alerts() == 1
        assert alerts.send_alerts() == 0
    mail = mails()[0]
    assert (len(mails()), mail.address) == (1, nadia.email)
    assert "2 choses à regarder" in mail.subject
    for one in (first, second):
        assert f"/agent/demandes/{one.reference}/" in mail.text
    assert old.reference not in mail.text
    assert "Composteur partagé" in mail.text
    for personal in ("Bordenave", "Diop", "Camille", "Bialé"):
        assert personal not in mail.text + mail.subject
    with at(days=1, hours=2):
        assert alerts.send_alerts() == 0


def test_what_was_dealt_with_meanwhile_is_not_told(world: World, nadia: Account) -> None:
    asked(nadia)
    with at(hours=0.5):
        case = make_case(world)
        actions.perform(case=case, transition="retirer", party=world.applicant, inputs={})
    with at(hours=2):
        assert alerts.send_alerts() == 0


def test_soon_then_late_each_once(world: World, nadia: Account) -> None:
    with at():
        case = make_case(world)
        case.turns.update(due_on=date(2026, 3, 12))
    asked(nadia)
    sent = []
    for day in range(14):
        with at(days=day, hours=2):
            sent += [day] * alerts.send_alerts()
    # Three working days before Thursday 12 March, and the day after it.
    assert sent == [6, 10]
    assert [one.text.split("\n")[0] for one in mails()] == ["À faire bientôt", "En retard"]


def test_entrusted_by_somebody_else_and_written_by_the_person(world: World, nadia: Account) -> None:
    with at():
        case, taken = make_case(world), make_case(world, person=make_neighbour())
    asked(nadia, Rhythm.EACH)
    with at(hours=1):
        boss = world.agent("waste")
        actions.assign(case=case, party=boss, to=nadia)
        actions.take(case=taken, party=parties.agent(nadia))
        assert alerts.send_alerts() == 1
    assert mails()[-1].text.startswith("Confié à vous")
    assert taken.reference not in mails()[-1].text
    with at(hours=2):
        actions.write_message(case=case, party=world.applicant, text="Mon secret")
        actions.write_message(case=case, party=boss, text="Bonjour")
        assert alerts.send_alerts() == 1
        assert alerts.send_alerts() == 0
    assert mails()[-1].text.startswith("La personne a écrit")
    assert "secret" not in mails()[-1].text


def test_what_is_a_colleagues_or_another_units_is_not_told(world: World, nadia: Account) -> None:
    asked(nadia)
    other = make_handler(world.trainer, name="Ailleurs")
    with at():
        alerts.set_alerts(account=other, rhythm=Rhythm.DAILY, hour=8)
    with at(hours=0.5):
        case = make_case(world)
        actions.take(case=case, party=world.agent("waste"))
    with at(hours=2):
        assert alerts.send_alerts() == 0


def test_killed_before_the_end_nothing_is_half_done(
    world: World, nadia: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(nadia)
    with at(hours=0.5):
        make_case(world)

    def die(**_given: Any) -> None:
        raise SystemExit

    with at(hours=2):
        with monkeypatch.context() as broken:
            broken.setattr(alerts.notifications, "tell_unit", die)
            with pytest.raises(SystemExit):
                alerts.send_alerts()
        assert not AlertTold.objects.exists()
        assert alerts.send_alerts() == 1
        assert alerts.send_alerts() == 0
    assert len(mails()) == 1


def test_nobody_is_written_to_who_did_not_ask(world: World, nadia: Account) -> None:
    make_case(world)
    assert alerts.send_alerts() == 0
    door = enter(nadia)
    address = reverse("cases:alerts")
    assert "Jamais" in said(door.get(address))
    assert door.post(address, {"rythme": "daily", "heure": "7"}).status_code == 302
    kept = AlertPreference.objects.get()
    assert (kept.account, kept.rhythm, kept.hour) == (nadia, "daily", 7)
    assert door.post(address, {"rythme": "hourly", "heure": "3"}).status_code == 200


def test_looking_costs_the_same_for_many(world: World, nadia: Account) -> None:
    asked(nadia, Rhythm.EACH)
    costs = []
    for round_, many in enumerate((1, 1, 4), 1):
        with at(hours=round_):
            for _case in range(many):
                make_case(world, person=make_neighbour())
            with CaptureQueriesContext(connection) as captured:
                assert alerts.send_alerts() == 1
        costs.append(len(captured))
    assert costs[1] == costs[2]  # the first one reads the package
