"""Who is away, who stands in, and that it gives nobody a right."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.directory import actions, queries
from parvis.directory.models import Absence, Membership, Unit
from parvis.directory.tests import factories
from parvis.journal.models import Entry

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def unit() -> Unit:
    return factories.unit()


def member(unit: Unit, name: str, role: str = Role.HANDLER) -> Account:
    account = factories.agent(name)
    factories.membership(account, unit, role)
    return account


def away(unit: Unit, account: Account, delegate: Account | None = None, **more: object) -> Absence:
    today = clock.today()
    given = {"by": account, "starts_on": today, "ends_on": today + timedelta(days=7)} | more
    return actions.declare_absence(account=account, unit=unit, delegate=delegate, **given)


def stood_in_for(account: Account, on: date | None = None) -> list[str]:
    return [
        absent["name"] for one in queries.memberships_of(account, on) for absent in one.stands_in
    ]


def test_the_delegate_stands_in_until_it_ends_by_itself(unit: Unit) -> None:
    marc, nadia = member(unit, "Marc"), member(unit, "Nadia")
    absence = away(unit, marc, nadia)
    last = absence.ends_on
    told = [one.stands_in for one in queries.memberships_of(nadia)]
    assert told == [[{"account": str(marc.pk), "name": "Marc"}]]
    assert stood_in_for(nadia, on=last) == ["Marc"]
    assert not stood_in_for(nadia, on=last + timedelta(days=1))
    assert Entry.objects.filter(verb="directory.absence_declared").count() == 1


def test_standing_in_gives_no_role(unit: Unit) -> None:
    boss, nadia = member(unit, "Cheffe", Role.MANAGER), member(unit, "Nadia")
    away(unit, boss, nadia)
    factories.membership(nadia, factories.unit(unit.institution, "Voirie"), Role.HANDLER)
    here, there = queries.memberships_of(nadia).order_by("pk")
    assert (here.role, here.stands_in[0]["name"]) == (Role.HANDLER, "Cheffe")
    assert not there.stands_in


def test_a_delegate_who_left_stands_in_for_nobody(unit: Unit) -> None:
    marc, nadia = member(unit, "Marc"), member(unit, "Nadia")
    away(unit, marc, nadia)
    Membership.objects.filter(account=nadia).update(
        starts_on=date(2020, 1, 1), ends_on=clock.today() - timedelta(days=1)
    )
    assert not stood_in_for(nadia)


def test_a_manager_declares_for_the_others_and_nobody_else_does(unit: Unit) -> None:
    boss, marc, nadia = member(unit, "Cheffe", Role.MANAGER), member(unit, "M"), member(unit, "N")
    away(unit, marc, by=boss)
    with pytest.raises(PermissionDenied):
        away(unit, boss, by=marc)
    elsewhere = member(factories.unit(unit.institution, "Voirie"), "Ailleurs", Role.MANAGER)
    with pytest.raises(PermissionDenied):
        away(unit, nadia, by=elsewhere)


def test_what_cannot_be(unit: Unit) -> None:
    marc, desk = member(unit, "Marc"), member(unit, "Accueil", Role.DESK)
    today = clock.today()
    for wrong in (
        {"delegate": desk},
        {"delegate": marc},
        {"delegate": factories.agent("Ailleurs")},
        {"ends_on": today - timedelta(days=1)},
    ):
        with pytest.raises(actions.InvalidAbsence):
            away(unit, marc, **wrong)  # type: ignore[arg-type]
    away(unit, marc)
    with override("en"), pytest.raises(actions.InvalidAbsence, match="already"):
        away(unit, marc, starts_on=today + timedelta(days=7), ends_on=today + timedelta(days=9))
    away(unit, marc, starts_on=today + timedelta(days=8), ends_on=today + timedelta(days=9))


def test_back_before_time(unit: Unit) -> None:
    marc, nadia = member(unit, "Marc"), member(unit, "Nadia")
    begun = away(unit, marc, nadia)
    with clock.at(clock.now() + timedelta(days=3)):
        with pytest.raises(PermissionDenied):
            actions.end_absence(by=nadia, absence=begun)
        actions.end_absence(by=marc, absence=begun)
        assert not stood_in_for(nadia)
    begun.refresh_from_db()
    assert begun.ends_on == begun.starts_on + timedelta(days=2)
    coming = away(
        unit,
        marc,
        starts_on=clock.today() + timedelta(days=30),
        ends_on=clock.today() + timedelta(days=31),
    )
    actions.end_absence(by=marc, absence=coming)
    assert not Absence.objects.filter(pk=coming.pk).exists()
