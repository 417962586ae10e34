"""The one style sheet of a page: `static/core/css` in order, then the territory's colours.

There is no build step: the files are joined when first asked for, and their address changes with
their content, so browsers keep them for good and load one file instead of fifteen.
"""

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import Error as DatabaseError
from django.urls import reverse

from parvis.core import site
from parvis.core.ui import colours
from parvis.core.ui.icons import asset

Mode = Literal["auto", "clair", "sombre"]
MODES: dict[str, Mode] = {"": "auto", "light": "clair", "dark": "sombre"}
STATIC = Path(__file__).resolve().parent.parent / "static"
NIGHT_ONLY = "@media (prefers-color-scheme: dark)"
LIGHT = ["core/css/tokens.css", "vendor/modern-normalize.css"]
SHEETS = [
    *("base", "header", "page", "hero", "scene", "footer", "embedded"),
    *(
        "pieces",
        "cards",
        "paths",
        "chain",
        "tables",
        "forms",
        "questions",
        "ballot",
        "standing",
        "agent",
        "desk",
        "finder",
        "slots",
        "verdicts",
        "plots",
        "opinions",
        "projection",
        "process",
        "map",
        "contrast",
    ),
]
_URL = re.compile(r'url\("([^"]+)"\)')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet ready to send. `version` is part of its address."""

    text: bytes
    gzipped: bytes
    version: str


def _read(path: str) -> str:
    """One file, without comments, its images and fonts at their public address."""
    file = STATIC / path

    def public(found: re.Match[str]) -> str:
        target = (file.parent / found[1]).resolve().relative_to(STATIC)
        return f'url("{asset(target.as_posix())}")'

    return _URL.sub(public, _COMMENT.sub("", file.read_text()))


def _night(css: str, mode: Mode) -> str:
    if mode == "clair":
        return ""
    return css if mode == "sombre" else f"{NIGHT_ONLY} {{\n{css}}}\n"


def _joined(mode: Mode, theme: tuple[tuple[str, str], ...]) -> Sheet:
    wanted = dict(theme)
    parts = [
        *(_read(path) for path in LIGHT),
        _night(_read("core/css/dark.css"), mode),
        *(_read(f"core/css/{name}.css") for name in SHEETS),
        f"@media print {{\n{_read('core/css/print.css')}}}\n",
        colours.stylesheet(wanted),
        _night(colours.stylesheet(wanted, dark=True), mode),
    ]
    text = "\n".join(line for line in "".join(parts).splitlines() if line.strip()).encode()
    return Sheet(text, gzip.compress(text, mtime=0), sha256(text).hexdigest()[:12])


_kept = lru_cache(maxsize=32)(_joined)


def sheet(mode: Mode) -> Sheet:
    """The style sheet of a mode, in the colours of this site."""
    try:
        theme = site.current().theme
    except DatabaseError:  # the page that says so must still be dressed
        theme = {}
    key = tuple(sorted((str(name), str(value)) for name, value in theme.items()))
    return (_joined if settings.DEBUG else _kept)(mode, key)


def address(chosen: str) -> str:
    """Where the style sheet is, for a visitor who chose "light", "dark" or neither."""
    mode = MODES.get(chosen, "auto")
    return f"{reverse('core:style', args=[mode])}?v={sheet(mode).version}"
