"""A published vote: made, counted again elsewhere, tampered with in every way, and proven to voters."""

import json
import random
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.config.cli import main
from parvis.participation.bundle.auditing import Openings
from parvis.participation.bundle.merkle import Tree
from parvis.participation.bundle.publishing import Bundle, Line, Sealed, choices_of, publish
from parvis.participation.bundle.receipts import Board, Opening, cast, read_receipt
from parvis.participation.bundle.recount import BundleUnreadable, recount
from parvis.participation.counting import rules
from parvis.participation.counting.ballot import Ballot
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Ceiling, Election, Project, Rule

PLACES = ("Nord", "Sud")


def a_vote(kind="approval") -> tuple[Election, Ballots]:
    draw = random.Random(5)
    names = ["arbres", "bancs", "vélos", "préau", "fête"]
    election = Election(
        budget=100_000,
        projects=tuple(
            Project(f"p{n}", 10_000 * (n + 2), name, floor=5_000, area=PLACES[n % 2])
            for n, name in enumerate(names)
        ),
        title="Budget du quartier",
        kind=kind,
        most=3,
        tie_order=("p4", "p3", "p2", "p1", "p0"),
        incompatible=(("p0", "p4"),),
        ceilings=(Ceiling("area", "Nord", 70_000),),
        rule=Rule("equal-shares", completion=("add-one", "utilitarian", "partial")),
    )
    held = [
        Ballot(
            f"person-{n}",
            tuple(
                (p.id, draw.randint(1, 4))
                for p in draw.sample(election.projects, draw.randint(0, 3))
            ),
            {
                "area": PLACES[n % 2],
                "age": "16-24" if n < 12 else "65+",
                "channel": "paper" if n % 3 else "web",
            },
        )
        for n in range(60)
    ]
    return election, Ballots.of(election, held)


def a_bundle(kind="approval") -> tuple[Bundle, Board, list[Opening]]:
    election, ballots = a_vote(kind)
    openings = [cast(choice) for choice in choices_of(election, ballots)]
    bundle, board = publish(election, ballots, openings, made_by="parvis test")
    return bundle, board, openings


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Bundle, Board, list[Opening]]:
    bundle, board, openings = a_bundle()
    path = tmp_path_factory.mktemp("published") / "vote"
    bundle.write(path)
    return path, bundle, board, openings


@pytest.fixture
def copy(made, tmp_path) -> Path:
    return shutil.copytree(made[0], tmp_path / "vote")


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
@pytest.mark.parametrize("name", ["vote", "vote.zip"])
def test_a_bundle_counts_again_to_the_same(kind, name, tmp_path):
    bundle, _, _ = a_bundle(kind)
    bundle.write(tmp_path / name)
    told = recount(tmp_path / name)
    assert told.differences == []
    assert told.results == bundle.manifest.results
    assert told.manifest.seal == sha256((bundle.files())["bundle.json"]).hexdigest()


def test_the_same_vote_makes_the_same_bytes_in_any_order_of_voters(tmp_path):
    election, ballots = a_vote()
    held = [
        Ballot(
            v,
            tuple((election.projects[i].id, s) for i, s in zip(*row, strict=True)),
            {t: c[n] for t, c in ballots.traits.items()},
        )
        for n, (v, row) in enumerate(zip(ballots.voters, ballots, strict=True))
    ]
    openings = [
        Opening(f"{n:064x}", choice) for n, choice in enumerate(choices_of(election, ballots))
    ]
    first, _ = publish(election, ballots, openings, made_by="x")
    second, _ = publish(election, Ballots.of(election, held[::-1]), openings[::-1], made_by="x")
    assert first.files() == second.files()
    for n, bundle in enumerate((first, second)):
        bundle.write(tmp_path / f"{n}.zip")
    assert (tmp_path / "0.zip").read_bytes() == (tmp_path / "1.zip").read_bytes()


def test_nobody_is_found_in_what_is_published(made):
    _, bundle, _, openings = made
    published = b"".join(bundle.files().values()).decode()
    assert "person-" not in published
    assert not any(opening.salt in published for opening in openings)
    shown = [line.traits for line in bundle.lines]
    assert all(shown.count(one) >= 11 for one in shown if any(one))
    assert ("", "", "") in shown
    assert ("Nord", "65+", "paper") in shown


def test_openings_of_other_ballots_are_refused():
    election, ballots = a_vote()
    with pytest.raises(ValueError, match="not those"):
        publish(election, ballots, [cast("p0")], made_by="x")


def edit(path: Path, change) -> None:
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n")


