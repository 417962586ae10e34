"""The published file: read by strangers, checked by an auditor, altered by somebody clever."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from parvis.config.cli import main
from parvis.participation.sortition.drawing import order, panel_of, plain, ticket
from parvis.participation.sortition.lottery import TICKETS
from parvis.participation.sortition.portfolio import lottery_for
from parvis.participation.sortition.published import (
    Change,
    FileUnreadable,
    Opened,
    Openings,
    Published,
    read,
    sheet_of,
)
from parvis.participation.sortition.redrawing import (
    certificate,
    faults_of,
    faults_of_draw,
    faults_of_openings,
)
from parvis.participation.sortition.replacing import replacement
from parvis.participation.tests.test_sortition import drawn_pool

SEED = "drand quicknet 14 500 000"


@pytest.fixture(scope="module")
def pool():
    return drawn_pool(1)


@pytest.fixture(scope="module")
def openings(pool):
    return Openings(
        tuple(Opened(v.id, f"salt-{v.id}", v.profile, v.address) for v in pool.volunteers)
    )


@pytest.fixture(scope="module")
def told(pool):
    salts = {name: f"salt-{name}" for name in pool.ids}
    sheet = sheet_of(pool, lottery_for(pool), salts, title="Déchets", promise="drand 14500000")
    return Published(sheet, sheet.drawn(SEED))


def test_what_is_written_is_read_and_nothing_differs(told, openings):
    again = read(told.as_json())
    assert again == told
    assert again.lottery.seal == told.lottery.seal
    assert not [*faults_of(again.lottery), *faults_of_draw(again, "DRAND  Quicknet 14 500 000")]
    assert not list(faults_of_openings(again, openings))


def test_profiles_are_not_in_the_published_file(told):
    assert "young" not in json.dumps(json.loads(told.as_json())["lottery"]["people"])


def test_each_ticket_is_on_one_panel_and_seeds_are_read_as_people_write_them(told):
    tickets = told.lottery.lottery.tickets
    assert panel_of(tickets, 0) == 0
    assert panel_of(tickets, TICKETS - 1) == len(tickets) - 1
    assert panel_of(tickets, tickets[0]) == 1
    assert plain(" 4  8 Ⅻ\n") == "4 8 xii"
    assert ticket("s", "4 8") == ticket("s", " 4\t8 ") != ticket("t", "4 8")


def test_the_number_is_the_one_anybody_computes():
    """`printf 'parvis-draw-1\\0aa\\042\\0' | sha256sum`, modulo a million."""
    import hashlib

    said = int(hashlib.sha256(b"parvis-draw-1\0aa\x0042\0").hexdigest(), 16)
    assert ticket("aa", "42") == said % 1_000_000


def test_every_alteration_is_named(told, openings):
    sheet, draw = told.lottery, told.draw
    lottery = sheet.lottery
    moved = replace(lottery, tickets=(lottery.tickets[0] + 1, *lottery.tickets[1:]))
    assert "million" in " ".join(faults_of(replace(sheet, lottery=moved)))
    outside = replace(lottery, panels=((0, 1, 2, 3, 4, 99), *lottery.panels[1:]))
    assert "Panel 1" in " ".join(faults_of(replace(sheet, lottery=outside)))
    other = next(n for n in sheet.ids if n not in draw.panel)
    swapped = replace(told, draw=replace(draw, panel=(other, *draw.panel[1:])))
    assert "not the one of this ticket" in " ".join(faults_of_draw(swapped))
    assert "ticket" in " ".join(faults_of_draw(told, "another seed"))
    forged = replace(openings, people=(replace(openings.people[0], salt="x"), *openings.people[1:]))
    assert "openings" in " ".join(faults_of_openings(told, forged))


def test_a_panel_against_its_quotas_is_found_by_the_auditor(told, openings, pool):
    lottery = told.lottery.lottery
    alone = next((0, 1, 2, 3, 4, n) for n in range(5, 24) if pool.broken((0, 1, 2, 3, 4, n)))
    broken = replace(told.lottery, lottery=replace(lottery, panels=(alone, *lottery.panels[1:])))
    assert not list(faults_of(broken))
    assert "Panel 1 breaks" in " ".join(faults_of_openings(Published(broken), openings))


def test_a_better_ideal_than_the_truth_has_no_proof(told, openings):
    """Told chances that are too low hide that people could have had more."""
    lottery = told.lottery.lottery
    first = lottery.ideal.levels[0]
    low = replace(first, value=first.value // 2)
    lying = replace(lottery, ideal=replace(lottery.ideal, levels=(low, *lottery.ideal.levels[1:])))
    sheet = replace(told.lottery, lottery=lying)
    assert "proof" in " ".join(faults_of_openings(Published(sheet), openings))


def test_the_certificate_is_the_same_with_and_without_the_pool(told, pool):
    assert abs(certificate(told.lottery).bound - certificate(told.lottery, pool).bound) < 1e-6
    assert certificate(told.lottery).kept >= 0.98


def test_a_file_of_another_kind_is_refused(told):
    with pytest.raises(FileUnreadable):
        read(b"{}")
    with pytest.raises(FileUnreadable):
        read(told.as_json().replace(b'"made_by"', b'"note": "x",\n  "made_by"'))


def test_who_leaves_is_replaced_by_the_next_alike(told, pool):
    names, draw = told.lottery.order(SEED), told.draw
    leaving = draw.panel[0]
    joined = replacement(pool, draw.panel, leaving, names)
    profile = {v.id: v.profile for v in pool.volunteers}
    panel = tuple(pool.ids.index(n) for n in (*draw.panel[1:], joined))
    assert not pool.broken(panel)
    alike = [n for n in names if n not in draw.panel and profile[n] == profile[leaving]]
    if alike:
        assert profile[joined] == profile[leaving]
    assert replacement(pool, draw.panel, leaving, names, gone=[joined]) != joined
    everybody = [n for n in names if n not in draw.panel]
    assert replacement(pool, draw.panel, leaving, names, gone=everybody) is None


def test_replacements_are_checked_by_the_auditor(told, openings, pool):
    names, draw = told.lottery.order(SEED), told.draw
    joined = replacement(pool, draw.panel, draw.panel[0], names)
    good = replace(told, draw=replace(draw, changes=(Change(draw.panel[0], joined),)))
    assert not list(faults_of_openings(good, openings))
    other = next(n for n in names if n not in {*draw.panel, joined})
    bad = replace(told, draw=replace(draw, changes=(Change(draw.panel[0], other),)))
    assert joined in " ".join(faults_of_openings(bad, openings))


def test_everybody_is_in_the_order_once():
    names = [f"v{n}" for n in range(50)]
    assert sorted(order("seal", "1 2 3", names)) == sorted(names)
    assert order("seal", "1 2 3", names) != order("seal", "1 2 4", names)


def test_the_command_says_the_same_or_fails(tmp_path, told, openings):
    path, secret = tmp_path / "panel.json", tmp_path / "openings.json"
    path.write_bytes(told.as_json())
    secret.write_bytes(openings.as_json())
    run = CliRunner().invoke
    done = run(main, ["redraw", str(path), "--lang", "en", "--seed", SEED,
                      "--seal", told.lottery.seal, "--openings", str(secret)])  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Every panel meets its quotas" in done.output
    assert told.draw.panel[0] in done.output
    refused = run(main, ["redraw", str(path), "--lang", "en", "--seal", "00"])
    assert refused.exit_code == 1
    path.write_text("[]")
    assert run(main, ["redraw", str(path), "--lang", "en"]).exit_code == 1
