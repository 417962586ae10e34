from datetime import date, timedelta

import pytest

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.health import Health, examine
from parvis.core.site import Site
from parvis.directory import actions, queries
from parvis.directory.models import Institution
from parvis.directory.tests import factories
from parvis.territory import actions as territory
from parvis.territory.queries import area, commune
from parvis.territory.tests.factories import (
    AGGLOMERATION,
    around_pau,
    line,
    territory_around_pau,
    vintage,
)

pytestmark = pytest.mark.django_db


def test_units_on_a_day(django_assert_num_queries):
    unit, account = factories.unit(), factories.agent()
    factories.membership(account, unit, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    factories.membership(account, unit, role="desk", starts_on=date(2026, 3, 31))
    with django_assert_num_queries(1):
        assert [
            str(one.institution) for one in queries.units_of(account, on=date(2026, 3, 31))
        ] == ["Commune de Lescar"]
    assert list(queries.units_of(account, on=date(2026, 2, 28))) == []
    roles = {
        day: [one.role for one in queries.memberships_of(account, on=date(2026, *day))]
        for day in [(3, 15), (4, 1)]
    }
    assert roles == {(3, 15): ["handler"], (4, 1): ["desk"]}


def test_agents_of_a_unit_leave_out_closed_accounts_and_past_ones():
    unit = factories.unit()
    present, closed, past = (factories.agent(name) for name in ("Ana", "Bea", "Cléa"))
    for account in (present, closed):
        factories.membership(account, unit)
    factories.membership(past, unit, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    closed.is_active = False
    closed.save()
    assert list(queries.agents_of(unit)) == [present]


def test_an_agent_acts_for_the_institution_of_the_unit():
    unit, account = factories.unit(), factories.agent()
    factories.membership(account, unit)
    actor = queries.actor_of(account, unit)
    assert (actor.institution, actor.role) == (factories.LESCAR, "Services techniques")
    assert (actor.kind, actor.key, actor.label) == ("agent", str(account.pk), "Élise Cazenave")
    elsewhere = factories.unit(name="Accueil")
    with pytest.raises(queries.NotAMember):
        queries.actor_of(account, elsewhere)


def test_institutions_hold_powers_over_a_commune():
    areas = territory_around_pau()
    agglo = factories.institution(AGGLOMERATION, "Agglomération", "epci", areas[AGGLOMERATION])
    town = factories.institution(area=areas["64335"])
    lescar, bayonne = areas["64335"], areas["64102"]
    assert queries.institution_for(lescar, "epci") == agglo
    assert queries.institution_for(lescar, "commune") == town
    assert queries.institution_for(areas[AGGLOMERATION], "epci") == agglo
    assert queries.institution_for(bayonne, "epci") is None
    assert queries.institution_for(lescar, "departement") is None
    assert queries.institution_for(lescar, "association") is None


def test_the_metropole_of_lyon_is_its_own_departement():
    territory.load(
        vintage=vintage(
            2026,
            *around_pau(),
            line("region", "84", "Auvergne-Rhône-Alpes"),
            line("departement", "69", "Rhône", region="84"),
            line("epci", "200046977", "Métropole de Lyon", departement="69", region="84"),
            line("commune", "69091", "Givors", epci="200046977", departement="69", region="84"),
        )
    )
    metropole = factories.institution(
        "200046977", "Métropole de Lyon", "epci", area("epci", "200046977")
    )
    rhone = factories.institution(
        "226900017", "Département du Rhône", "departement", area("departement", "69")
    )
    assert queries.institution_for(commune("69091"), "departement") == metropole
    assert queries.institution_for(area("departement", "69"), "departement") == rhone


def test_a_proconnect_identity_is_expected_where_its_agent_works():
    unit, account = factories.unit(), factories.agent()
    assert queries.expected_agent(factories.LESCAR, account.email) is None
    factories.membership(account, unit)
    assert queries.expected_agent(factories.LESCAR, account.email.upper()) == account.pk
    assert queries.expected_agent("216404459", account.email) is None
    clock_later = clock.today() + timedelta(days=30)
    assert queries.units_of(account, on=clock_later).get() == unit


def test_the_host_gives_the_site_its_name_and_colours():
    assert queries.host_site() == Site()
    town = factories.institution()
    actions.register_institution(
        actor=SYSTEM,
        siren=town.siren,
        name=town.name,
        kind=town.kind,
        hosts_site=True,
        theme={"primary": "#123456"},
    )
    site = queries.host_site()
    assert (site.name, site.theme) == ("Commune de Lescar", {"primary": "#123456"})


def test_a_short_name_stands_for_the_long_one():
    town = factories.institution()
    actions.register_institution(
        actor=SYSTEM,
        siren=town.siren,
        name=town.name,
        kind=town.kind,
        hosts_site=True,
        theme={"name": "Lescar", "tagline": "Vos services publics"},
    )
    site = queries.host_site()
    assert (site.name, site.tagline) == ("Lescar", "Vos services publics")
    assert site.publisher == town.name


def test_the_list_is_searched_without_accents_and_costs_two_queries(django_assert_num_queries):
    areas = territory_around_pau()
    for siren, code in (("216403352", "64335"), ("216402842", "64284")):
        town = factories.institution(siren, f"Commune de {areas[code]}", "commune", areas[code])
        for name in ("Mairie", "Annexe"):
            actions.add_place(
                actor=SYSTEM,
                institution=town,
                name=name,
                address=str(areas[code]),
                commune=areas[code],
            )
    with django_assert_num_queries(2):
        both = [[str(p.commune) for p in one.places.all()] for one in queries.listed()]
    assert both == [["Jurançon", "Jurançon"], ["Lescar", "Lescar"]]
    first = queries.listed().first()
    assert [one.siren for one in queries.listed(after=first.siren)] == ["216403352"]
    for typed in ("jurancon", "64110", "commune jurancon", "jurancon\x00"):
        assert [one.siren for one in queries.listed(typed)] == ["216402842"]


def test_a_site_without_institutions_or_a_host_says_what_to_do() -> None:
    def told() -> Health:
        return dict(examine())["Institutions"]

    assert (told().state, "parvis directory load" in told().remedy) == ("warning", True)
    factories.institution()
    assert (told().state, "hosts_site" in told().remedy) == ("warning", True)
    Institution.objects.update(hosts_site=True)
    assert told().state == "good"
