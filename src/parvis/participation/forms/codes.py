"""For whom codes are made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm


class CodesForm(StyledForm):
    count = forms.IntegerField(
        label=_("How many codes, for letters?"), min_value=1, max_value=1000, required=False
    )
    addresses = forms.CharField(
        label=_("Or a list of e-mail addresses or mobile numbers, one on each line"),
        widget=forms.Textarea,
        max_length=400_000,
        required=False,
        help_text=_("Each receives a code once, however often the list is given."),
    )
    label = forms.CharField(
        label=_("Name of this lot"), max_length=80, required=False, help_text=_("Rue Carnot, say.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("count")) == bool(given.get("addresses")):
            self.add_error("count", _("Say how many, or give a list: one of the two."))
        return given
