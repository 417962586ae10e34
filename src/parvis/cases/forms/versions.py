"""What becomes of each name of a version in the next one, as an administrator reads and says it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.cases.answers import Around, Refused, normalise
from parvis.catalogue.definition import Field, Migration, Package, TextsFile
from parvis.catalogue.rules import may_become, open_states
from parvis.core.forms import StyledForm

LEFT = "-"
"""What is left; a package’s names begin with a letter."""
TYPED = {"text", "long_text", "number", "amount", "date", "email", "phone", "choice", "yes_no"}


class TableForm(StyledForm):
    """One list a name that must be said; questions of the same name are not asked."""

    def __init__(
        self,
        *args: Any,
        table: Migration,
        old: Package,
        new: Package,
        many: Mapping[str, int],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self._old, self._new, self._many = table, old, new, many
        self._said, self._says = old.words(language), new.words(language)
        self.parts: list[tuple[str, list[str]]] = []
        self._part("states", _("States"), list(open_states(old)), self._states)
        self._part("items", _("Tasks"), list(old.process.items), self._items)
        self._part("deadlines", _("Clocks"), list(old.process.deadlines), self._deadlines)
        gone = [key for key, to in table.fields.items() if to != key]
        self._part("fields", _("Questions renamed, or no longer asked"), gone, self._fields)
        self._part("defaults", _("New questions, and what to answer for them"), self._fresh(), None)

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """Title, then its fields."""
        return [(title, [self[name] for name in names]) for title, names in self.parts]

    def _part(
        self,
        part: str,
        title: str,
        names: list[str],
        choices: Callable[[str], tuple[str, list[tuple[str, str]]]] | None,
    ) -> None:
        keys = []
        for name in names:
            key = f"{part}-{name}"
            if choices is None:
                self.fields[key] = self._default(name)
            else:
                label, options = choices(name)
                given = getattr(self.table, part)
                self.fields[key] = forms.ChoiceField(
                    label=label,
                    choices=[("", _("Choose…")), *options],
                    initial=(given[name] or LEFT) if name in given else "",
                )
            keys.append(key)
        if keys:
            self.parts.append((title, keys))

    def _states(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        was = self._old.process.states[name]
        here = _state(self._said, name)
        many = self._many.get(name, 0)
        label = ngettext("%(state)s (%(many)d request)", "%(state)s (%(many)d requests)", many)
        options = [
            (key, _state(self._says, key))
            for key, state in open_states(self._new).items()
            if may_become(was, state)
        ]
        return label % {"state": here, "many": many}, options

    def _items(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        options = [(key, one.label) for key, one in self._says.items.items()]
        return self._said.items[name].label, [*options, (LEFT, _("Left: an open one is cancelled"))]

    def _deadlines(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        options = [(key, one.label) for key, one in self._says.deadlines.items()]
        left = (LEFT, _("Left: it stops being counted"))
        return self._said.deadlines[name].label, [*options, left]

    def _fields(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        kind = self._old.form.field(name).type
        words = self._says.fields
        options = [(f.id, words[f.id].label) for f in self._new.form.all_fields() if f.type == kind]
        left = (LEFT, _("Left: the answer stays with what was sent"))
        return self._said.fields[name].label, [left, *options]

    def _fresh(self) -> list[str]:
        """Questions that nothing of the former version answers, of a kind typed in one box."""
        answered = {to for to in self.table.fields.values() if to}
        return [
            field.id
            for field in self._new.form.all_fields()
            if field.id not in answered and field.type in TYPED
        ]

    def _default(self, name: str) -> forms.Field:
        field, words = self._new.form.field(name), self._says.fields[name]
        given = self.table.defaults.get(name, "")
        none = ("", _("No answer"))
        if field.type == "choice":
            options = [none, *((one, words.options[one]) for one in field.options)]
            return forms.ChoiceField(
                label=words.label, choices=options, required=False, initial=given
            )
        if field.type == "yes_no":
            answers = [none, ("yes", _("Yes")), ("no", _("No"))]
            initial = {True: "yes", False: "no"}.get(given, "")
            return forms.ChoiceField(
                label=words.label, choices=answers, required=False, initial=initial
            )
        if field.type == "amount" and isinstance(given, int):
            given = f"{given // 100},{given % 100:02}"
        return forms.CharField(
            label=words.label, required=False, initial=given, help_text=words.help
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._given: dict[str, Any] = {}
        for name in self._fresh():
            raw = cleaned.get(f"defaults-{name}")
            try:
                value = normalise(self._new.form.field(name), raw, Around()) if raw else None
            except Refused as refused:
                self.add_error(f"defaults-{name}", " ".join(refused.errors.values()))
            else:
                self._given |= {} if value is None else {name: value}
        return cleaned

    def said(self) -> Migration:
        """The table as it was said; what was not chosen is not in it."""
        found: dict[str, Any] = {part: {} for part in ("states", "items", "deadlines", "fields")}
        for part, names in found.items():
            for key, value in self.cleaned_data.items():
                where, _dash, name = key.partition("-")
                if where == part and value:
                    names[name] = None if value == LEFT else value
        found["fields"] = {**self.table.fields, **found["fields"]}
        kept = {k: v for k, v in self.table.defaults.items() if not _is_typed(self._new, k)}
        found["defaults"] = kept | self._given
        return self.table.model_copy(update=found)


def _state(words: TextsFile, name: str) -> str:
    return words.states[name].agent or words.states[name].label


def _is_typed(package: Package, name: str) -> bool:
    fields: dict[str, Field] = {field.id: field for field in package.form.all_fields()}
    return name in fields and fields[name].type in TYPED
