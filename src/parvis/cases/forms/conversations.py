"""What is noted of a call or a visit that is no request."""

import re
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.cases.forms.desk import AT_THE_DESK
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import offered
from parvis.core.forms import StyledForm
from parvis.directory.models import Unit

# Enough figures for a telephone or a date of birth, or an address of e-mail.
_SOMEBODY = re.compile(r"\d(?:[\s./-]?\d){5,}|@")


class _CountedForm(StyledForm):
    """What is counted of every conversation."""

    canal = forms.ChoiceField(
        label=_("How did they come to you?"),
        choices=[(one.value, capfirst(one.label)) for one in AT_THE_DESK],
        widget=forms.RadioSelect,
    )
    demarche = forms.ModelChoiceField(
        label=_("About which service?"),
        queryset=Installation.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("demarche", offered())


class AnonymousForm(_CountedForm):
    """A call for information: nobody is named."""

    sujet = forms.CharField(
        label=_("About what?"),
        help_text=_("A few words, to count. No name, no number: nobody must be recognised."),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    field_order = ("sujet", "demarche", "canal")

    def clean_sujet(self) -> str:
        typed = " ".join(self.cleaned_data["sujet"].split())
        if _SOMEBODY.search(typed):
            raise forms.ValidationError(
                _("Leave numbers and addresses out: this note must name nobody.")
            )
        return typed


class ConversationForm(_CountedForm):
    """What somebody said, and what they were told."""

    sujet = forms.CharField(
        label=_("About what?"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    dit = forms.CharField(
        label=_("What was said"),
        help_text=_("The person reads it in their space: write what they would agree with."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    reponse = forms.CharField(
        label=_("What you answered"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    suite = forms.ModelChoiceField(
        label=_("Who sees to it?"),
        help_text=_("A unit of your institution finds it among its follow-ups."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Nobody: it is settled"),
    )
    field_order = ("sujet", "dit", "reponse", "suite", "demarche", "canal")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = {unit.institution_id for unit in units}
        self.offer("suite", Unit.objects.filter(institution__in=ours).order_by("name", "pk"))


class OutcomeForm(StyledForm):
    """What was done about a follow-up."""

    fait = forms.CharField(
        label=_("What was done"),
        help_text=_("The person reads it."),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
