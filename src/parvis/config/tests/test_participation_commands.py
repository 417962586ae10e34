"""`parvis participation import`: says what it reads, refuses in plain words, makes it once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.config.cli import main
from parvis.participation.models import Consultation, Idea, Import
from parvis.participation.tests import consulting, former

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "decidim.zip").write_bytes(former.decidim())
    (tmp_path / "consul.json").write_bytes(former.consul())
    (tmp_path / "cut.json").write_bytes(former.consul()[:300])
    return tmp_path


def run(file: Path, source: str, into: str, *more: object) -> tuple[int, str]:
    asked = ["participation", "import", file, "--from", source, "--into", into, *more]
    told = CliRunner().invoke(main, [str(one) for one in asked])
    return told.exit_code, told.output


@pytest.mark.parametrize(
    ("name", "source", "ideas"), [("decidim.zip", "decidim", 2), ("consul.json", "consul", 1)]
)
def test_a_file_is_brought_in_once(folder: Path, name: str, source: str, ideas: int) -> None:
    unit = consulting.unit()
    code, said = run(folder / name, source, "venus-dailleurs", "--unit", unit.pk)
    assert (code, "✓" in said) == (0, True)
    assert Consultation.objects.get().slug == "venus-dailleurs"
    assert Consultation.objects.get().published_at is None
    before = list(Idea.objects.order_by("pk").values())
    assert len(before) == ideas
    code, said = run(folder / name, source, "venus-dailleurs")
    assert (code, "rien de changé" in said) == (0, True)
    assert list(Idea.objects.order_by("pk").values()) == before


def test_a_dry_run_tells_and_writes_nothing(folder: Path) -> None:
    unit = consulting.unit()
    code, said = run(folder / "decidim.zip", "decidim", "la", "--unit", unit.pk, "--dry-run")
    assert code == 0
    assert "2  ideas" in said
    assert "640  --retained 31  Douze composteurs partagés" in said
    assert "Nothing was made" in said
    assert not Consultation.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("name", "source", "more", "says"),
    [
        ("cut.json", "consul", (), "cut.json, ligne 1 – "),
        ("consul.json", "decidim", (), "Aucune proposition"),
        ("decidim.zip", "decidim", ("--retained", "99"), "No such project in this file: 99"),
        ("decidim.zip", "decidim", (), "No consultation is at “la”"),
        ("decidim.zip", "decidim", ("--dry-run",), "No consultation is at “la”"),
        ("decidim.zip", "decidim", ("--state", "accepted=perhaps"), "Not a state: accepted=perhap"),
        ("decidim.zip", "decidim", ("--space", "autre"), "No such space in this file: autre."),
    ],
)
def test_what_cannot_be_done_is_refused_and_writes_nothing(
    folder: Path, name: str, source: str, more: tuple[str, ...], says: str
) -> None:
    code, said = run(folder / name, source, "la", *more)
    assert code == 1
    assert says in said
    assert "Traceback" not in said
    assert not Consultation.objects.exists()
    assert not Import.objects.exists()
