"""The pages of a form that came on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.forms.inputs import UPLOAD_TYPES, ManyFiles
from parvis.cases.queries.paper import Arrival
from parvis.core.forms import DateField3, RowField, StyledForm
from parvis.directory.models import Unit


class PagesForm(StyledForm):
    unite = RowField(label=_("Received by"))
    pages = forms.Field(
        label=_("Pages of the form"),
        help_text=_("A scan as PDF, or photographs: all the pages of one form."),
        error_messages={"required": _("Choose the pages to add.")},
        widget=ManyFiles(
            {"multiple": True, "accept": f"{UPLOAD_TYPES['image']},{UPLOAD_TYPES['pdf']}"}
        ),
    )
    reference = forms.CharField(
        label=_("Reference under the code"),
        help_text=_("Only if the code cannot be read: it begins with F."),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(units) == 1:
            del self.fields["unite"]
        else:
            self.offer("unite", units)
            self.fields["unite"].initial = units[0].pk


class ArrivalForm(StyledForm):
    """The day of the stamp, on the last page before a request on paper is sent."""

    arrivee = DateField3(
        label=_("Came on"),
        help_text=_(
            "The day of the date stamp, or of the envelope handed in: the legal time counts from "
            "there, not from today."
        ),
        required=False,
    )

    def __init__(self, *args: Any, arrival: Arrival, **kwargs: Any) -> None:
        super().__init__(*args, initial={"arrivee": arrival.day}, **kwargs)
        day = self.fields["arrivee"]
        assert isinstance(day, DateField3)
        day.min_date, day.max_date = arrival.earliest, arrival.latest


class CorrectedArrivalForm(ArrivalForm):
    """Another day, and why, for a request that was sent."""

    motif = forms.CharField(
        label=_("Why the day changes"),
        help_text=_("In plain words: the person reads it as it is."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, arrival: Arrival, **kwargs: Any) -> None:
        super().__init__(*args, arrival=arrival, **kwargs)
        self.fields["arrivee"].required = True
