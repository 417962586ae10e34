"""What is wrong in a benefit file is said with its line and its remedy."""

from pathlib import Path

import pytest
from django.utils import translation

from parvis.core.paths import library_dir
from parvis.eligibility.local.checker import check_file, check_folder
from parvis.eligibility.local.library import published
from parvis.eligibility.local.published import publish

CANTEEN = library_dir() / "pau-bearn-pyrenees/benefits/lescar/cantine.yml"
SAFE = CANTEEN.read_text(encoding="utf-8")
OLD = "from: 2026-09-01"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def faults(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = SAFE
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    path = tmp_path / "cantine.yml"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in check_file(path)[1]]


def test_the_file_shipped_has_no_fault(tmp_path: Path):
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("person.school in", "person.scool in", "Did you mean “school”"),
        ("of: family.quotient_caf", "of: home.quotient_caf", "did you mean “family.quotient_caf”"),
        ("of: family.quotient_caf", "of: quotient_familial", "which quotient familial? → write family.quotient_caf"),
        ("of: family.quotient_caf", "of: qf", "family.quotient_caf (CAF) or tax.quotient_tax (tax)"),
        ("kind: caf", "kind: tax", "not the one that is read → the rules read: family.quotient_caf"),
        ("level: commune", "level: region", "a region has no power over “canteen”"),
        ('code: "64335"', 'code: "64999"', "there is no commune “64999”"),
        ("field: canteen", "field: cantine", "there is no field “cantine” → did you mean “canteen”"),
        ("{up_to: 80000", "{up_to: 60000", "never reached → write the ends in ascending order"),
        ("{amount: 510}", "{up_to: 200000, amount: 510}", "the last tier has no end"),
        ("absent: 510", "", "may be absent: what then is not said → add absent"),
        ("\n      unit: {fr: un repas, en: a meal}", "", "per what is not said"),
        ("kind: price", "kind: right", "a right has no amount"),
        ("en: School meals", "", "“name.en” is missing"),
        ("ask:\n  place: Mairie de Lescar\n  url: https://www.lescar.fr", "ask: {}", "nobody is told where to ask"),
        ("expect: {amount: 190}", "expect: {amount: 191}", "expected amount: 191, found amount: 190"),
        ("refused: ecole", "refused: age", "expected refused: age, found refused: ecole"),
        ("{refused: ecole}", "{refused: ecole, right: true}", "keep one"),
        ("school: college}", "scool: college}", "there is no fact “scool” of child1 → did you mean “school”?"),
        ("school: college}", "school: collège}", "“collège” is no value of child1.school"),
        ("example: true", "exemple: true", "unknown key “exemple”"),
        ("conditions:\n", "conditions:\n      - {id: loin, rule: family.quotient_caf <= 90000, text: {fr: Au plus., en: At most.}}\n", "“family.quotient_caf”"),
    ],
)  # fmt: skip
def test_each_fault_is_said_with_its_remedy(tmp_path: Path, before: str, after: str, said: str):
    found = faults(tmp_path, (before, after))

    assert any(said in fault for fault in found), found
    assert all(fault.startswith("cantine.yml:") for fault in found)


def test_a_fault_names_its_line(tmp_path: Path):
    line = SAFE.splitlines().index('        rule: person.school in ["nursery", "primary"]') + 1

    [fault] = faults(tmp_path, ("person.school in", "person.scool in"))

    assert fault.startswith(f"cantine.yml:{line}: ")


def test_a_tier_that_a_condition_bars_is_never_reached(tmp_path: Path):
    barring = (
        "    conditions:\n",
        "    conditions:\n      - id: plafond\n        rule: '!has(family.quotient_caf) || family.quotient_caf <= 90000'\n        text: {fr: Quotient au plus, en: Quotient at most}\n",
    )

    found = faults(tmp_path, barring)

    # The tiers up to 1,300 and beyond; the one up to 1,000 is reached from 800 to 900.
    assert sum("a condition refuses before" in fault for fault in found) == 2


def test_two_versions_may_not_hold_on_one_day(tmp_path: Path):
    version = SAFE[SAFE.index("  - from:") : SAFE.index("papers:")]
    older = version.replace(OLD, "from: 2025-09-01\n    until: 2026-09-15")

    found = faults(tmp_path, ("versions:\n", "versions:\n" + older))

    assert any("two versions hold on 2026-09-01 → until: 2026-08-31" in one for one in found)


def test_a_version_without_tests_is_refused(tmp_path: Path):
    version = SAFE[SAFE.index("  - from:") : SAFE.index("papers:")]
    older = version.replace(OLD, "from: 2025-09-01")

    found = faults(tmp_path, ("versions:\n", "versions:\n" + older))

    assert any("2025-09-01 is not tested → add a test where it is granted" in one for one in found)


@pytest.mark.parametrize(
    ("key", "code"), [("communes", "64445"), ("departements", "64"), ("epcis", "200067254")]
)
def test_no_institution_grants_beyond_its_territory(tmp_path: Path, key: str, code: str):
    found = faults(tmp_path, ("public:", f'area: {{{key}: ["{code}"]}}\npublic:'))

    assert any(f"“{code}” lies beyond the institution’s territory" in one for one in found)


class TestPublished:
    """Frozen once published."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "cantine.yml").write_text(SAFE, encoding="utf-8")
        definition = check_file(tmp_path / "cantine.yml")[0]
        assert publish(tmp_path, [definition]) == 1
        return tmp_path

    def change(self, folder: Path, before: str, after: str) -> list[str]:
        assert before in SAFE
        (folder / "cantine.yml").write_text(SAFE.replace(before, after), encoding="utf-8")
        return [str(fault) for fault in check_folder(folder)]

    def test_what_it_grants_does_not_change(self, folder: Path):
        found = self.change(folder, "up_to: 130000", "up_to: 120000")

        assert any("was published: it does not change" in one for one in found)
        assert published(folder) == []

    def test_its_end_may_be_set_and_its_name_mended(self, folder: Path):
        assert self.change(folder, OLD, f"{OLD}\n    until: 2027-08-31") == []
        assert self.change(folder, "en: School meals", "en: Meals at school") == []
        assert len(published(folder)) == 1

    def test_it_is_not_taken_away(self, folder: Path):
        (folder / "cantine.yml").unlink()

        assert [str(one) for one in check_folder(folder)] == [
            "published.json: “lescar.cantine” was published and is gone → put it back"
        ]

    def test_a_draft_is_not_offered(self, folder: Path, tmp_path: Path):
        (folder / "published.json").unlink()

        assert published(folder) == []


def test_two_files_may_not_share_an_identifier(tmp_path: Path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(SAFE, encoding="utf-8")

    assert any("is already the identifier of a.yml" in str(one) for one in check_folder(tmp_path))
