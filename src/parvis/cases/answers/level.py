"""Fields at one level and their answers: what is visible, what is wrong.

Every field is normalised; conditions then read the answers of visible fields only, until nothing
changes: what hides a field may itself be hidden.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.answers import people, places
from parvis.cases.answers.conditions import Conditions, facts_of
from parvis.cases.answers.files import check_files
from parvis.cases.answers.normalise import normalise
from parvis.cases.answers.results import Around, Checked, Files, GivenFile, Refused
from parvis.catalogue.definition import Field, FieldTexts
from parvis.catalogue.definition.environment import entry_environment
from parvis.catalogue.expressions import Environment

MOST_ENTRIES = 50


class Level:
    """Fields at one level (the form, a transition, one entry of a group) and their answers."""

    def __init__(
        self,
        fields: Sequence[Field],
        raw: Mapping[str, Any],
        texts: Mapping[str, FieldTexts],
        files: Files | None,
        around: Around,
        *,
        complete: bool,
        prefix: str = "",
    ) -> None:
        self.fields = fields
        self.texts = texts
        self.around = around
        self.complete = complete
        self.prefix = prefix
        self.raw = raw
        self.files = None if files is None else list(files)
        self.values: dict[str, Any] = {}
        self.refusals: dict[str, Refused] = {}
        self.blank = {field.id for field in fields if complete or field.id in raw}
        for field in fields:
            self._read(field)
        self.visible = {field.id for field in fields}
        self.conditions = Conditions(Environment({}), {})

    def _read(self, field: Field) -> None:
        try:
            value = self._value(field)
        except Refused as refused:
            self.refusals[field.id] = refused
            return
        if value is not None:
            self.values[field.id] = value

    def _value(self, field: Field) -> Any:
        given = self.raw.get(field.id)
        if field.type == "information":
            return None
        if field.type == "files":
            return self._file_ids(field, given)
        if field.type == "group":
            return self._entries(field, given)
        return normalise(field, given, self.around)

    def _file_ids(self, field: Field, given: Any) -> list[str] | None:
        if self.files is None:
            return [str(one) for one in given] if isinstance(given, list) and given else None
        mine = [file for file in self.files if file.field == f"{self.prefix}{field.id}"]
        if mine:
            self.blank.add(field.id)
        return [str(file.id) for file in mine] or None

    def _entries(self, field: Field, given: Any) -> list[dict[str, Any]] | None:
        """Raw entries: they are checked where the conditions around them are known."""
        entries = entries_of(given)
        return entries or None

    # Visibility ------------------------------------------------------------------------------

    def settle(
        self,
        environment: Environment,
        outer: Mapping[str, Any],
        *,
        root: str,
        also: Mapping[str, str] | None = None,
    ) -> None:
        """Find what is visible: a fixed point, reached in as many rounds as there are fields."""
        conditional = [f for f in self.fields if f.show_if or (also and f.id in also)]
        always = {f.id for f in self.fields} - {f.id for f in conditional}
        self.visible = set(always)
        for _round in range(len(conditional) + 1):
            self.conditions = Conditions(environment, {**outer, root: self._facts()})
            shown = always | {
                field.id
                for field in conditional
                if self.conditions.holds(field.show_if) is True
                and self.conditions.holds((also or {}).get(field.id)) is True
            }
            if shown == self.visible:
                return
            self.visible = shown

    def _facts(self) -> dict[str, Any]:
        known = {k: v for k, v in self.values.items() if k in self.visible}
        hidden = {field.id for field in self.fields} - self.visible
        invalid = set(self.refusals) & self.visible
        blank = (self.blank | hidden) - invalid - set(known)
        readable = {k: self._as_fact(k, v) for k, v in known.items()}
        return facts_of(
            self.fields, {k: v for k, v in readable.items() if v is not None}, blank=blank
        )

    def _as_fact(self, field_id: str, value: Any) -> Any:
        """A group's entries are raw here: conditions read only what is well formed in them."""
        field = next(field for field in self.fields if field.id == field_id)
        if field.type != "group":
            return value
        return [
            Level(field.fields, entry, {}, [], self.around, complete=True).values for entry in value
        ]

    # Result ----------------------------------------------------------------------------------

    def result(self, fields: Sequence[Field]) -> Checked:
        checked = Checked()
        for field in fields:
            if field.id in self.visible and field.type != "information":
                self._judge(field, checked)
        return checked

    def _judge(self, field: Field, checked: Checked) -> None:
        path = f"{self.prefix}{field.id}"
        value = self.values.get(field.id)
        if value is None:
            self._say_why(field, path, checked)
            return
        before = len(checked.errors)
        if field.type == "group":
            value = self._judge_entries(field, value, checked)
        if field.type == "files" and self.files is not None:
            self._judge_files(field, checked)
        if len(checked.errors) == before and self.conditions.holds(field.valid_if) is False:
            words = self.texts.get(field.id)
            checked.refuse(path, (words and words.invalid) or _("Check this answer."))
        if len(checked.errors) == before:
            checked.answers[field.id] = value

    def _say_why(self, field: Field, path: str, checked: Checked) -> None:
        """There is no answer: it was refused, it is missing, or it may be left out."""
        refused = self.refusals.get(field.id)
        if refused is None and (field.type == "declaration" or self.conditions.requires(field)):
            refused = Refused(missing(field))
        if refused is None:
            return
        for part, message in refused.errors.items():
            checked.refuse(f"{path}.{part}" if part else path, message)
        for part, found in refused.candidates.items():
            checked.candidates[f"{path}.{part}" if part else path] = found

    def _judge_files(self, field: Field, checked: Checked) -> None:
        path = f"{self.prefix}{field.id}"
        given: list[GivenFile] = [file for file in self.files or [] if file.field == path]
        for message in check_files(field, given):
            checked.refuse(path, message)

    def _judge_entries(
        self, field: Field, entries: list[dict[str, Any]], checked: Checked
    ) -> list[dict[str, Any]]:
        path = f"{self.prefix}{field.id}"
        try:
            people.check_count(field, len(entries))
        except Refused as refused:
            checked.refuse(path, refused.errors[""])
        kept = []
        for index, entry in enumerate(entries):
            found = self.entry(field, index, entry).result(field.fields)
            for where, messages in found.errors.items():
                checked.errors.setdefault(where, []).extend(messages)
            checked.candidates |= found.candidates
            kept.append(found.answers)
        return kept

    def entry(self, group: Field, index: int, entry: Mapping[str, Any]) -> "Level":
        """The questions of one entry, with `entry.<field>` readable beside the other answers."""
        words = self.texts.get(group.id)
        inner = Level(
            group.fields,
            entry,
            words.fields if words else {},
            self.files,
            self.around,
            complete=self.complete,
            prefix=f"{self.prefix}{group.id}.{index}.",
        )
        inner.blank = {sub.id for sub in group.fields}
        inner.settle(
            entry_environment(self.conditions.environment, group),
            self.conditions.facts,
            root="entry",
        )
        return inner


def entries_of(given: Any) -> list[dict[str, Any]]:
    """The entries of a group as they stand, MOST_ENTRIES at most."""
    if not isinstance(given, list):
        return []
    return [entry for entry in given if isinstance(entry, dict)][:MOST_ENTRIES]


def missing(field: Field) -> dict[str, str]:
    """What to do about a question that must be answered and is not, by part."""
    match field.type:
        case "choice" | "yes_no":
            said = _("Choose an answer.")
        case "choices":
            said = _("Choose at least one answer.")
        case "files":
            said = _("Add a file.")
        case "declaration":
            said = _("Tick the box to go on.")
        case "group":
            said = _("Add at least one.")
        case "person":
            return people.nobody(field)
        case "address":
            return places.no_address()
        case "place":
            return places.nowhere()
        case _:
            said = _("This answer is needed: write it here.")
    return {"": said}
