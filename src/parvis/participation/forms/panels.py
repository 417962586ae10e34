"""What volunteers say of themselves, and only that; what organisers say of a panel."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import AmountField, DateField3, StyledForm
from parvis.participation.models import Recommendation
from parvis.participation.rules.quotas import LARGEST_PANEL, SMALLEST_PANEL, label


class ProfileForm(StyledForm):
    """One question for each stratum; `known`: what was answered before."""

    def __init__(
        self,
        *args: Any,
        strata: Iterable[Mapping[str, Any]],
        known: Mapping[str, str] | None = None,
        is_required: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=dict(known or {}), **kwargs)
        for stratum in strata:
            choices = [(value["key"], label(value)) for value in stratum["values"]]
            self.fields[stratum["key"]] = forms.ChoiceField(
                label=label(stratum),
                choices=choices if is_required else [*choices, ("", _("I would rather not say"))],
                widget=forms.RadioSelect,
                required=is_required,
                error_messages={"required": _("Choose one answer.")},
            )


class PanelForm(StyledForm):
    title = forms.CharField(label=_("Title"), max_length=150)
    text = forms.CharField(
        label=_("What the panel is asked"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("The question, how many sessions, what becomes of its answer."),
    )
    phase = forms.ChoiceField(label=_("Phase"), choices=())
    size = forms.IntegerField(
        label=_("Number of members"), min_value=SMALLEST_PANEL, max_value=LARGEST_PANEL
    )
    strata = forms.MultipleChoiceField(
        label=_("It must resemble the population by"),
        widget=forms.CheckboxSelectMultiple,
        choices=(),
        help_text=_("Only these facts will be asked of volunteers."),
    )
    slack = forms.IntegerField(
        label=_("Seats of leeway for each quota"),
        min_value=0,
        max_value=3,
        initial=0,
        help_text=_("0: as near to the population as whole seats allow."),
    )
    promise = forms.CharField(
        label=_("Public value that will decide"),
        max_length=200,
        help_text=_(
            "Named now, known later, chosen by nobody: the balls of the EuroMillions draw of a"
            " given day, a drand round, balls drawn in public."
        ),
    )
    stipend = AmountField(label=_("Paid for each session"), required=False)

    def __init__(
        self, *args: Any, phases: Iterable[Any], strata: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("phase", [(str(one.pk), one.title) for one in phases])
        self.offer("strata", [(one["key"], label(one)) for one in strata])


class SeedForm(StyledForm):
    seed = forms.CharField(
        label=_("Value drawn in public"),
        max_length=200,
        help_text=_("As it was published, in the order told. Capitals and spaces do not matter."),
    )


class SessionForm(StyledForm):
    """Hours are those of `zone`."""

    title = forms.CharField(label=_("Title"), max_length=150)
    place = forms.CharField(label=_("Place"), max_length=200)
    day = DateField3(label=_("Day"))
    begins = forms.TimeField(label=_("Begins at"), help_text=_("For example 18:30"))
    ends = forms.TimeField(label=_("Ends at"))

    def hours(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        told = self.cleaned_data
        return (
            datetime.combine(told["day"], told["begins"], zone),
            datetime.combine(told["day"], told["ends"], zone),
        )


class MinutesForm(StyledForm):
    minutes = forms.CharField(
        label=_("Minutes"),
        widget=forms.Textarea,
        max_length=40_000,
        help_text=_("Public: without names."),
    )
    present = forms.MultipleChoiceField(
        label=_("Members who were there"),
        widget=forms.CheckboxSelectMultiple,
        choices=(),
        required=False,
    )

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("present", members)


class RecommendationForm(StyledForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What the panel asks for"), widget=forms.Textarea, max_length=8000
    )
    support = forms.IntegerField(label=_("Members in favour"), min_value=0)


class AnswerForm(StyledForm):
    answer = forms.ChoiceField(
        label=_("Answer of the authority"),
        widget=forms.RadioSelect,
        choices=[one for one in Recommendation.Answer.choices if one[0]],
    )
    reasons = forms.CharField(label=_("Why?"), widget=forms.Textarea, max_length=8000)
