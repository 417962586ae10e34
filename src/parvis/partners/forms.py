"""What is asked to give a program a key, or an address to send events to."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.forms import DateField3, RowField, StyledForm
from parvis.directory.models import Unit
from parvis.partners import rules
from parvis.partners.models import Scope


class _ForUnit(StyledForm):
    unit = RowField(
        label=_("For which unit?"), label_of=lambda unit: f"{unit.name}, {unit.institution.name}"
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", units)


class KeyForm(_ForUnit):
    name = forms.CharField(
        label=_("Name of the program"),
        max_length=80,
        help_text=_("People read it in the journal of their request."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DateField3(
        label=_("Until when?"), help_text=_("A year at most: then another key is made.")
    )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if not clock.today() <= day <= clock.today() + timedelta(days=rules.LONGEST_DAYS):
            raise forms.ValidationError(gettext("Choose a day between today and a year from now."))
        return day


class WebhookForm(_ForUnit):
    url = forms.CharField(
        label=_("Address of the program"),
        max_length=500,
        help_text=_("It begins with https:// and is reached over the public network."),
    )
    types = forms.MultipleChoiceField(
        label=_("Which events? (none: all)"),
        choices=[(one, one) for one in rules.TYPES.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if rules.fault_of(url):
            raise forms.ValidationError(
                gettext("Write a whole address that begins with https://, without a password.")
            )
        return url
