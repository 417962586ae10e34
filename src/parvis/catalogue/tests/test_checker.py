"""Each kind of fault, made on purpose in a copy of a sound package, is found with its line."""

import shutil
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.checker import check
from parvis.catalogue.tests.factories import COMPOSTER, PARKING, REFUND
from parvis.core.paths import library_dir

pytestmark = pytest.mark.usefixtures("_english")
PACKAGES = sorted(path.parent for path in library_dir().glob("*/*/service.yml"))


@pytest.fixture
def _english():
    with override("en"):
        yield


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_dir() / COMPOSTER, tmp_path / "package"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: path.name)
def test_shipped_packages_are_sound(folder):
    assert check(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("service.yml", "lead: waste", "lead: wast", "did you mean “waste”"),
        ("texts.en.yml", "label: Your identity", 'label: ""', "“label” is empty"),
        ("service.yml", "themes: [environnement]", "themes: [environment]", "did you mean “environnement”"),
        ("service.yml", "icon: leaf", "icon: leef", "did you mean “leaf”"),
        ("service.yml", "located_by: emplacement", "located_by: foyers", "is not a place"),
        ("service.yml", "channels: [web, desk", "channels: [desk", "must say why"),
        ("service.yml", "channels: [web, desk, phone, post, visit, partner]", "channels: [web]", "leaves"),
        ("service.yml", "channels: [web, desk, phone, post, visit, partner]", "channels: [web, partner]", "leaves"),
        ("service.yml", "channels: [web, desk, phone, post, visit, partner]", "channels: [web]\nweb_only: {because: {fr: Le registre de l’État ne s’ouvre que là.}}", "not told why (en)"),
        ("service.yml", "identity: declared", "identity: declared\nweb_only: {because: {fr: Parce que c’est ainsi.}}", "without the web"),
        ("service.yml", "version: 1.5.0", "version: 1.6.0", "CHANGELOG.md does not mention"),
        ("service.yml", "licence: LO-2.0", "licenze: LO-2.0", "unknown key “licenze”"),
        ("service.yml", "retention:", "duplicates: {same: [photo]}\nretention:", "cannot tell that two"),
        ("service.yml", "retention:", "duplicates: {same: [adrese]}\nretention:", "did you mean “adresse”"),
        ("service.yml", "retention:", "duplicates: {same: [adresse], flagged: false}\nretention:", "then ignored"),
        ("service.yml", "count: 30", "count: thirty", "a number is expected"),
        ("form.yml", "id: foyers", "id: identite", "used twice"),
        ("form.yml", 'show_if: \'answers.terrain == "prive"\'', "show_if: 'answers.terain'", "terrain"),
        ("form.yml", '"prive"', '"privee"', "privee"),
        ("form.yml", "options: [public, prive, inconnu]", "options: []", "a choice needs options"),
        ("form.yml", "min: 3, max: 500", "min: 3, max: 2", "min is above max"),
        ("form.yml", "prefill: person.address", "prefill: person.email", "cannot fill"),
        ("form.yml", "type: yes_no}", "type: yes_no, birth_date: none}", "has no birth date"),
        ("process.yml", "initial: recue", "initial: reçue", "initial"),
        ("process.yml", "to: instruction", "to: instructions", "did you mean “instruction”"),
        ("process.yml", "opens: [terrain, formation]", "opens: []", "nothing opens"),
        ("process.yml", "    guard: items.terrain.done && items.formation.done\n", "", "no guard"),
        ("process.yml", "items.terrain.done &&", "items.terrain.result &&", "in “"),
        ("process.yml", "items.terrain.done &&", 'today > date("2026-09-01") &&', "let a deadline fire it"),
        ("process.yml", "at_expiry_only: true", "confirm: true", "at expiry only"),
        ("process.yml", "at_expiry: accorde", "at_expiry: accordé", "at_expiry"),
        ("process.yml", "issues: [decision_favorable]", "issues: [decision]", "no document"),
        ("process.yml", "{to: waste, message: retrait}", "{to: wast, message: retrait}", "receiver"),
        ("process.yml", "    remind_before: {count: 5", "    escalate_to: managers\n    remind_before: {count: 5", "nothing says when"),
        ("process.yml", "remind_before: {count: 5, unit", "escalate_before: {count: 20, unit", "from the very first day"),
        ("process.yml", "    due: {count: 20, unit: working_day}\n    remind_before", "    escalate_before", "no date to come before"),
        ("process.yml", "remind_before: {count: 10,", "escalate_to: trainr\n    escalate_before: {count: 10,", "did you mean “trainer”"),
        ("process.yml", "starts: submission", "starts: demander_piece\n    escalate_before: {count: 2, unit: day}", "no manager to warn"),
        ("process.yml", "legal: 1\n", "legal: 9\n", "counted from 0"),
        ("process.yml", "refusee: {legal: closed, hand: nobody", "refusee: {legal: closed, hand: waste", "nobody"),
        ("process.yml", "from: [a_completer]\n", "from: [recue]\n", "nobody can answer"),
        ("process.yml", "asked_by: [waste]", "asked_by: [trainer]", "cannot share what it does not see"),
        ("process.yml", "asked_by: [waste]", "asked_by: [wast]", "did you mean “waste”"),
        ("process.yml", "    asked_by: [waste]\n", "", "“outside” says nothing"),
        ("process.yml", "asked_in: [instruction, a_decider]", "asked_in: []", "in no state"),
        ("process.yml", "asked_in: [instruction,", "asked_in: [refusee,", "nothing is asked any more"),
        ("process.yml", "opens: [terrain, formation]", "opens: [terrain, formation, avis]", "two items of it"),
        ("process.yml", "defavorable, sans_avis]", "waiting, sans_avis]", "already counts opinions"),
        ("process.yml", "opinions.avis.waiting", "opinions.avis.waits", "waits"),
        ("scenarios.yml", "of: [land_owner, outside]", "of: [land_owners]", "land_owner"),
        ("texts.fr.yml", "  retiree:\n", "  retire:\n", "“retiree” are missing"),
        ("texts.fr.yml", "{case.reference}", "{case.ref}", "did you mean “case.reference”"),
        ("texts.en.yml", "refuse: The land may not be used", "refus: x", "“refuse” are missing"),
        ("texts.fr.yml", "      livraison: {", "      livraizon: {", "livraison"),
        ("scenarios.yml", "move: retirer", "move: retirez", "did you mean “retirer”"),
        ("scenarios.yml", "item: terrain", "item: terrains", "work item"),
        ("scenarios.yml", "item: terrain, not_ours", "item: formation, not_ours", "is never sent back"),
        ("scenarios.yml", "item: terrain, pass_on: true", "item: terrain, pass_on: true, result: accorde", ": one"),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_is(package, file, old, new, says):
    change(package, file, old, new)

    faults = check(package)

    assert any(says in str(fault) for fault in faults), list(map(str, faults))
    assert all(fault.line > 0 for fault in faults if fault.file == file)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("function: billing\n    shares", "function: treasury\n    shares", "cannot validate what it does not see"),
        ("results: [validated, sent_back]", "results: [validated, renvoye]", "says yes, or sends back"),
        ("shares: []", "shares: [iban]", "silence never validates"),
        ("item: visa, when", "item: visas, when", "did you mean “visa”"),
        ("when: inputs.montant_retenu > 100000", "when: inputs.montant > 1", "inputs.montant"),
        ("kind: validation", "kind: task", "is not a validation"),
        ("    validated_by: [{item: visa, when: inputs.montant_retenu > 100000}]\n", "    opens: [visa]\n", "no transition opens it"),
        ("    correction: ask\n", "    correction: ask\n    validated_by: [{item: visa}]\n", "not a decision that an agent prepares"),
    ],
)  # fmt: skip
def test_faults_of_validations(tmp_path, old, new, says):
    folder = Path(shutil.copytree(library_dir() / REFUND, tmp_path / "package"))
    change(folder, "process.yml", old, new)
    assert any(says in str(fault) for fault in check(folder)), list(map(str, check(folder)))


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "says"),
    [
        (COMPOSTER, "process.yml", "starts: demander_piece", "starts: prendre_en_charge", "gives no time for what is missing"),
        (COMPOSTER, "process.yml", "notifies: [{to: applicant, message: piece_demandee}]", "notifies: []", "until when (fr)"),
        (COMPOSTER, "texts.en.yml", "answer by {deadlines.pieces.date}", "answer soon", "until when (en)"),
        (COMPOSTER, "process.yml", "    at_expiry: reprendre_sans_piece\n", "", "the clock still stands still"),
        (COMPOSTER, "process.yml", "silence: refused", "silence: accepted", "would accept without the pieces"),
        (PARKING, "process.yml", "suspended_in: [a_completer, sans_piece]", "suspended_in: [a_completer]", "would accept without the pieces"),
        (COMPOSTER, "process.yml", "    to: back\n    by: [system]\n    at_expiry_only: true\n", "    to: back\n    by: [waste]\n", "goes “back”"),
    ],
)  # fmt: skip
def test_faults_of_what_is_asked_for(tmp_path, name, file, old, new, says):
    """CRPA, art. L114-5: a time for the missing pieces, told, after which no clock stands still."""
    folder = Path(shutil.copytree(library_dir() / name, tmp_path / "package"))
    change(folder, file, old, new)
    assert any(says in str(fault) for fault in check(folder)), list(map(str, check(folder)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("results: [signed, declined, unsigned]", "results: [signed, declined]", "one signs, declines, or lets the date pass"),
        ("    at_expiry: unsigned\n", "", "silence never signs"),
        ("    at_expiry: unsigned\n", "    at_expiry: signed\n", "silence never signs"),
        ("    shares: [rang", "    shares: []\n    on_route: [rang", "nobody signs what they cannot read"),
        ("      name: nom_titulaire", "      name: nom_titulair", "is no question of type person or text"),
        ("      email: courriel_titulaire\n      phone: telephone_titulaire\n", "", "how to reach"),
        ('      when: answers.titulaire == "autre"', "      when: answers.titulair", "answers.titulair"),
        ("kind: signature", "kind: task", "is not signed by anybody"),
        ('    guard: items.accord_titulaire.result == "declined" || items.accord_titulaire.result == "unsigned"', "    guard: answers.rang == 'second'", "when “accord_titulaire” is declined"),
        ("    charges: [redevance]\n", "    charges: [redevance]\n    opens: [accord_titulaire]\n", "is asked when the request is sent"),
        ("    at_expiry: unsigned\n", "    at_expiry: unsigned\n    adverse: [decline]\n", "did you mean “declined”"),
    ],
)  # fmt: skip
def test_faults_of_signatures(tmp_path, old, new, says):
    folder = Path(shutil.copytree(library_dir() / PARKING, tmp_path / "package"))
    change(folder, "process.yml", old, new)
    assert any(says in str(fault) for fault in check(folder)), list(map(str, check(folder)))


