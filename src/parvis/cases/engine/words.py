"""Words of a package with their `{…}` filled in. Nothing is evaluated, nothing fails.

A value that is missing shows as "—"; a paragraph that holds only a blank value disappears. Values
are plain text: templates escape them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from parvis.cases.answers import Names, one_line, readable
from parvis.cases.engine.facts import charge_of
from parvis.cases.engine.script import Script
from parvis.cases.models import Case, Deadline, WorkItem
from parvis.catalogue.definition import Field, FieldTexts
from parvis.core.ui.words import euros, plaindate

MISSING = "—"
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,2})\}")
_PARAGRAPHS = re.compile(r"\n\s*\n")

ValueOf = Callable[[str], str]


def fill(text: str, value_of: ValueOf) -> str:
    """`text` with each known place replaced. Other braces stay as they are."""
    kept = []
    for parts in _paragraphs(text):
        places = [value_of(part) for part in parts[1::2]]
        if places == [""] and not "".join(parts[::2]).strip():
            continue
        written = list(parts)
        written[1::2] = [place or MISSING for place in places]
        kept.append("".join(written))
    return "\n\n".join(kept)


@lru_cache(maxsize=1024)
def _paragraphs(text: str) -> list[list[str]]:
    """Each paragraph as words, place, words, place… words."""
    return [_PLACE.split(paragraph) for paragraph in _PARAGRAPHS.split(text.strip())]


def payment_address(due: str) -> str:
    """Where anybody who holds it may pay; empty when nothing is due."""
    return f"{settings.BASE_URL}{reverse('revenue:due', args=[due])}" if due else ""


class Values:
    """What the places of a text stand for, in one language, for one case at one moment."""

    def __init__(
        self,
        script: Script,
        case: Case,
        *,
        language: str,
        submitted_on: date,
        items: Sequence[WorkItem] = (),
        deadlines: Sequence[Deadline] = (),
        fields: Sequence[Field] = (),
        field_texts: Mapping[str, FieldTexts] | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        self._script, self._case, self._language = script, case, language
        self._words = script.package.words(language)
        self._items = {item.kind: item for item in items}
        self._deadlines = {deadline.rule: deadline for deadline in deadlines}
        self._submitted_on = submitted_on
        self._fields = {field.id: field for field in fields}
        self._field_texts = field_texts or {}
        self._inputs = inputs or {}
        self._names: Names | None = None

    def fill(self, text: str) -> str:
        if get_language() == self._language:
            return fill(text, self)
        with override(self._language):
            return fill(text, self)

    def __call__(self, place: str) -> str:
        root, _, path = place.partition(".")
        find = getattr(self, f"_{root}_value", None)
        return str(find(path)) if find is not None else ""

    def _answers_value(self, field_id: str) -> str:
        try:
            field = self._script.package.form.field(field_id)
        except KeyError:
            return ""
        texts = self._words.fields.get(field_id)
        return self._read(field, self._case.answers.get(field_id), texts)

    def _inputs_value(self, field_id: str) -> str:
        field = self._fields.get(field_id)
        if field is None:
            return ""
        return self._read(field, self._inputs.get(field_id), self._field_texts.get(field_id))

    def _read(self, field: Field, value: Any, texts: FieldTexts | None) -> str:
        if self._names is None:
            self._names = Names([self._case.answers, dict(self._inputs)])
        return one_line(readable(field, value, texts, self._language, names=self._names))

    def _case_value(self, path: str) -> str:
        if path == "submitted_on":
            return plaindate(self._submitted_on)
        return getattr(self._case, path) if path in {"reference", "title"} else ""

    def _applicant_value(self, path: str) -> str:
        return self._case.applicant_name if path == "name" else ""

    def _service_value(self, path: str) -> str:
        return self._words.service.name if path == "name" else ""

    def _lead_value(self, path: str) -> str:
        lead = self._script.package.service.lead
        return self._words.functions[lead].name if path == "name" else ""

    def _correction_value(self, path: str) -> str:
        return str(self._case.correction.get("message", "")) if path == "message" else ""

    def _charges_value(self, path: str) -> str:
        charge, _, what = path.partition(".")
        # Of a charge that repeats, the last bill.
        bills = [one for key, one in self._case.charges.items() if charge_of(key) == charge]
        if not bills:
            return ""
        asked = bills[-1]
        if what == "link":
            return payment_address(asked["due"])
        return euros(asked["cents"]) if what == "amount" else ""

    def _items_value(self, path: str) -> str:
        kind, _, what = path.partition(".")
        item = self._items.get(kind)
        if item is None:
            return ""
        if what == "due":
            return plaindate(item.due_on) if item.due_on else ""
        texts = self._words.items[kind]
        if what == "result":
            return texts.results.get(item.result, "")
        fields = self._script.package.process.items[kind].fields
        field = next((field for field in fields if field.id == what), None)
        return self._read(field, item.inputs.get(what), texts.fields.get(what)) if field else ""

    def _deadlines_value(self, path: str) -> str:
        rule, _, what = path.partition(".")
        deadline = self._deadlines.get(rule)
        return plaindate(deadline.due_on) if deadline is not None and what == "date" else ""
