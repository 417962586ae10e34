"""Every environment variable Parvis reads: name, type, default, meaning.

`docs/guides/settings.md` is generated from this table, and a test fails when they differ.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class InvalidSetting(Exception):
    """An environment variable holds something that cannot be read; the message says what to do."""


def _boolean(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("write yes or no")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


@dataclass(frozen=True)
class Variable(Generic[T]):
    """One environment variable. `read` turns its text into the typed value."""

    name: str
    default: T
    read: Callable[[str], T]
    meaning: str

    @property
    def value(self) -> T:
        text = os.environ.get(self.name)
        if text is None:
            return self.default
        try:
            return self.read(text)
        except ValueError as error:
            raise InvalidSetting(f"{self.name}={text!r}: {error}") from error


VARIABLES: list[Variable[object]] = []


def _declare(name: str, default: T, read: Callable[[str], T], meaning: str) -> Variable[T]:
    variable = Variable(name, default, read, meaning)
    VARIABLES.append(variable)  # type: ignore[arg-type]
    return variable


DATA_DIR = _declare(
    "PARVIS_DATA_DIR",
    Path("var"),
    Path,
    "Folder of the embedded database, the files and the secret of this installation.",
)
DATABASE_URL = _declare(
    "DATABASE_URL",
    "",
    str,
    "PostgreSQL to use, 15 or newer: postgresql://user:password@host:5432/name. "
    "Empty: the embedded PostgreSQL.",
)
DEBUG = _declare("PARVIS_DEBUG", False, _boolean, "Show errors in full. Never on a public server.")
DEMO = _declare(
    "PARVIS_DEMO",
    False,
    _boolean,
    "Demonstration: one-click sign-in as demo people, every mail and SMS shown on a page.",
)
SECRET_KEY = _declare(
    "PARVIS_SECRET_KEY",
    "",
    str,
    "Secret that signs sessions and links. Empty: drawn once and kept in the data folder.",
)
HOSTS = _declare(
    "PARVIS_HOSTS",
    ["localhost", "127.0.0.1", "[::1]"],
    _words,
    "Host names this site answers to, separated by commas.",
)
BASE_URL = _declare(
    "PARVIS_BASE_URL",
    "http://localhost:8000",
    str,
    "Public address of the site, used in mails, letters and identity redirects.",
)