def award(told):
    return told["results"]["awards"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["results"]["awards"].pop(0), "is funded"),
        (lambda t: award(t).update(amount=award(t)["amount"] - 1), "was announced with"),
        (lambda t: award(t).update(by="greedy"), "order of the awards"),
        (lambda t: t["results"].update(spent=1), "Spent: 0.01 announced"),
        (lambda t: t["results"]["support"][2].update(voters=1), "Support of vélos (p2): 1 ("),
        (lambda t: t["results"]["support"].pop(), "Support of fête (p4): – announced"),
        (lambda t: t["ballots"].update(root="00" * 32), "ballots.csv is not the list"),
        (lambda t: t["ballots"].update(count=61), "60 lines; 61 were announced"),
        (lambda t: t["receipts"].update(root="00" * 32), "receipts.txt is not the list"),
        (lambda t: t["election"]["rule"].update(completion=[], method="greedy"), "préau (p3) was announced as funded"),
        (lambda t: t["election"].update(most=1), "breaks the rules of the vote: more than 1"),
    ],
)  # fmt: skip
def test_what_was_altered_in_the_announcement_is_named(copy, change, words):
    edit(copy / "bundle.json", change)
    told = recount(copy)
    assert not told.is_same
    assert any(words in difference for difference in told.differences), told.differences


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.update(version=2), "version"),
        (lambda t: t.update(extra=1), "does not know"),
        (lambda t: t["election"].update(budget="much"), "election.budget"),
        (lambda t: t["election"]["projects"][0].update(cost=0), "no cost in cents"),
    ],
)
def test_a_manifest_that_is_not_one_is_refused(copy, change, words):
    edit(copy / "bundle.json", change)
    with pytest.raises(BundleUnreadable, match=words):
        recount(copy)


def test_an_altered_ballot_is_named_and_so_is_what_it_changes(copy):
    path = copy / "ballots.csv"
    lines = path.read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if line.split(",")[1] == "p3")
    lines[place] = lines[place].replace("p3", "p1", 1)
    path.write_text("\n".join(lines) + "\n")
    told = recount(copy)
    number = lines[place].split(",")[0]
    assert told.differences[0] == f"Ballot {number} was altered: its check does not fit."
    assert any("ballots.csv is not the list that was sealed" in d for d in told.differences)
    assert any("Support of bancs (p1)" in d for d in told.differences)


def test_a_removed_ballot_or_receipt_is_missed(copy):
    for name in ("ballots.csv", "receipts.txt"):
        path = copy / name
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    told = recount(copy)
    assert any("ballots.csv has 59 lines" in d for d in told.differences)
    assert any("receipts.txt has 59 lines" in d for d in told.differences)


@pytest.mark.parametrize("name", ["bundle.json", "ballots.csv", "receipts.txt"])
@pytest.mark.parametrize("data", [None, b"", b"\xff\xfe", b"\x00", b'"', b"{}"])
def test_a_damaged_bundle_is_refused_in_words(copy, name, data):
    if data is None:
        (copy / name).unlink()
        with pytest.raises(BundleUnreadable, match=f"{name} is missing"):
            recount(copy)
        return
    (copy / name).write_bytes(data)
    with suppress(BundleUnreadable):
        assert recount(copy).differences


def test_a_zip_that_is_not_a_bundle_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("bundle.json", "{}")
    for name in ("a.zip", "b.zip"):
        with pytest.raises(BundleUnreadable):
            recount(tmp_path / name)


def test_a_receipt_proves_without_showing_the_choice(made):
    _, bundle, board, openings = made
    opening = next(o for o in openings if o.choice)
    shown = board.receipt("Budget du quartier", opening)
    data = shown.as_json()
    assert opening.choice not in data.decode()
    assert opening.salt not in data.decode()
    again = read_receipt(data)
    assert again.is_proven()
    assert again.root == bundle.manifest.receipts.root
    private = read_receipt(board.receipt("", opening, private=True).as_json())
    assert private.is_opened()
    lied = replace(private, opening=replace(opening, choice="p4"))
    assert not lied.is_opened()
    with pytest.raises(KeyError):
        board.receipt("", cast(opening.choice))


def test_two_equal_ballots_have_commitments_that_nobody_can_match():
    first, second = cast("p0"), cast("p0")
    assert first.commitment != second.commitment


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["recount", *words], env={"COLUMNS": "200"})
    return done.exit_code, done.output


def test_the_command_says_the_same_or_what_differs(copy):
    code, said = run(str(copy), "--lang", "en")
    assert code == 0, said
    assert "60 ballots counted again: same projects, same totals." in said
    seal = said.split("Seal of the bundle: ")[1].split()[0]
    assert run(str(copy), "--seal", seal)[0] == 0
    code, said = run(str(copy), "--seal", "00", "--lang", "en")
    assert (code, "not the one you gave" in said) == (1, True)
    edit(copy / "bundle.json", lambda t: t["results"]["awards"].pop(0))
    code, said = run(str(copy))
    assert code == 1
    assert "Le recomptage ne donne pas ce qui a été annoncé." in said


