"""`parvis directory load`: the example of the guide, run as it stands."""

from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_resident
from parvis.config.cli import main
from parvis.core import clock
from parvis.directory.models import Institution, Membership, Unit
from parvis.journal.models import Entry
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).parents[4] / "docs/guides/administrators.md"
MARC = "marc.lacoste@exemple.fr"


@pytest.fixture(autouse=True)
def _areas() -> None:
    territory_around_pau()


def example() -> str:
    section = GUIDE.read_text(encoding="utf-8").split("## Institutions, units, agents")[1]
    return section.split("```yaml\n")[1].split("```")[0]


def load(folder: Path, text: str) -> tuple[int, str]:
    file = folder / "town.yml"
    file.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(main, ["directory", "load", str(file)])
    return told.exit_code, " ".join(told.output.split())


def work_of(email: str) -> list[tuple[str, str, date | None]]:
    works = Membership.objects.filter(account__email=email)
    return list(works.values_list("unit__slug", "role", "ends_on"))


def test_the_example_of_the_guide_opens_a_site(tmp_path: Path) -> None:
    code, said = load(tmp_path, example())
    assert (code, "2 institutions, 2 units, 2 agents" in said) == (0, True)
    host = Institution.objects.get(hosts_site=True)
    assert (host.siren, host.area.code, host.theme["primary"]) == (
        "200067254",
        "200067254",
        "#005a9c",
    )
    assert work_of(MARC) == [("dechets", "manager", None)]
    assert work_of("ines.dubois@exemple.fr") == [("dechets", "handler", date(2027, 6, 30))]


def test_loaded_again_it_changes_nothing_and_what_is_not_named_stays(tmp_path: Path) -> None:
    load(tmp_path, example())
    before = Entry.objects.count()
    assert load(tmp_path, example())[0] == 0
    assert Entry.objects.count() == before
    alone = example().split("    units:\n")[0]
    assert load(tmp_path, alone)[0] == 0
    assert (Unit.objects.count(), work_of(MARC)) == (2, [("dechets", "manager", None)])


def test_who_left_works_there_no_more(tmp_path: Path) -> None:
    load(tmp_path, example())
    left = example().replace("role: manager}", "role: manager, until: 2027-01-15}")
    with clock.at(datetime(2027, 1, 16, 9, tzinfo=clock.PARIS)):
        assert load(tmp_path, left)[0] == 0
        assert load(tmp_path, left)[0] == 0
    assert work_of(MARC) == [("dechets", "manager", date(2027, 1, 15))]


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ('"216403352"', '"216403353"', "Commune de Lescar: '216403353' is no SIREN"),
        ('"216403352"', "216403352", "institutions.1.siren"),
        ("64335", "99999", "Commune de Lescar: there is no commune 99999"),
        ("role: handler", "role: chief", "institutions.0.units.0.agents.1.role"),
        ("marc.lacoste@", "marc lacoste", "no e-mail address"),
        ("kind: commune\n", "kind: commune\n    hosts_site: true\n", "institution_one_host"),
        ("slug: dechets", "slug: dechets\n        colour: blue", "colour"),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_nothing_is_kept(
    tmp_path: Path, written: str, instead: str, says: str
) -> None:
    assert written in example()
    code, said = load(tmp_path, example().replace(written, instead))
    assert (code, says in said) == (1, True), said
    assert not Institution.objects.exists()
    assert not Account.objects.exists()


def test_a_resident_is_not_made_an_agent(tmp_path: Path) -> None:
    make_resident(email=MARC)
    code, said = load(tmp_path, example())
    assert (code, f"{MARC}: this address opens a resident" in said) == (1, True)
    assert not Institution.objects.exists()
