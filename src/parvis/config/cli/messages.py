"""`parvis messages`."""

import contextlib
import io
from pathlib import Path

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import done, fail, working
from parvis.config.cli._site import open_site

LANGUAGES = ("fr",)


@click.command()
def command() -> None:
    """Extract the texts to translate from each domain, and compile the translations."""
    open_site(database=False)
    root = Path(__file__).resolve().parents[2]
    domains = sorted(path.parent for path in root.glob("*/locale"))
    with working("Reading the texts") as report:
        for number, domain in enumerate(domains, 1):
            _translate(domain)
            report(number, len(domains))
    missing = {domain.name: _missing(domain) for domain in domains}
    for name, texts in missing.items():
        for text in texts:
            fail(f"{name}: not translated: {text!r}")
    done(f"{len(domains)} domains, {sum(map(len, missing.values()))} texts to translate.")


def _translate(domain: Path) -> None:
    from django.core.management import CommandError, call_command

    told = io.StringIO()
    with contextlib.chdir(domain):
        try:
            call_command(
                "makemessages", locale=list(LANGUAGES), no_location=True, no_wrap=True,
                no_obsolete=True, ignore_patterns=["tests/*"], stdout=told, stderr=told,
            )  # fmt: skip
            call_command("compilemessages", stdout=told, stderr=told)
        except CommandError as error:
            raise Refused(f"{domain.name}: {told.getvalue()}{error}") from error


def _missing(domain: Path) -> list[str]:
    import polib

    return [
        entry.msgid
        for path in domain.glob("locale/*/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ]
