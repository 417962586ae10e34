"""No text reaches a resident in another language than theirs."""

import ast
import re
import shutil
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from tests.architecture.source import PACKAGE, python, shown

DOMAINS = sorted(path.parent for path in PACKAGE.glob("*/locale"))
by_domain = pytest.mark.parametrize("domain", DOMAINS, ids=lambda path: path.name)
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}


def _catalogues(domain: Path) -> list[Path]:
    return sorted(domain.glob("locale/*/LC_MESSAGES/django.po"))


@by_domain
def test_every_text_is_translated(domain: Path) -> None:
    assert (domain / "locale/fr/LC_MESSAGES/django.po").exists()
    missing = [
        f"{shown(path)}: {entry.msgid}"
        for path in _catalogues(domain)
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ]
    assert not missing


@by_domain
def test_french_signs_stand_off_by_a_space_that_does_not_break(domain: Path) -> None:
    """Lexique des règles typographiques de l’Imprimerie nationale: no line begins with one."""
    loose = re.compile(r"\S[ \u00a0](?:[:;?»]|!(?!=))|«[ \u00a0]")
    path = domain / "locale/fr/LC_MESSAGES/django.po"
    said = {
        words
        for entry in polib.pofile(str(path))
        if not entry.obsolete
        for words in (entry.msgstr, *entry.msgstr_plural.values())
    }
    assert {words for words in said if loose.search(words)} == set()


def test_a_text_is_translated_alike_in_every_domain() -> None:
    """Django merges the catalogues: of two translations of one text, one is shown in both domains.
    Where they must differ, a context (`pgettext`) or other English words tell them apart."""
    said: dict[tuple[str, str | None, str], dict[str, set[str]]] = {}
    for domain in DOMAINS:
        for path in _catalogues(domain):
            language = path.parts[-3]
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    words = entry.msgstr or str(sorted(entry.msgstr_plural.items()))
                    known = said.setdefault((language, entry.msgctxt, entry.msgid), {})
                    known.setdefault(words, set()).add(domain.name)
    assert {key[1:]: known for key, known in said.items() if len(known) > 1} == {}


@by_domain
def test_translations_use_no_placeholder_that_is_not_given(domain: Path) -> None:
    changed = [
        entry.msgid
        for path in _catalogues(domain)
        for entry in polib.pofile(str(path))
        if not entry.obsolete and "python-format" in entry.flags and not entry.msgid_plural
        and not _names(entry.msgstr) <= _names(entry.msgid)
    ]  # fmt: skip
    assert not changed


def _names(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


@by_domain
def test_compiled_translations_are_fresh(domain: Path) -> None:
    for path in _catalogues(domain):
        written = {
            (e.msgctxt, e.msgid): e.msgstr_plural or e.msgstr
            for e in polib.pofile(str(path))
            if not e.obsolete
        }
        compiled = {
            (e.msgctxt, e.msgid): e.msgstr_plural or e.msgstr
            for e in polib.mofile(str(path.with_suffix(".mo")))
        }
        assert compiled == written, f"{shown(path)}: run make messages"


@by_domain
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_every_text_of_the_code_is_in_the_catalogue(
    domain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Extracts again, beside a copy of the catalogue, and looks for texts it lacks."""
    copy = tmp_path / domain.name
    shutil.copytree(domain, copy, ignore=shutil.ignore_patterns("data", "vendor", "tests", "*.mo"))
    monkeypatch.chdir(copy)
    call_command(
        "makemessages",
        locale=["fr"],
        no_location=True,
        ignore_patterns=["tests/*"],
        stdout=StringIO(),
    )
    known = polib.pofile(str(domain / "locale/fr/LC_MESSAGES/django.po"))
    have = {(entry.msgctxt, entry.msgid) for entry in known if not entry.obsolete}
    extracted = polib.pofile(str(copy / "locale/fr/LC_MESSAGES/django.po"))
    missing = {(e.msgctxt, e.msgid) for e in extracted if not e.obsolete} - have
    assert not missing, "run: make messages"


def test_no_text_hides_in_an_f_string() -> None:
    """xgettext does not look inside: the text would stand there in English."""
    hidden = [
        shown(path, inner.lineno)
        for path in python()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) in MARKS
    ]
    assert not hidden, "translate before, then put it in"


def test_what_marks_a_text_has_a_name_that_xgettext_knows() -> None:
    """Under a name of one's own (`gettext as _now`) it is not extracted: it would stay English."""
    unknown = [
        shown(path, node.lineno)
        for path in python()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in {None, "_"}
    ]
    assert not unknown