def test_the_command_checks_a_receipt(made, tmp_path):
    path, _, board, openings = made
    mine = tmp_path / "receipt.json"
    mine.write_bytes(board.receipt("", openings[0], private=True).as_json())
    code, said = run(str(path), "--receipt", str(mine), "--lang", "en")
    assert code == 0, said
    assert "Your ballot is in the box that was counted." in said
    assert board.root in run("--receipt", str(mine))[1]
    edit(mine, lambda told: told.update(commitment="ab" * 32))
    code, said = run("--receipt", str(mine), "--lang", "en")
    assert (code, "was altered" in said) == (1, True)
    _, elsewhere, others = a_bundle()
    mine.write_bytes(elsewhere.receipt("", others[0]).as_json())
    code, said = run(str(path), "--receipt", str(mine), "--lang", "en")
    assert (code, "another vote" in said) == (1, True)
    mine.write_text("{}")
    assert run("--receipt", str(mine))[0] == 1
    assert run()[0] == 2


def test_an_auditor_sees_ballots_that_nobody_cast(made, tmp_path):
    """The one fraud that nobody sees from outside: another vote published over the same receipts."""
    path, bundle, _, openings = made
    held = tmp_path / "openings.json"
    held.write_bytes(Openings.of(openings).as_json())
    code, said = run(str(path), "--openings", str(held), "--lang", "en")
    assert code == 0, said
    assert "those that voters committed to" in said
    election, ballots = a_vote()
    forged = [Ballot(str(n), (("p0", 1),)) for n in range(len(ballots))]
    lie, _ = publish(
        election, Ballots.of(election, forged), [cast("p0") for _ in forged], made_by="x"
    )
    lie = replace(
        lie,
        manifest=replace(lie.manifest, receipts=bundle.manifest.receipts),
        commitments=bundle.commitments,
    )
    lie.write(tmp_path / "lie.zip")
    assert recount(tmp_path / "lie.zip").is_same
    code, said = run(str(tmp_path / "lie.zip"), "--openings", str(held), "--lang", "en")
    assert code == 1
    assert "Ballot «p0»" in said
    assert "are not those" in said
    held.write_bytes(Openings.of([*openings[1:], cast("p0")]).as_json())
    _, said = run(str(path), "--openings", str(held), "--lang", "en")
    assert "1 openings fit no published commitment." in said
    assert "1 published commitments have no opening." in said
    held.write_text('{"openings": [{"salt": "xy", "choice": ""}]}')
    assert "not openings" in run(str(path), "--openings", str(held), "--lang", "en")[1]


def test_a_choice_written_otherwise_is_named(copy):
    bundle = a_bundle()[0]
    place = next(n for n, line in enumerate(bundle.lines) if "," in line.choice)
    bent = Line(
        ",".join(reversed(bundle.lines[place].choice.split(","))), bundle.lines[place].traits
    )
    lines = (*bundle.lines[:place], bent, *bundle.lines[place + 1 :])
    sealed = Sealed(len(lines), Tree([line.leaf for line in lines]).root.hex())
    replace(bundle, manifest=replace(bundle.manifest, ballots=sealed), lines=lines).write(copy)
    assert recount(copy).differences == ["Some choices are not written as version 1 writes them."]


def test_a_poisoned_bundle_does_not_count_for_ever(copy, monkeypatch):
    monkeypatch.setattr(rules, "MOST_COUNTS", 5)
    edit(copy / "bundle.json", lambda t: t["election"]["rule"].update(increment=1))
    with pytest.raises(BundleUnreadable, match="too little: 5 counts"):
        recount(copy)


def test_a_terminal_obeys_no_stranger(copy):
    edit(
        copy / "bundle.json",
        lambda t: t["election"]["projects"][0].update(name="\x1b]0;x\x07[red]"),
    )
    _, said = run(str(copy))
    assert "\x1b]" not in said


def test_an_empty_folder_and_the_package_are_enough(made, tmp_path):
    """No site, no settings, no database, no variable."""
    here = subprocess.run(
        [sys.executable, "-c", "from parvis.config.cli import main; main()", "recount", str(made[0])],
        cwd=tmp_path, env={"PYTHONUTF8": "1", "COLUMNS": "200"}, capture_output=True, text=True,
    )  # fmt: skip
    assert here.returncode == 0, here.stderr
    assert "60 bulletins recomptés" in here.stdout
    assert list(tmp_path.iterdir()) == []