def test_who_signs_is_no_entry_of_a_group(tmp_path):
    """One signature an item: which of the entries would it be?"""
    folder = Path(shutil.copytree(library_dir() / PARKING, tmp_path / "package"))
    one = "      - {id: titulaire, type: choice, options: [moi, autre]}\n"
    several = (
        "      - id: tiers\n        type: group\n        fields: [{id: son_nom, type: text}]\n"
    )
    change(folder, "form.yml", one, one + several)
    change(folder, "process.yml", "      name: nom_titulaire", "      name: son_nom")
    said = [str(fault) for fault in check(folder)]
    assert any("once for each entry of “tiers”" in one for one in said), said
    assert any("stands by itself" in one for one in said)


def test_a_state_that_nothing_reaches_and_one_that_never_ends(package):
    change(
        package,
        "process.yml",
        "  retiree: {",
        "  oubliee: {legal: submitted, hand: waste}\n  retiree: {",
    )

    said = " ".join(map(str, check(package)))

    assert "“oubliee” can never be reached" in said
    assert "from “oubliee” no case can ever be closed" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("process.yml", "reviews: [accorder_automatiquement]", "reviews: []", "nobody can be asked"),
        ("process.yml", "reviews: [accorder_automatiquement]", "reviews: [confirmer]", "no decision"),
        ("process.yml", "by: [applicant, billing]\n    reviews", "by: [applicant]\n    reviews", "with an agent"),
        ("process.yml", "to: en_reexamen", "to: a_completer", "in nobody’s hand"),
        ("process.yml", "by: [billing]\n    correction", "by: [billing]\n    minutes: 3\n    correction", "by hand"),
        ("texts.fr.yml", "    rules: ", "    help: ", "are not said"),
    ],
)  # fmt: skip
def test_what_rules_decide_alone_is_said_and_looked_at_again(tmp_path, file, old, new, says):
    refund = Path(shutil.copytree(library_dir() / REFUND, tmp_path / "refund"))
    change(refund, file, old, new)

    assert any(says in str(fault) for fault in check(refund)), list(map(str, check(refund)))


