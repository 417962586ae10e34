"""What organisers and counters type about a vote."""

import re
from typing import Any

from django import forms
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import AmountField, StyledForm
from parvis.participation.counting.election import RULES, Rule
from parvis.participation.models.election import BudgetProject, Election
from parvis.participation.rules.elections import rule_name_of, rule_of


class ElectionForm(StyledForm):
    """Everything that is settled before the vote opens, projects apart."""

    title = forms.CharField(label=_("Title"), max_length=150)
    question = forms.CharField(
        label=_("Question put to the voters"), max_length=300, required=False
    )
    budget_cents = AmountField(label=_("Budget (€)"))
    ballot = forms.ChoiceField(label=_("Ballot"), choices=(), widget=forms.RadioSelect)
    most = forms.IntegerField(
        label=_("Most choices on a ballot"), min_value=1, max_value=200, required=False
    )
    points = forms.IntegerField(
        label=_("Points of each voter"),
        help_text=_("For a ballot of points."),
        min_value=2,
        max_value=1000,
        required=False,
    )
    rule = forms.ChoiceField(
        label=_("Counting rule"),
        help_text=_("Each is drawn at the end of the page, on the same example."),
        widget=forms.RadioSelect,
    )
    partial = forms.BooleanField(
        label=_("Projects that accept less money may be funded in part"), required=False
    )
    threshold = forms.IntegerField(
        label=_("Voters a project needs"), min_value=0, max_value=1_000_000, initial=0
    )
    tie_seed = forms.CharField(
        label=_("Numbers drawn in public, for ties"),
        help_text=_("Drawn before witnesses, before the opening: “draw of 3 March: 4 8 15 16”."),
        max_length=200,
        required=False,
    )
    is_secret = forms.BooleanField(label=_("The vote is secret"), required=False, initial=True)
    may_revote = forms.BooleanField(
        label=_("One may change one’s ballot on line until closing"), required=False, initial=True
    )
    needs_identity = forms.BooleanField(
        label=_("Voters have a certified identity (FranceConnect, or checked at a desk)"),
        required=False,
        initial=True,
    )

    def __init__(
        self, *args: Any, rules: dict[str, str], election: Election | None = None, **kwargs: Any
    ) -> None:
        if election is not None:
            rule = rule_of(election)
            kwargs["initial"] = {
                **{name: getattr(election, name, None) for name in self.base_fields},
                "rule": rule_name_of(rule),
                "partial": "partial" in rule.completion,
            }
        super().__init__(*args, **kwargs)
        self.offer("ballot", [(one.value, capfirst(one.label)) for one in Election.Ballot])
        self.offer("rule", [(value, capfirst(label)) for value, label in rules.items()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ballot") == Election.Ballot.POINTS and not data.get("points"):
            self.add_error("points", _("Say how many points each voter shares out."))
        return data

    @property
    def chosen_rule(self) -> Rule:
        known = RULES[self.cleaned_data["rule"]]
        last = ("partial",) if self.cleaned_data["partial"] else ()
        return Rule(known.method, known.utility, (*known.completion, *last), known.increment)

    @property
    def columns(self) -> dict[str, Any]:
        """For `actions.elections.change`; the rule apart."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"rule", "partial"}
        }


class ProjectForm(StyledForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(
        label=_("In a few sentences"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    cost_cents = AmountField(label=_("Cost (€)"))
    floor_cents = AmountField(
        label=_("Least amount it can be done with (€)"),
        help_text=_("Empty: all or nothing."),
        required=False,
    )
    where = forms.CharField(label=_("Place"), max_length=120, required=False)
    area = forms.CharField(
        label=_("Commune or district"),
        help_text=_("Results are told by it."),
        max_length=80,
        required=False,
    )
    category = forms.CharField(label=_("Theme"), max_length=80, required=False)
    not_with = forms.MultipleChoiceField(
        label=_("Cannot be done together with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, others: list[BudgetProject], one: BudgetProject | None, **kwargs: Any
    ) -> None:
        if one is not None:
            kwargs["initial"] = {
                **{name: getattr(one, name, None) for name in self.base_fields},
                "not_with": kwargs.pop("rivals", []),
            }
        kwargs.pop("rivals", None)
        super().__init__(*args, **kwargs)
        field = self.fields["not_with"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(other.code, other.name) for other in others]
        if not others:
            del self.fields["not_with"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        cost, floor = data.get("cost_cents"), data.get("floor_cents")
        if cost is not None and cost <= 0:
            self.add_error("cost_cents", _("A project costs something."))
        if cost and floor is not None and not 0 < floor <= cost:
            self.add_error("floor_cents", _("Between one cent and the cost of the project."))
        return data


def free_code(name: str, taken: set[str]) -> str:
    """What names a project on ballots: short, legible, its own."""
    stem = re.sub(r"-+$", "", slugify(name)[:24]) or "projet"
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


class PrintForm(StyledForm):
    place = forms.CharField(
        label=_("For which place"), help_text=_("One urn, one batch."), max_length=120
    )
    number = forms.IntegerField(label=_("How many ballots"), min_value=1, max_value=200)


class BatchForm(StyledForm):
    found = forms.IntegerField(
        label=_("Sheets that came out of the urn"), min_value=0, max_value=200
    )


class VoidForm(StyledForm):
    reason = forms.CharField(label=_("Why it is set aside (published)"), max_length=200)


class ScreenForm(StyledForm):
    label = forms.CharField(label=_("Where the screen stands"), max_length=80)


class EnvelopeForm(StyledForm):
    number = forms.CharField(label=_("Number written on the envelope"), max_length=20, min_length=2)
