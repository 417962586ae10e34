"""What one lives on, and in: the home, the incomes, what is put aside, the tax notice."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.eligibility import words
from parvis.eligibility.fact_names import FACT_NAMES
from parvis.eligibility.forms.base import QuestionForm, cents, radio
from parvis.eligibility.questions import INCOMES
from parvis.eligibility.situation import Fact


class HomeForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        return {"occupancy": self.said("home.occupancy"), "rent": self.said("home.rent")}

    def build(self) -> None:
        self.fields["occupancy"] = radio(_("How you are housed"), words.OCCUPANCIES)
        self.fields["rent"] = cents(
            "rent",
            _("Rent each month, without charges"),
            _("Or what you repay each month. Leave blank if you pay neither."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_missing = not cleaned.get("rent") and "rent" not in self.errors
        if is_missing and self._pays(cleaned.get("occupancy", "")):
            self.add_error("rent", _("Give the amount, even an approximate one."))
        return cleaned

    @staticmethod
    def _pays(occupancy: str) -> bool:
        return occupancy.startswith(("tenant", "home_for")) or occupancy == "owner_with_loan"

    def facts(self) -> dict[str, Fact | None]:
        occupancy = self.cleaned_data["occupancy"]
        rent = self.cleaned_data["rent"] if self._pays(occupancy) else None
        return {"home.occupancy": self.fact(occupancy), "home.rent": self.fact(rent)}


class IncomesForm(QuestionForm):
    """The usual ones of what the person does first; the others are folded."""

    _FIRST: Final = {
        "employed": ("wage",),
        "self_employed": ("self_employed_income",),
        "unemployed": ("unemployment_benefit", "wage"),
        "student": ("wage",),
        "retired": ("pension",),
    }

    def known(self) -> dict[str, Any]:
        who = self.question.who
        amounts = {key: self.said(f"{who}.{key}") for key in INCOMES}
        was_asked = self.situation.fact(f"{who}.wage") is not None
        return amounts | {"nothing": was_asked and not any(amounts.values())}

    def build(self) -> None:
        doing = self.said(f"{self.question.who}.activity")
        self.first = self._FIRST.get(doing, ("wage", "unemployment_benefit", "pension"))
        self.first += tuple(
            key for key in INCOMES if self.initial.get(key) and key not in self.first
        )
        for key in (*self.first, *(key for key in INCOMES if key not in self.first)):
            self.fields[key] = cents(key, *words.INCOMES[key])
        self.fields["nothing"] = forms.BooleanField(
            label=_("None of these incomes"), required=False
        )

    def rows(self) -> list[Any]:
        return [self[key] for key in self.first]

    def others(self) -> list[Any]:
        return [self[key] for key in INCOMES if key not in self.first]

    def last(self) -> list[Any]:
        return [self["nothing"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(key in self.errors for key in INCOMES):
            return cleaned
        given = [key for key in INCOMES if cleaned.get(key)]
        if given and cleaned.get("nothing"):
            self.add_error("nothing", _("You gave an amount: untick this box."))
        # 0 typed somewhere says it too: nothing came.
        typed = [key for key in INCOMES if cleaned.get(key) is not None]
        if not typed and not cleaned.get("nothing"):
            self.add_error(self.first[0], _("Give an amount, or tick “None of these incomes”."))
        return cleaned

    def facts(self) -> dict[str, Fact | None]:
        who = self.question.who
        return {f"{who}.{key}": self.fact(self.cleaned_data.get(key) or None) for key in INCOMES}


class OneAmountForm(QuestionForm):
    """One amount of the home or family."""

    def known(self) -> dict[str, Any]:
        return {"amount": self.said(self.question.paths[0])}

    def build(self) -> None:
        path = self.question.paths[0]
        self.fields["amount"] = cents(
            path.partition(".")[2], capfirst(str(FACT_NAMES[path.partition(".")[2]])),
            required=True,
        )  # fmt: skip

    def facts(self) -> dict[str, Fact | None]:
        return {self.question.paths[0]: self.fact(self.cleaned_data["amount"])}


class TaxForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        halves = self.said("tax.half_shares")
        shares = f"{halves / 2:g}".replace(".", ",") if halves else ""
        return {"income": self.said("tax.reference_income"), "shares": shares}

    def build(self) -> None:
        self.fields["income"] = cents(
            "reference_income", _("Reference income (revenu fiscal de référence)"), required=True
        )
        self.fields["shares"] = forms.CharField(
            label=_("Number of shares (parts)"),
            help_text=_("For example 1, 1,5 or 2."),
            max_length=5,
            widget=forms.TextInput({"inputmode": "decimal"}),
        )

    def clean_shares(self) -> int:
        typed = self.cleaned_data["shares"].strip().replace(",", ".")
        try:
            halves = float(typed) * 2
        except ValueError:
            halves = 0.0
        if not 2 <= halves <= 60 or halves != int(halves):
            raise ValidationError(_("Shares go by halves: 1, 1,5, 2, 2,5…"))
        return int(halves)

    def facts(self) -> dict[str, Fact | None]:
        return {
            "tax.reference_income": self.fact(self.cleaned_data["income"]),
            "tax.half_shares": self.fact(self.cleaned_data["shares"]),
        }
