"""Small forms of agents: what is missing, to whom, a text."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.catalogue.definition import Package
from parvis.core.forms import StyledForm


class CorrectionForm(StyledForm):
    """Which answers to correct, and what is missing. Only questions that can be answered again."""

    reponses = forms.MultipleChoiceField(
        label=_("Answers to correct or complete"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The person will be able to change these answers only."),
    )
    message = forms.CharField(
        label=_("What is missing"),
        help_text=_("In plain words: the person reads it as it is."),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, package: Package, language: str, revision: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        words = package.words(language)
        self.fields["reponses"].choices = [  # type: ignore[attr-defined]
            (field.id, words.fields[field.id].label)
            for field in package.form.all_fields()
            if field.type not in {"information", "declaration"}
        ]
        self.initial["revision"] = revision

    def again(self, revision: int) -> "CorrectionForm":
        """The same words, over what somebody changed meanwhile."""
        data = self.data.copy()
        data["revision"] = str(revision)
        self.data = data
        return self


class AssignForm(StyledForm):
    agent = forms.ModelChoiceField(label=_("To whom"), queryset=Account.objects.none())

    def __init__(self, *args: Any, agents: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents  # type: ignore[attr-defined]


class TextForm(StyledForm):
    texte = forms.CharField(
        label=_("Your text"), max_length=4000, widget=forms.Textarea({"rows": 6})
    )
