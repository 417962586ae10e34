"""Reading what was posted, by the names `page` draws. Understands nothing, loses nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from parvis.cases.answers.level import MOST_ENTRIES
from parvis.cases.forms.page import SHOWN
from parvis.catalogue.definition import Field
from parvis.core.typed import whole

_PARTS = {
    "address": ("line", "extra", "postal_code", "commune_name", "commune_code", "as_typed"),
    "place": ("label", "commune_name", "commune_code", "kept", "latitude", "longitude"),
    "commune": ("typed", "code", "kept"),
    "person": ("family_name", "usual_name", "given_names"),
}
_DAYS = ("day", "month", "year")


def read(
    fields: Iterable[Field], data: QueryDict, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Raw values by field id of the questions that were on the page.

    A question that was not shown is not in the result: its answer stays as it is. `before` are the
    answers kept so far, for the parts of group entries that were not shown.
    """
    asked = set(data.get(SHOWN, "").split(","))
    before = before or {}
    return {
        one.id: _value(one, one.id, data, asked, before.get(one.id))
        for one in fields
        if one.id in asked
    }


def _value(one: Field, path: str, data: QueryDict, asked: set[str], before: Any) -> Any:
    match one.type:
        case "group":
            return _entries(one, path, data, asked, before)
        case "choices":
            return data.getlist(path)
        case "date":
            return _date(path, data)
        case "files":
            return None
        case "person":
            parts = _given(one.type, path, data)
            return parts | {"birth_date": _date(f"{path}.birth_date", data)}
        case "address" | "place" | "commune":
            return _given(one.type, path, data)
    return data.get(path, "")


def _given(kind: str, path: str, data: QueryDict) -> dict[str, str]:
    """Only what was posted: an address without `commune_code` has not been settled."""
    return {
        part: str(data[f"{path}.{part}"])
        for part in _PARTS[kind]
        if data.get(f"{path}.{part}") not in (None, "")
    }


def _date(path: str, data: QueryDict) -> dict[str, str] | str:
    parts = {part: data.get(f"{path}_{part}", "") for part in _DAYS}
    return parts if any(parts.values()) else data.get(path, "")


def _entries(
    group: Field, path: str, data: QueryDict, asked: set[str], before: Any
) -> list[dict[str, Any]]:
    number = min(whole(data.get(f"{path}._entries")) or 0, MOST_ENTRIES)
    former = before if isinstance(before, list) else []
    entries = []
    for index in range(number):
        old = former[index] if index < len(former) and isinstance(former[index], dict) else {}
        new = {
            sub.id: _value(sub, f"{path}.{index}.{sub.id}", data, asked, old.get(sub.id))
            for sub in group.fields
            if f"{path}.{index}.{sub.id}" in asked
        }
        entries.append({**old, **new})
    return entries


def without_blank_entries(
    fields: Iterable[Field], typed: dict[str, Any], file_paths: Iterable[str]
) -> dict[str, Any]:
    """Entries added to a group and never filled, at its end, are no entries; the first one of a
    group that must have one stays, so that its questions are asked. `file_paths`: where files were
    given."""
    given = list(file_paths)
    tidied = dict(typed)
    for group in fields:
        if group.type == "group" and group.id in typed:
            entries = list(typed[group.id])
            least = 1 if group.required is True else 0
            while len(entries) > least and not _is_used(group.id, entries, given):
                entries.pop()
            tidied[group.id] = entries
    return tidied


def _is_used(group: str, entries: list[dict[str, Any]], given: list[str]) -> bool:
    """Whether the last entry holds something."""
    here = f"{group}.{len(entries) - 1}."
    return any(path.startswith(here) for path in given) or any(
        is_filled(value) for value in entries[-1].values()
    )


def is_filled(value: Any) -> bool:
    """Whether anything at all was typed."""
    if isinstance(value, Mapping):
        return any(is_filled(one) for one in value.values())
    return value not in (None, "", [], {})
