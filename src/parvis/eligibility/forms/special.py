"""What few people live: the page of rare cases, and those that ask more of whoever ticked one."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.forms import DateField3, described
from parvis.eligibility import words
from parvis.eligibility.forms.base import QuestionForm, radio
from parvis.eligibility.questions import special_cases
from parvis.eligibility.situation import Fact

_SETTLED: Final = {
    "nationality": "french",
    "shared_custody": False,
    "child_support_unpaid": False,
    "flat_share": False,
    "other_property": False,
    "incomes_steady": True,
}
"""What not ticking a case says of its facts; None (absent) for the others."""
_AS_TICKED: Final = {
    "child_support_unpaid": True,
    "flat_share": True,
    "other_property": True,
    "incomes_steady": False,
}

_RATES: Final[dict[str, words.Words]] = {
    "none": gettext_lazy("No disability"),
    "30": gettext_lazy("Less than 50 %"),
    "50": gettext_lazy("From 50 to 79 %"),
    "80": gettext_lazy("80 % or more"),
}


_MUCH_SAVED: Final = 30_000_00  # what the tick says


def _is_usual(key: str, value: Any) -> bool:
    """Is it what not ticking the case says, or comes to?"""
    if key == "savings" and value is not None:
        return bool(value <= _MUCH_SAVED)
    return bool(value == _SETTLED.get(key))


class CasesForm(QuestionForm):
    """Rare cases: a tick says "it is mine", or asks for more; no tick says it is not."""

    NONE: Final = "none"

    @property
    def cases(self) -> dict[str, tuple[str, ...]]:
        return special_cases(self.situation, self.on)

    def known(self) -> dict[str, Any]:
        ticked = [key for key, paths in self.cases.items() if self._is_ticked(paths)]
        was_asked = self.situation.fact("tax.incomes_steady") is not None
        return {"cases": ticked or ([self.NONE] if was_asked else [])}

    def _is_ticked(self, paths: tuple[str, ...]) -> bool:
        for path in paths:
            fact, key = self.situation.fact(path), path.partition(".")[2]
            if path in self.flagged or (fact and not _is_usual(key, fact.value)):
                return True
        return False

    def build(self) -> None:
        choices = [
            (key, described(str(words.SPECIAL[key][0]), words.SPECIAL[key][1]))
            for key in self.cases
        ]
        self.fields["cases"] = forms.MultipleChoiceField(
            label=_("Tick what is true"),
            choices=[*choices, (self.NONE, _("None of these"))],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick what is true, or “None of these”.")},
        )

    def clean_cases(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["cases"]
        if self.NONE in ticked and len(ticked) > 1:
            raise ValidationError(_("“None of these” and another box are ticked: untick one."))
        return ticked

    def facts(self) -> dict[str, Fact | None]:
        ticked = self.cleaned_data["cases"]
        facts: dict[str, Fact | None] = {}
        for case, paths in self.cases.items():
            for path in paths:
                key = path.partition(".")[2]
                if case not in ticked:
                    if self._is_ticked((path,)) or self.situation.fact(path) is None:
                        facts[path] = self.fact(_SETTLED.get(key))
                elif key in _AS_TICKED:
                    facts[path] = self.fact(_AS_TICKED[key])
                elif not self._is_ticked((path,)):
                    facts[path] = None
        return facts

    def flags(self) -> tuple[str, ...]:
        ticked = self.cleaned_data["cases"]
        asked_next = (paths for case, paths in self.cases.items() if case in ticked)
        return tuple(
            path
            for paths in asked_next
            for path in paths
            if path.partition(".")[2] not in _AS_TICKED
        )


class DueForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        return {"due_date": self.said(f"{self.question.who}.due_date")}

    def build(self) -> None:
        self.fields["due_date"] = DateField3(
            label=_("The child is due on"),
            min_date=self.on - timedelta(days=31),
            max_date=self.on + timedelta(days=290),
        )

    def facts(self) -> dict[str, Fact | None]:
        return {f"{self.question.who}.due_date": self.fact(self.cleaned_data["due_date"])}


class RateForm(QuestionForm):
    """A rate for each person the question is about."""

    def _people(self) -> list[str]:
        return [path.partition(".")[0] for path in self.question.paths]

    def known(self) -> dict[str, Any]:
        return {who: self._said(who) for who in self._people()}

    def _said(self, who: str) -> str:
        fact = self.situation.fact(f"{who}.disability_rate")
        return "" if fact is None else str(fact.value or "none")

    def build(self) -> None:
        for who in self._people():
            born = self.said(f"{who}.birth_date") if who.startswith("child") else None
            label = _("Child born on %s") % f"{born:%d/%m/%Y}" if born else _("Recognised rate")
            self.fields[who] = radio(label, _RATES)

    def facts(self) -> dict[str, Fact | None]:
        return {
            f"{who}.disability_rate": self.fact(
                None if self.cleaned_data[who] == "none" else int(self.cleaned_data[who])
            )
            for who in self._people()
        }


class ComplementForm(QuestionForm):
    """The category of the complement of the AEEH, of each child who may have one."""

    def known(self) -> dict[str, Any]:
        return {path.partition(".")[0]: self._said(path) for path in self.question.paths}

    def _said(self, path: str) -> str:
        fact = self.situation.fact(path)
        return "" if fact is None else str(fact.value or 0)

    def build(self) -> None:
        choices = {"0": _("No complement")} | {
            str(number): _("Category %d") % number for number in range(1, 7)
        }
        for child in self.known():
            born = self.said(f"{child}.birth_date")
            label = _("Child born on %s") % f"{born:%d/%m/%Y}" if born else _("Complement")
            self.fields[child] = radio(label, choices)

    def facts(self) -> dict[str, Fact | None]:
        return {
            f"{child}.aeeh_category": self.fact(int(self.cleaned_data[child]))
            for child in self.known()
        }


class RestrictionForm(QuestionForm):
    """Whether the MDPH recognised a restriction of access to work."""

    def known(self) -> dict[str, Any]:
        said = self.said(f"{self.question.who}.work_restriction")
        return {"restricted": "" if said is None else "yes" if said else "no"}

    def build(self) -> None:
        choices = {"yes": _("Yes"), "no": _("No")}
        self.fields["restricted"] = radio(_("Recognised by the MDPH"), choices)

    def facts(self) -> dict[str, Fact | None]:
        is_restricted = self.cleaned_data["restricted"] == "yes"
        return {f"{self.question.who}.work_restriction": self.fact(is_restricted)}


class CustodyForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        return {"shared": [c for c in self.situation.children if self.said(f"{c}.shared_custody")]}

    def build(self) -> None:
        self.fields["shared"] = forms.MultipleChoiceField(
            label=_("Half of the time elsewhere"),
            choices=[
                (child, _("Child born on %s") % f"{born:%d/%m/%Y}")
                for child in self.situation.children
                if (born := self.said(f"{child}.birth_date"))
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def facts(self) -> dict[str, Fact | None]:
        return {
            f"{child}.shared_custody": self.fact(child in self.cleaned_data["shared"])
            for child in self.situation.children
        }


class NationalityForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        who = self.question.who
        return {key: self.said(f"{who}.{key}") for key in ("nationality", "years_of_permit")}

    def build(self) -> None:
        choices = {key: words.NATIONALITIES[key] for key in ("french", "european", "other")}
        self.fields["nationality"] = radio(_("Nationality"), choices)
        self.fields["years_of_permit"] = forms.IntegerField(
            label=_("For how many whole years have there been residence permits to work?"),
            help_text=_("Only for the nationality of another country. 0 if there is none."),
            required=False,
            min_value=0,
            max_value=80,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_missing = cleaned.get("years_of_permit") is None and not self.errors
        if is_missing and cleaned.get("nationality") == "other":
            self.add_error("years_of_permit", _("Give a number of years, 0 if there is none."))
        return cleaned

    def facts(self) -> dict[str, Fact | None]:
        said = self.cleaned_data["nationality"]
        years = self.cleaned_data["years_of_permit"] if said == "other" else None
        who = self.question.who
        return {
            f"{who}.nationality": self.fact(said),
            f"{who}.years_of_permit": self.fact(years),
        }
