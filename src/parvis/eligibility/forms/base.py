"""What every page of a question has: fields, what was said before, and the facts it answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.forms import AmountField, StyledForm
from parvis.eligibility.facts import FACTS
from parvis.eligibility.interview import Interview
from parvis.eligibility.plausible import value
from parvis.eligibility.questions import Question
from parvis.eligibility.situation import Fact

_FRANCS = gettext_lazy("Write the amount in euros, without another currency. Example: 1234,50")


class EurosField(AmountField):
    """An amount of today's money; francs are pointed out rather than misread."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").lower()
        if "f" in text.replace("€", "") or "$" in text or "£" in text:
            raise ValidationError(_FRANCS, "currency")
        return super().to_python(value)


def cents(key: str, label: Any, help_text: Any = "", *, required: bool = False) -> EurosField:
    kind = FACTS[key]
    return EurosField(
        label=label,
        help_text=help_text,
        required=required,
        min_cents=kind.lowest,
        max_cents=kind.highest,
    )


def radio(label: Any, choices: Mapping[str, Any], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=help_text, choices=list(choices.items()), widget=forms.RadioSelect
    )


class QuestionForm(StyledForm):
    """`facts`: what the answers say, by path. `flags`: facts said to be the person's case."""

    def __init__(
        self, question: Question, interview: Interview, data: Any = None, prefix: str | None = None
    ) -> None:
        self.question, self.situation = question, interview.situation
        self.flagged = interview.flagged
        self.on = clock.today()
        super().__init__(data, initial=self.known(), prefix=prefix)
        self.build()
        for name, field in self.fields.items():
            self._say_what_is_missing(field, field.label or name)

    def known(self) -> dict[str, Any]:
        """What was said before, by name of field."""
        return {}

    def build(self) -> None:
        """Add the fields."""

    def refuse_nothing(self) -> None:
        """Show what was typed as it is."""
        self._errors = ErrorDict()

    def facts(self) -> dict[str, Fact | None]:
        return {}

    def flags(self) -> tuple[str, ...]:
        return ()

    def typed(self, name: str) -> str:
        """What the page sent under this name, before it is read."""
        return str(self.data.get(self.add_prefix(name)) or "") if self.is_bound else ""

    def said(self, path: str) -> Any:
        return value(self.situation, path)

    def fact(self, value: Any) -> Fact:
        return Fact(value, self.on)

    def rows(self) -> list[Any]:
        """The fields that are shown at once."""
        return list(self)

    def others(self) -> list[Any]:
        """Those folded under "other incomes"."""
        return []

    @property
    def others_are_open(self) -> bool:
        return any(field.errors or field.value() for field in self.others())

    def last(self) -> list[Any]:
        """What comes after those."""
        return []