@pytest.mark.parametrize("name", ["service.yml", "texts.en.yml"])
def test_a_missing_file_is_a_fault_not_a_crash(package, name):
    (package / name).unlink()

    assert "missing" in str(check(package)[0])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbage=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_garbage_never_crashes_the_checker(package, garbage):
    (package / "form.yml").write_bytes(garbage)

    assert check(package)


def test_an_alias_that_contains_itself_is_refused(package):
    (package / "form.yml").write_text("pages: &a\n  - *a\n", encoding="utf-8")

    assert check(package)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "form.yml",
            "required: false, min: 0",
            "required: false, capitals: true, min: 0",
            "has no capitals",
        ),
        (
            "process.yml",
            "function: parking\n    # Without",
            "function: parkings\n    # Without",
            "did you mean “parking”",
        ),
        (
            "process.yml",
            "? 15000 :",
            '? "15000" :',
            "in “",
        ),
        ("process.yml", "? 15000 :", "? inputs.prix :", "in “"),
        (
            "process.yml",
            "    charges: [redevance]\n",
            "    charges: [redevances]\n",
            "did you mean “redevance”",
        ),
        (
            "process.yml",
            "guard: charges.redevance.paid\n",
            "guard: answers.sincerite\n",
            "nothing goes on once “redevance” is paid",
        ),
        (
            "process.yml",
            "starts: demander_paiement",
            "starts: submission",
            "nothing says what happens when “redevance”",
        ),
        (
            "process.yml",
            "stops_in: [valable, closed]",
            "stops_in: [valables, closed]",
            "did you mean “valable”",
        ),
        (
            "service.yml",
            "channels: [web, desk",
            "without_web: x\nchannels: [desk",
            "begun again from its page",
        ),
        (
            "texts.fr.yml",
            "{charges.redevance.amount}",
            "{charges.redevances.amount}",
            "did you mean",
        ),
        (
            "texts.fr.yml",
            "charges:\n  redevance:",
            "charges:\n  taxe:",
            "the words of “redevance” are missing",
        ),
        ("scenarios.yml", "pays: redevance", "pays: taxe", "there is no charge “taxe”"),
        ("process.yml", "tariffs.carte.price", "tariffs.cartes.price", "in “"),
        ("process.yml", "quotient: quotient_familial", "quotient: quotient", "quotient_familial"),
        ("process.yml", "quotient: quotient_familial", "quotient: rang", "is not a quotient"),
        ("process.yml", "kind: caf\n", "kind: caf\n    day: answers.rang\n", "in “"),
        ("process.yml", "up_to: 70000", "up_to: 30000", "do not follow each other"),
        ("form.yml", "tariff: carte", "tariff: cartes", "did you mean “carte”"),
        (
            "form.yml",
            "{id: rang, type: choice,",
            "{id: rang, type: choice, tariff: carte,",
            "shows no tariff",
        ),
        (
            "scenarios.yml",
            "    given: *base\n",
            "    given: {<<: *base, tariffs: {cartes: 1}}\n",
            "did you mean “carte”",
        ),
    ],
)
def test_faults_of_money(tmp_path, file, old, new, says):
    folder = Path(shutil.copytree(library_dir() / PARKING, tmp_path / "package"))
    change(folder, file, old, new)
    faults = check(folder)
    assert any(says in str(fault) for fault in faults), [str(fault) for fault in faults]
