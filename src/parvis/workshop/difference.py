"""What changed since the published version, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import At, Placing
from parvis.workshop.written import Path


@dataclass(frozen=True, slots=True)
class Change:
    """`where`: the thing and its key, in words; `was`, `now`: "" when there is nothing."""

    where: str
    was: str
    now: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any], reading: Reading) -> list[Change]:
    """From one package document to another (as `catalogue.actions.document_of` makes them).

    `reading`: the files of the second, which give things their names."""
    found: list[Change] = []
    labels = _Labels(reading)
    for part in ("service", "form", "process"):
        _compare(before.get(part), after.get(part), f"{part}.yml", (), labels, found)
    languages = {**before.get("texts", {}), **after.get("texts", {})}
    for language in languages:
        was, now = before.get("texts", {}).get(language), after.get("texts", {}).get(language)
        _compare(was, now, f"texts.{language}.yml", (), labels, found)
    _compare(before.get("scenarios"), after.get("scenarios"), "scenarios.yml", (), labels, found)
    return found


def _compare(
    was: Any, now: Any, file: str, path: Path, labels: "_Labels", found: list[Change]
) -> None:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for key in [*was, *(key for key in now if key not in was)]:
            _compare(was.get(key), now.get(key), file, (*path, key), labels, found)
        return
    old, new = _by_id(was), _by_id(now)
    if old is not None and new is not None:
        for key in [*old, *(key for key in new if key not in old)]:
            _compare(old.get(key), new.get(key), file, (*path, key), labels, found)
        if list(old) != list(new) and set(old) == set(new):
            found.append(Change(labels.of(file, path), _("order"), _("another order")))
        return
    found.append(Change(labels.of(file, path), _said(was), _said(now)))


def _by_id(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, list) or not value:
        return None
    names = [one.get("id") or one.get("name") for one in value if isinstance(one, dict)]
    texts = [one for one in names if isinstance(one, str)]
    return dict(zip(texts, value, strict=True)) if len(texts) == len(value) else None


def _said(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        label = value.get("label") or value.get("id") or value.get("title")
        return str(label) if label else ", ".join(f"{k}: {_said(v)}" for k, v in value.items() if v)
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return str(value)


class _Labels:
    """Words for a place in a document."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.placing = reading, Placing(reading)
        self.words = {
            tuple(map(str, one.words)): (one.file, one.path) for one in reading.every_field()
        }

    def of(self, file: str, path: Path) -> str:
        if file.startswith("texts."):
            return self._of_texts(file, path)
        near = self.placing.nearest(file, path)
        if near is None:
            return " · ".join([file, *map(str, path)])
        at, inside = near
        ask = next((one for one in at.sheet.asks if inside and one.path[0] == inside[0]), None)
        key = str(ask.label) if ask else " · ".join(map(str, inside))
        return " · ".join(part for part in (str(at.sheet.title), self._name(at), key) if part)

    def _of_texts(self, file: str, path: Path) -> str:
        language = {"texts.fr.yml": _("French text"), "texts.en.yml": _("English text")}
        name = self.reading.word((*path[:-1], "label")) or self.reading.word((*path[:-1], "title"))
        parts = [language.get(file, file), *map(str, path[:-1] if not name else path[:1]), name]
        return " · ".join(part for part in [*parts, str(path[-1]) if path else ""] if part)

    def _name(self, at: At) -> str:
        if not at.path:
            return ""
        keys = ("label", "title", "name", "subject")
        return next(
            (w for key in keys if (w := self.reading.word((*at.words, key)))), str(at.path[-1])
        )
