"""The real 2026 vintage, loaded once: real facts, special statuses, search at full size."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.fr import siren

from parvis.territory import actions, queries, source
from parvis.territory.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = actions.load()
        connection.check_constraints()  # once, not again at the end of each test
        yield loaded
        transaction.set_rollback(True)


def named(text, limit=10):
    return [area.name for area in queries.search_communes(text, limit)]


def test_as_many_areas_as_the_source_holds(country):
    assert Counter(Area.objects.values_list("level", flat=True)) == {
        "state": 1,
        "region": 18,
        "departement": 109,
        "epci": 1255,
        "commune": 34969,
        "part": 2621,
    }
    assert (country.vintage, country.unexplained) == (2026, [])


def test_pau_bearn_pyrenees_has_31_communes():
    agglomeration = queries.area("epci", "200067254")
    communes = {area.code: area.name for area in queries.communes_of(agglomeration)}
    assert len(communes) == 31
    assert {"64335": "Lescar", "64284": "Jurançon", "64445": "Pau"}.items() <= communes.items()
    assert agglomeration.siren == agglomeration.code
    assert Area.objects.get(level="commune", code="64335").siren == "216403352"


def test_populations_add_up():
    state = queries.area("state", "FR")
    by_level = {
        level: sum(Area.objects.filter(level=level).values_list("population", flat=True))
        for level in ("departement", "region")
    }
    overseas = sum(Area.objects.filter(nature="COM").values_list("population", flat=True))
    assert by_level == {
        "departement": state.population,
        "region": state.population - overseas,
    }


def test_every_siren_is_valid_and_every_time_zone_exists():
    known = Area.objects.exclude(siren="").values_list("siren", flat=True)
    assert len(known) > 36_000
    assert [number for number in known if not siren.is_valid(number)] == []
    zones = set(Area.objects.values_list("time_zone", flat=True))
    assert len(zones) > 14
    assert [ZoneInfo(zone).key for zone in zones]


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        (
            "64335",
            "Lescar < CA Pau Béarn Pyrénées < Pyrénées-Atlantiques < Nouvelle-Aquitaine < France",
        ),
        ("69123", "Lyon < Métropole de Lyon < Rhône < Auvergne-Rhône-Alpes < France"),
        ("2A004", "Ajaccio < CA du Pays Ajaccien < Corse-du-Sud < Corse < France"),
        ("29155", "Ouessant < Finistère < Bretagne < France"),
        ("97801", "Saint-Martin < Saint-Martin < France"),
        ("98735", "Papeete < Polynésie française < France"),
    ],
)
def test_the_chain_above_a_commune(code, chain, django_assert_num_queries):
    commune = queries.commune(code)
    with django_assert_num_queries(1):
        areas = queries.chain_of(commune)
    assert " < ".join(str(area) for area in areas) == chain
    assert all(queries.contains(area, commune) for area in areas)


@pytest.mark.parametrize(
    ("code", "level", "holder"),
    [
        ("64335", "departement", ("departement", "64")),
        ("69091", "departement", ("epci", "200046977")),
        ("69264", "departement", ("departement", "69")),
        ("75056", "departement", ("commune", "75056")),
        ("68066", "departement", ("departement", "67")),
        ("2B033", "departement", ("region", "94")),
        ("97209", "departement", ("region", "02")),
        ("97302", "departement", ("region", "03")),
        ("97611", "region", ("departement", "976")),
        ("97411", "departement", ("departement", "974")),
        ("97801", "commune", ("departement", "978")),
        ("98735", "region", ("departement", "987")),
        ("29155", "epci", None),
        ("64335", "state", ("state", "FR")),
    ],
)
def test_who_holds_the_powers(code, level, holder):
    area = queries.authority_area(queries.commune(code), level)
    assert (area and (area.level, area.code)) == holder


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("75112", "Paris"),  # municipal arrondissement: a birth place for FranceConnect
        ("69232", "Lyon"),  # merged in 1963, no part left
        ("01025", "Bâgé-Dommartin"),  # its commune déléguée has the same code
        ("60455", "Les Hauts-Talican"),
        ("2a004", "Ajaccio"),
    ],
)
def test_old_and_partial_codes_lead_to_a_commune(code, name):
    assert queries.commune(code).name == name


@pytest.mark.parametrize("code", ["", "64", "99999", "6444é", "99100", "x" * 500])
def test_an_unknown_code_is_no_commune(code):
    assert queries.commune(code) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pau", "Pau"),
        ("PAU CEDEX", "Pau"),
        ("lescare", "Lescar"),
        ("64230", "Lescar"),
        ("64230 lescar", "Lescar"),
        ("jurancon", "Jurançon"),
        ("St-Etienne", "Saint-Étienne"),
        ("hay les roses", "L'Haÿ-les-Roses"),
        ("Orthes", "Orthez"),
        ("marsseille", "Marseille"),
        ("paris 12", "Paris"),
        ("75116", "Paris"),
        ("20", "Ajaccio"),
        ("bage la ville", "Bâgé-Dommartin"),
    ],
)
def test_what_people_type_finds_it_first(typed, first):
    assert named(typed)[0] == first


def test_cities_come_once_and_homonyms_apart():
    assert named("paris").count("Paris") == 1
    several = queries.search_communes("saint pierre")
    assert len({area.pk for area in several}) == len(several) == 10
    assert len({str(area.departement) for area in several}) > 5


def test_search_asks_twice_at_most(django_assert_max_num_queries):
    for typed in ("pau", "lescare", "64230", "bage la ville", "xyzzy"):
        with django_assert_max_num_queries(2):
            [str(area.departement) for area in queries.search_communes(typed)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60) | st.from_regex(r"[0-9]{0,6} ?[a-z%_'\\]{0,8}"), st.integers(1, 20))
def test_search_never_fails(text, limit):
    assert len(queries.search_communes(text, limit)) <= limit


def test_the_shipped_file_says_where_it_comes_from():
    vintage = source.read(source.latest())
    assert vintage.source["package"] == "@etalab/decoupage-administratif@6.0.0"
    assert "Licence Ouverte 2.0" in vintage.source["licence"]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Lescar", {"64335"}),
        ("lescra", {"64335"}),
        ("Bussy-Saint-Georges", {"77058"}),
        ("nulle part sur rien", set()),
        ("", set()),
    ],
)
def test_a_name_narrows_to_its_commune(typed, codes):
    assert {area.code for area in queries.communes_meant(typed)} == codes


def test_a_name_that_several_bear_and_a_postal_code_mean_them_all():
    assert len(queries.communes_meant("Saint-Denis")) > 1
    assert len(queries.communes_meant("51300")) == 46
    assert "Lescar" in {area.name for area in queries.communes_meant("64230")}
