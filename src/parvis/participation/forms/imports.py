"""A file of another platform, and what is decided of it before it is brought in."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import RowField, StyledForm
from parvis.participation.actions.imports import Choices, suggested
from parvis.participation.models import Idea
from parvis.participation.models.former import Source

LEFT_OUT = "-"


class ImportForm(StyledForm):
    """`units`: those for which the agent may answer; `into`: consultations by address."""

    source = forms.ChoiceField(
        label=_("Where do they come from?"), choices=Source.choices, widget=forms.RadioSelect
    )
    upload = forms.FileField(
        label=_("The exported file"),
        help_text=_("CSV, JSON, or the zip archive of open data; 50 MB at most."),
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
    """One question for each state there; whether names were public."""

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
        if not preview["named"]:
            del self.fields["shows_names"]
        else:
            self.fields["shows_names"] = self.fields.pop("shows_names")

    def choices(self, space: str = "") -> Choices:
        held = self.cleaned_data
        stages = {state: held[f"stage_{n}"] for n, state in enumerate(self.states)}
        return Choices(
            stages={state: "" if to == LEFT_OUT else to for state, to in stages.items()},
            shows_names=bool(held.get("shows_names")),
            space=space,
        )
