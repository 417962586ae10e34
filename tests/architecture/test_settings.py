"""Settings are declared once, documented, and short."""

import re

from parvis.config import env
from parvis.config.cli.settings import as_markdown
from tests.architecture.source import PACKAGE, ROOT, files, python, shown

# For developers and for our own child processes: not settings of a site.
INTERNAL = {"PARVIS_TEST_DATABASE", "PARVIS_REQUIRE_JOURNEYS", "PARVIS_CHILD_OF"}


def test_every_variable_is_declared() -> None:
    declared = {variable.name for variable in env.VARIABLES} | INTERNAL
    places = [*python(), *files("*.md", under=ROOT / "docs"), ROOT / "Makefile", ROOT / ".ci/run"]
    unknown = [
        f"{shown(path)}: {name}"
        for path in places
        for name in re.findall(r"\bPARVIS_[A-Z_]+[A-Z]\b", path.read_text())
        if name not in declared
    ]
    assert not unknown


def test_the_guide_is_fresh() -> None:
    assert (ROOT / "docs/guides/settings.md").read_text() == as_markdown(), "run: make docs"


def test_each_variable_says_what_it_means() -> None:
    assert all(v.meaning.endswith(".") and len(v.meaning) > 20 for v in env.VARIABLES)
    secret = {v.name for v in env.SECRETS}
    hiding = ("SECRET", "TOKEN", "_URL", "PASSWORD", "IDENTITY_KEY")
    public = {"PARVIS_BASE_URL"}
    assert {v.name for v in env.VARIABLES if any(h in v.name for h in hiding)} - public <= secret
    names = [v.name for v in env.VARIABLES]
    assert len(names) == len(set(names))


def test_settings_files_are_short() -> None:
    long = [shown(p) for p in files("*.py", under=PACKAGE / "config/settings")
            if len(p.read_text().splitlines()) > 150]  # fmt: skip
    assert not long
