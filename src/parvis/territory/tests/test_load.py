"""One vintage after another: what changes in place, what stays as history."""

import pytest

from parvis.territory import actions, queries, source
from parvis.territory.models import Area
from parvis.territory.tests.factories import (
    AGGLOMERATION,
    around_pau,
    line,
    territory_around_pau,
    vintage,
)

pytestmark = pytest.mark.django_db
BEARN = {"departement": "64", "region": "75"}


def without(*codes):
    return [one for one in around_pau() if one.code not in codes]


def test_loading_twice_changes_nothing():
    before = {code: area.pk for code, area in territory_around_pau().items()}
    again = actions.load(vintage=vintage(2026, *around_pau()))
    assert (again.total, again.added, again.changed, again.ended) == (8, 0, 0, 0)
    assert {area.code: area.pk for area in Area.objects.all()} == before


def test_progress_reaches_the_end():
    told = []
    actions.load(
        vintage=vintage(2026, *around_pau()),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (8, 8)
    assert told == sorted(told)


def test_a_merged_commune_stays_and_leads_to_the_new_one():
    lescar = territory_around_pau()["64335"]
    loaded = actions.load(
        vintage=vintage(
            2027,
            *without("64335"),
            line("part", "64335", "Lescar", nature="deleguee", successor="64445"),
        )
    )
    assert (loaded.ended, loaded.unexplained) == (1, [])
    lescar.refresh_from_db()
    assert (lescar.vintage, lescar.is_current, lescar.successor.code) == (2026, False, "64445")
    assert queries.commune("64335").name == "Pau"
    assert [found.name for found in queries.search_communes("lescar")] == ["Pau"]
    assert queries.search_communes("lescar")[0].found_as == "Lescar"
    agglomeration = queries.area("epci", AGGLOMERATION)
    assert [one.name for one in queries.communes_of(agglomeration)] == ["Jurançon", "Pau"]


def test_two_mergers_in_a_row_are_followed():
    territory_around_pau()
    pau = line("commune", "64445", "Pau", former_codes=["64335"], **BEARN)
    actions.load(vintage=vintage(2027, *without("64335", "64445"), pau))
    bayonne = line("commune", "64102", "Grand Béarn", former_codes=["64445"], **BEARN)
    actions.load(vintage=vintage(2028, *without("64335", "64445", "64102"), bayonne))
    assert queries.commune("64335").name == "Grand Béarn"


def test_a_commune_without_known_successor_is_reported_and_no_longer_proposed():
    territory_around_pau()
    assert actions.load(vintage=vintage(2027, *without("64335"))).unexplained == ["64335"]
    assert queries.commune("64335").name == "Lescar"
    assert queries.search_communes("lescar") == []


def test_a_commune_that_comes_back_is_current_again():
    before = territory_around_pau()["64335"]
    actions.load(
        vintage=vintage(2027, *without("64335"), line("part", "64335", "Lescar", successor="64445"))
    )
    actions.load(vintage=vintage(2028, *around_pau()))
    lescar = queries.commune("64335")
    assert (lescar.pk, lescar.name, lescar.successor, lescar.is_current) == (
        before.pk,
        "Lescar",
        None,
        True,
    )


def test_renamed_and_moved_in_place():
    before = territory_around_pau()
    moved = line("commune", "64335", "Lescar-en-Béarn", postal_codes=["64231"], **BEARN)
    loaded = actions.load(vintage=vintage(2027, *without("64335"), moved))
    after = Area.objects.get(pk=before["64335"].pk)
    assert (after.name, after.epci, after.postal_codes) == ("Lescar-en-Béarn", None, ["64231"])
    assert (loaded.added, loaded.ended) == (0, 0)
    assert queries.search_communes("lescar en bearn") == [after]


def test_an_older_vintage_is_refused():
    territory_around_pau()
    with pytest.raises(actions.OlderVintage):
        actions.load(vintage=vintage(2025, *around_pau()))
    assert queries.loaded_vintage() == 2026


def test_all_or_nothing():
    territory_around_pau()
    too_long = line("commune", "64000", "x" * 200, **BEARN)
    with pytest.raises(Exception, match="too long"):
        actions.load(vintage=vintage(2027, *around_pau(), too_long))
    assert queries.loaded_vintage() == 2026


@pytest.mark.parametrize("content", [b"", b"not xz", b"\xfd7zXZ\x00"])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "2030.json.xz"
    path.write_bytes(content)
    with pytest.raises(source.UnreadableVintage, match=r"2030\.json\.xz"):
        source.read(path)
