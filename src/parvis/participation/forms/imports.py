"""A file of another platform, and what is decided of it before it is brought in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.forms import DateField3, RowField, StyledForm
from parvis.participation.actions.imports import Choices, suggested
from parvis.participation.models import Idea
from parvis.participation.models.former_votes import Source

LEFT_OUT = "-"


class ImportForm(StyledForm):
    """`units`: those for which the agent may answer; `into`: consultations by address."""

    source = forms.ChoiceField(
        label=_("Where do they come from?"), choices=Source.choices, widget=forms.RadioSelect
    )
    upload = forms.FileField(
        label=_("The exported file"),
        help_text=_("CSV, JSON, workbook (.xlsx), or the zip archive of open data; 50 MB at most."),
    )
    into = forms.ChoiceField(label=_("Into which consultation?"), choices=(), required=False)
    title = forms.CharField(
        label=_("Title of the new consultation"), max_length=150, required=False
    )
    lead = RowField(label=_("Unit that answers for it"))

    def __init__(self, *args: Any, units: Any, into: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("lead", units)
        self.targets = {one.slug: one for one in into}
        new = [("", _("A new one, which nobody sees before it is published"))]
        self.offer("into", [*new, *((one.slug, one.title) for one in into)])

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if not held.get("into") and not held.get("title"):
            self.add_error("title", _("Give a title to the new consultation."))
        return held


class ConfirmForm(StyledForm):
    """One question for each state there; which projects of a former vote were retained, and when;
    whether names were public."""

    retained = forms.MultipleChoiceField(
        label=_("Which projects were retained there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Exports do not always say it: tick those that were published as retained. None ticked:"
            " nothing is said of it."
        ),
    )
    held_on = DateField3(
        label=_("On which day was that result published?"),
        required=False,
        help_text=_("Exports do not say. Leave it empty if you do not know."),
    )
    shows_names = forms.BooleanField(
        label=_("Show beside ideas and comments the names that were public there"),
        required=False,
        help_text=_(
            "Only if everybody could read them on the former platform. Unticked: no name is taken."
        ),
    )

    def __init__(self, *args: Any, preview: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states = list(preview["states"])
        for n, state in enumerate(self.states):
            many = preview["states"][state]
            held = ngettext("%(count)d idea", "%(count)d ideas", many) % {"count": many}
            self.fields[f"stage_{n}"] = forms.ChoiceField(
                label=gettext("State “%(state)s” there") % {"state": state}
                if state
                else gettext("No state there"),
                help_text=held,
                choices=[
                    *((one.value, capfirst(one.label)) for one in Idea.Stage),
                    (LEFT_OUT, pgettext_lazy("ideas", "left out")),
                ],
                initial=suggested(state),
            )
        voted = preview.get("voted", ())
        told = [
            (key, title if votes is None else f"{title} ({votes})") for key, title, votes in voted
        ]
        self.offer("retained", told)
        said = preview.get("retained", ())
        self.fields["retained"].initial = said
        self.retained_beyond = [key for key in said if key not in dict(told)]
        self._keep_last("retained", is_asked=bool(voted))
        self._keep_last("held_on", is_asked=bool(voted))
        self._keep_last("shows_names", is_asked=bool(preview["named"]))

    def _keep_last(self, name: str, *, is_asked: bool) -> None:
        field = self.fields.pop(name)
        if is_asked:
            self.fields[name] = field

    def choices(self, space: str = "") -> Choices:
        held = self.cleaned_data
        stages = {state: held[f"stage_{n}"] for n, state in enumerate(self.states)}
        return Choices(
            stages={state: "" if to == LEFT_OUT else to for state, to in stages.items()},
            shows_names=bool(held.get("shows_names")),
            space=space,
            retained=[*held.get("retained", ()), *self.retained_beyond],
            held_on=held.get("held_on"),
        )

    def clean_held_on(self) -> date | None:
        given: date | None = self.cleaned_data["held_on"]
        if given and given > clock.today():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return given
