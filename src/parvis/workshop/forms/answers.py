"""Answers of a scenario, asked as their questions need. What is not changed stays as it is written,
even what no question allows: scenarios also try what must be refused."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parvis.core.forms import read_amount, write_amount
from parvis.workshop.forms.kinds import Asked, Fields, Given, day_meant, day_shown, known, lines_of
from parvis.workshop.sheets import Question
from parvis.workshop.written import MISSING

_HELD = {"person", "address", "place", "facts"}
_BOXES = {"yes_no", "declaration", "choice"}
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?")
_MANY_ENTRIES = 1  # empty entries of a group, to add one


class Answers:
    def fields(self, name: str, asked: Asked) -> Fields:
        said = asked.value if isinstance(asked.value, dict) else {}
        made: Fields = {}
        for one in _questions(asked):
            made |= _inputs(f"{name}.{one.id}", one, said.get(one.id, MISSING), str(one.label))
        for key in _unknown(asked):
            words = _("Take out “%(what)s”: nothing asks for it any more") % {"what": key}
            made[f"{name}.{key}"] = forms.BooleanField(label=words, required=False)
        return made

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        said = asked.value if isinstance(asked.value, dict) else {}
        found = {
            one.id: _read(f"{name}.{one.id}", one, said.get(one.id, MISSING), given)
            for one in _questions(asked)
        }
        kept = {key: said[key] for key in _unknown(asked) if not given.get(f"{name}.{key}")}
        return {key: one for key, one in (kept | found).items() if one is not MISSING} or MISSING


def _questions(asked: Asked) -> list[Question]:
    return asked.ask.questions(asked.reading, asked.path) if asked.ask.questions else []


def _unknown(asked: Asked) -> list[str]:
    ids = {one.id for one in _questions(asked)}
    return [key for key in asked.value if key not in ids] if isinstance(asked.value, dict) else []


def _inputs(name: str, question: Question, old: Any, label: str) -> Fields:
    made: Fields = {}
    for key, one, held in _inner(question, old):
        made |= _inputs(f"{name}.{key}", one, held, f"{label} – {_numbered(key)}{one.label}")
    if question.type in _HELD or question.type == "group":
        return made
    shown = _shown(question, old)
    if question.type == "choices":
        chosen = [str(one) for one in old] if isinstance(old, list) else []
        offered = question.options
        for one_ in chosen:
            offered = known(offered, one_)
        made[name] = forms.MultipleChoiceField(
            label=label,
            required=False,
            initial=chosen,
            choices=offered,
            widget=forms.CheckboxSelectMultiple,
        )
    elif question.type in _BOXES:
        offered = question.options or [("true", _("yes")), ("false", _("no"))]
        offered = known([("", _("not answered")), *offered], shown)
        made[name] = forms.ChoiceField(label=label, required=False, initial=shown, choices=offered)
    else:
        tall = question.type == "long_text" or "\n" in shown
        widget = forms.Textarea({"rows": 3}) if tall else forms.TextInput()
        made[name] = forms.CharField(
            label=label, required=False, initial=shown, strip=False, widget=widget
        )
    return made


def _read(name: str, question: Question, old: Any, given: Given) -> Any:
    if question.type == "group":
        return _entries(name, question, old, given)
    if question.type in _HELD:
        made = dict(old) if isinstance(old, dict) else {}
        for key, one, held in _inner(question, old):
            found = _read(f"{name}.{key}", one, held, given)
            made.pop(key, None) if found is MISSING else made.update({key: found})
        return made if made or old is not MISSING else MISSING
    said = given.get(name)
    if question.type == "choices":
        chosen = list(said or [])
        before = [str(one) for one in old] if isinstance(old, list) else []
        return old if sorted(chosen) == sorted(before) else chosen
    text = str(said or "").replace("\r\n", "\n")
    return old if text.strip() == _shown(question, old).strip() else _meant(question, text.strip())


def _entries(name: str, question: Question, old: Any, given: Given) -> Any:
    """The entries of a group; one that is emptied goes."""
    entries = old if isinstance(old, list) else []
    made = []
    for number in range(len(entries) + _MANY_ENTRIES):
        held = entries[number] if number < len(entries) else {}
        one = dict(held) if isinstance(held, dict) else {}
        for inner in question.inner:
            found = _read(f"{name}.{number}:{inner.id}", inner, one.get(inner.id, MISSING), given)
            one.pop(inner.id, None) if found is MISSING else one.update({inner.id: found})
        if any(value not in ("", [], None) for value in one.values()) or one == held != {}:
            made.append(one)
    return old if made == entries else made


def _inner(question: Question, old: Any) -> Iterator[tuple[str, Question, Any]]:
    """What is asked inside: of a group, once for each entry and once more."""
    if question.type == "group":
        entries = old if isinstance(old, list) else []
        for number in range(len(entries) + _MANY_ENTRIES):
            held = entries[number] if number < len(entries) else {}
            for one in question.inner:
                value = held.get(one.id, MISSING) if isinstance(held, dict) else MISSING
                yield f"{number}:{one.id}", one, value
    elif question.type in _HELD:
        held = old if isinstance(old, dict) else {}
        for one in question.inner:
            yield one.id, one, held.get(one.id, MISSING)


def _numbered(key: str) -> str:
    number, colon, _rest = key.partition(":")
    return f"{int(number) + 1}. " if colon else ""


def _shown(question: Question, value: Any) -> str:
    if value is MISSING or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if question.type == "amount" and isinstance(value, int):
        return write_amount(value)
    if question.type == "date":
        return day_shown(value)
    if question.type == "files" and isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


def _meant(question: Question, text: str) -> Any:
    """What the words say, as the file writes it; what cannot be understood stays as typed."""
    if not text:
        return MISSING
    if question.type == "files":
        return lines_of(text)
    if question.type in {"yes_no", "declaration"} and text in {"true", "false"}:
        return text == "true"
    if question.type == "amount":
        cents = read_amount(text)
        return text if cents is None else cents
    if question.type == "number" and _NUMBER.fullmatch(text):
        return float(text.replace(",", ".")) if re.search("[.,]", text) else int(text)
    return day_meant(text) if question.type == "date" else text
