"""`parvis docs`: pages generated from the code, and the check that they are fresh."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from parvis.catalogue.schema import FILES, schema_of
from parvis.config.cli import Refused
from parvis.config.cli._screen import done
from parvis.config.cli._site import open_site
from parvis.config.cli.settings import as_markdown


def _benefits() -> str:
    """Its module sits among tables, which need the settings."""
    open_site(database=False)
    from parvis.eligibility.local.schema import schema

    return schema()


def _lessons() -> str:
    open_site(database=False)
    from parvis.participation.lessons.library import schema

    return schema()


# Each page and what writes it; add a line for a new one.
PAGES: dict[str, Callable[[], str]] = {
    "docs/guides/settings.md": as_markdown,
    **{f"docs/schema/{name}.schema.json": partial(schema_of, name) for name in FILES},
    "docs/schema/benefit.schema.json": _benefits,
    "docs/schema/lesson.schema.json": _lessons,
}


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a page is not fresh.")
def command(check: bool) -> None:
    """Write the generated pages of docs/ (from a checkout)."""
    if not Path("docs").is_dir():
        raise Refused("There is no docs/ here: run this from a checkout of Parvis.")
    stale = [path for path, write in PAGES.items() if not _is_fresh(Path(path), write())]
    if check and stale:
        raise Refused(f"Not fresh: {', '.join(stale)}. Run: make docs")
    for path in stale:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(PAGES[path](), encoding="utf-8")
        done(f"Wrote {path}")
    if not stale:
        done("Generated pages are fresh.")


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
