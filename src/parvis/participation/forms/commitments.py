"""What owners say of their commitments, and what people say of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import AmountField, DateField3, RowField, StyledForm
from parvis.directory.models import Unit
from parvis.participation.models import Commitment, Milestone

WHY = _("Everybody reads it, beside the date or the decision.")


def _text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=required,
        help_text=help_text,
    )


class OwnerForm(StyledForm):
    unit = RowField(label=_("Owner"))
    role = forms.CharField(
        label=_("Who answers for it there"),
        help_text=_("A function rather than a name: it outlasts people."),
        max_length=120,
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", units)


class CommitmentForm(OwnerForm):
    title = forms.CharField(label=_("Title"), max_length=150)
    text = _text(_("What is promised"), help_text=_("What people will see, where, and how many."))
    budget_cents = AmountField(label=_("Budget (€)"), required=False)
    starts_on = DateField3(label=_("Begins on"))
    due_on = DateField3(label=_("Due on"))
    reasons = _text(_("Why this was decided"), help_text=WHY)

    field_order = ["title", "text", "unit", "role"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("It is due after it begins."))
        return given


class MilestoneForm(StyledForm):
    title = forms.CharField(label=_("Step"), max_length=150)
    due_on = DateField3(label=_("Due on"))


class DoneForm(StyledForm):
    """`waiting`: the steps that are not done."""

    step = RowField(label=_("Which step?"))
    done_on = DateField3(label=_("Done on"))
    text = _text(_("What was done"), required=False)

    def __init__(self, *args: Any, waiting: Iterable[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("step", waiting)


class DueForm(StyledForm):
    of = forms.ChoiceField(label=_("What is due another day?"), choices=(), required=False)
    to = DateField3(label=_("Due on"))
    why = _text(_("Why?"), help_text=WHY)

    def __init__(
        self, *args: Any, commitment: Commitment, waiting: Iterable[Milestone], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {str(one.pk): one for one in waiting}
        whole = _("The whole: %(title)s") % {"title": commitment.title}
        self.offer("of", [("", whole), *((key, one.title) for key, one in self.steps.items())])

    @property
    def milestone(self) -> Milestone | None:
        """None: the whole commitment."""
        return self.steps.get(self.cleaned_data["of"])


class MoveForm(StyledForm):
    to = forms.ChoiceField(
        label=_("What becomes of the commitment"), choices=(), widget=forms.RadioSelect
    )
    on = DateField3(label=_("If it is done, on which day?"), required=False)
    why = _text(_("Why?"), required=False, help_text=_("Needed when it is late or given up."))

    def __init__(self, *args: Any, moves: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [Commitment.State(one) for one in moves]
        self.offer("to", [(one.value, capfirst(one.label)) for one in states])


class NewsForm(StyledForm):
    text = _text(_("News of the work"), help_text=_("It goes into the letter of the week."))


class ServiceForm(StyledForm):
    service = forms.ChoiceField(label=_("Service that came out of it"), choices=())

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("service", services)


class DecisionForm(StyledForm):
    what = forms.CharField(label=_("What was decided"), max_length=200)
    reasons = _text(_("Why this was decided"), help_text=WHY)
    body = forms.CharField(
        label=_("By which body"),
        help_text=_("Council, jury… Empty: the unit itself."),
        max_length=150,
        required=False,
    )
    decided_on = DateField3(label=_("On which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"decided_on": today})
        super().__init__(*args, **kwargs)


class RatingForm(StyledForm):
    """`stages`: steps that are done, and the whole once delivered ("")."""

    of = forms.ChoiceField(label=_("What do you rate?"), choices=())
    stars = forms.ChoiceField(
        label=_("Your rating"),
        widget=forms.RadioSelect,
        choices=[
            ("5", _("5 stars: as promised, or better")),
            ("4", _("4 stars")),
            ("3", _("3 stars: in part")),
            ("2", _("2 stars")),
            ("1", _("1 star: not what was promised")),
        ],
    )
    text = forms.CharField(
        label=_("In a few words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
        help_text=_("Public. The owner may answer beside it."),
    )

    def __init__(self, *args: Any, stages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("of", stages)


class ReplyForm(StyledForm):
    text = forms.CharField(
        label=_("Your reply"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1500,
        help_text=_("Public, beside the decision. Once."),
    )
