"""`parvis messages`."""

import os
import subprocess
import sys
from pathlib import Path

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import done, fail, working

LANGUAGES = ("fr",)


@click.command()
def command() -> None:
    """Extract the texts to translate from each domain, and compile the translations."""
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
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"}
    django = [sys.executable, "-m", "django"]
    extract = ["makemessages", "--no-location", "--no-wrap", "--ignore", "tests/*"]
    for language in LANGUAGES:
        extract += ["-l", language]
    for arguments in (extract, ["compilemessages"]):
        told = subprocess.run(
            [*django, *arguments], cwd=domain, env=environment, capture_output=True, text=True
        )
        if told.returncode:
            raise Refused(f"{domain.name}: {(told.stderr or told.stdout).strip()}")


def _missing(domain: Path) -> list[str]:
    import polib

    return [
        entry.msgid
        for path in domain.glob("locale/*/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ]
