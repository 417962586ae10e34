from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from parvis.accounts.actions import sign_up
from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.directory import actions, queries
from parvis.directory.models import Institution, Membership
from parvis.directory.tests import factories
from parvis.journal.models import Entry
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db


def verbs():
    return list(
        Entry.objects.filter(verb__startswith="directory.")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_registering_twice_corrects_and_journals_only_what_changed():
    first = factories.institution(name="Mairie de Lescar")
    again = factories.institution(name="Commune de Lescar")
    factories.institution(name="Commune de Lescar")
    assert (first.pk, again.name) == (again.pk, "Commune de Lescar")
    assert verbs() == ["directory.institution_registered"] * 2
    assert Entry.objects.latest("pk").detail["changed"] == ["name"]


def test_a_wrong_siren_registers_nothing():
    with pytest.raises(ValueError, match="no SIREN"):
        factories.institution(siren="216403353")
    assert not Institution.objects.exists()


def test_a_commune_has_one_institution():
    lescar = territory_around_pau()["64335"]
    factories.institution(area=lescar)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.institution(siren="216404459", name="Doublon", area=lescar)


def test_units_and_places_are_corrected_in_place():
    lescar = territory_around_pau()["64335"]
    town = factories.institution(area=lescar)
    unit = factories.unit(town)
    assert factories.unit(town).pk == unit.pk
    for address in ("64230 Lescar", "Hôtel de ville, 64230 Lescar"):
        place = actions.add_place(
            actor=SYSTEM, institution=town, name="Mairie", address=address, commune=lescar
        )
    assert list(town.places.values_list("pk", "address")) == [
        (place.pk, "Hôtel de ville, 64230 Lescar")
    ]


def test_an_agent_joins_once_and_leaves_at_once():
    unit, account = factories.unit(), factories.agent()
    joined = factories.membership(account, unit, starts_on=date(2026, 1, 1))
    assert factories.membership(account, unit) == joined
    actions.end_membership(actor=SYSTEM, membership=joined, reason="mutation")
    joined.refresh_from_db()
    assert joined.ends_on == clock.today() - timedelta(days=1)
    assert not queries.units_of(account)
    assert Entry.objects.latest("pk").reason == "mutation"
    actions.end_membership(actor=SYSTEM, membership=joined)
    assert verbs().count("directory.membership_ended") == 1


def test_an_agent_who_never_started_leaves_no_membership():
    joined = factories.membership(starts_on=clock.today())
    actions.end_membership(actor=SYSTEM, membership=joined)
    assert not Membership.objects.exists()


def test_an_agent_may_come_back():
    unit, account = factories.unit(), factories.agent()
    factories.membership(account, unit, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30))
    factories.membership(account, unit)
    assert [one.unit for one in queries.memberships_of(account)] == [unit]
    assert Membership.objects.count() == 2


def test_residents_join_no_unit():
    resident = sign_up(email="r@example.org", password="une longue phrase de passe")
    with pytest.raises(actions.NotAnAgent):
        factories.membership(resident)


@pytest.mark.parametrize("kind", ["resident", "visitor", "partner"])
def test_residents_write_nothing(kind):
    with pytest.raises(PermissionDenied):
        actions.register_institution(
            actor=Actor(kind, "x", "X"),
            siren="216403352",
            name="Commune de Lescar",
            kind="commune",
        )
