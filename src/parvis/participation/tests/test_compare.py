"""What each rule would have given: who is left with nothing, and what is not shown."""

import csv
import json
from fractions import Fraction
from io import StringIO

from click.testing import CliRunner
from django.utils import translation

from parvis.config.cli import main
from parvis.participation.counting.ballot import Ballot
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.compare import compare
from parvis.participation.counting.election import Election, Project, Rule
from parvis.participation.counting.report import as_csv, as_json, as_text, decimal, money
from parvis.participation.pabulib import write


def a_divided_town(small=30, few=4) -> tuple[Election, Ballots]:
    """The north outvotes the south: by support first, the south gets nothing."""
    north = [Project(f"n{n}", 40_000, area="Nord") for n in range(2)]
    south = [Project(f"s{n}", 20_000, area="Sud") for n in range(2)]
    held = [Ballot(f"n{n}", (("n0", 1), ("n1", 1)), {"area": "Nord"}) for n in range(60)]
    held += [Ballot(f"s{n}", (("s0", 1), ("s1", 1)), {"area": "Sud"}) for n in range(small)]
    held += [Ballot(f"e{n}", (("s1", 1),), {"area": "Est"}) for n in range(few)]
    held += [Ballot(f"x{n}", (), {"area": "Sud"}) for n in range(3)]
    election = Election(80_000, (*north, *south), rule=Rule("equal-shares"))
    return election, Ballots.of(election, held)


def test_each_rule_says_whom_it_leaves_with_nothing():
    given = {one.rule: one for one in compare(*a_divided_town())}
    assert given["greedy"].projects == ("n0", "n1")
    assert given["greedy"].without == 34
    assert given["greedy"].areas_without == ("Sud",)
    assert given["equal-shares"].is_chosen
    assert given["equal-shares"].without == 0
    assert given["equal-shares"].areas_without == ()
    assert given["greedy"].voters == 94  # three chose nothing
    assert given["greedy"].funded_each == Fraction(120, 94)


def test_small_groups_are_hidden_and_so_is_what_would_tell_them():
    greedy = next(one for one in compare(*a_divided_town()) if one.rule == "greedy")
    shown = {group.value: (group.voters, group.without) for group in greedy.groups}
    assert shown == {"Est": (None, None), "Nord": (60, 0), "Sud": (None, None)}
    full = next(one for one in compare(*a_divided_town(few=11)) if one.rule == "greedy")
    assert {g.value: g.without for g in full.groups} == {"Est": 11, "Nord": 0, "Sud": 30}
    few = next(one for one in compare(*a_divided_town(small=3)) if one.rule == "greedy")
    assert few.without is None


def test_the_report_reads_alike_in_every_form():
    given = compare(*a_divided_town())
    told = {one["rule"]: one for one in json.loads(as_json(given))}
    rows = list(csv.DictReader(StringIO(as_csv(given))))
    for one in given:
        row = next(r for r in rows if r["rule"] == one.rule and not r["trait"])
        assert row["spent_cents"] == str(told[one.rule]["spent"]) == str(one.spent)
        assert row["funded_per_voter"] == told[one.rule]["funded_each"]
    text = as_text(given)
    assert text.startswith("equal shares, without completion (the rule of this vote)")
    assert "Left with nothing: 34 of 94 voters" in text
    assert "area Est: fewer than 11 of fewer than 11" in text
    with translation.override("fr"):
        assert "à parts égales" in as_text(given)


def test_a_rule_of_ones_own_is_compared_too():
    election, ballots = a_divided_town()
    own = Election(
        election.budget,
        election.projects,
        rule=Rule("greedy", utility="count", completion=("partial",)),
    )
    assert next(iter(compare(own, ballots))).rule == "greedy"
    odd = Election(election.budget, election.projects, rule=Rule(completion=("phragmen",)))
    assert next(iter(compare(odd, ballots))).rule == "own"


def test_numbers_are_written_from_integers():
    assert [decimal(Fraction(n, 3)) for n in (0, 1, 2)] == ["0.00", "0.33", "0.67"]
    assert decimal(Fraction(1, 200)) == "0.01"
    assert money(123_450) == "€1,234.50"
    with translation.override("fr"):
        assert money(123_450) == "1\u202f234,50\u00a0€"


def test_the_command_compares_a_file_of_pabulib(tmp_path):
    path = tmp_path / "vote.pb"
    path.write_text(write(*a_divided_town()))
    run = CliRunner().invoke(main, ["recount", str(path), "--compare", "--as", "json"])
    assert run.exit_code == 0, run.output
    assert len(json.loads(run.output)) == 6
    path.write_text(path.read_text().replace("n0,n1", "n0,n0", 1))
    run = CliRunner().invoke(main, ["recount", str(path), "--lang", "en"])
    assert run.exit_code == 1
    assert "chosen twice" in run.output
    assert CliRunner().invoke(main, ["recount", str(path), "--once"]).exit_code == 0
