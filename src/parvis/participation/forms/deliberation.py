"""Statements: said by residents, settled and begun by organisers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.participation.actions.deliberation import LONGEST, numbered
from parvis.participation.models import Statement


class StatementForm(StyledForm):
    text = forms.CharField(
        label=_("Your statement"),
        help_text=_("One idea only, in a sentence that one can agree or disagree with."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(StyledForm):
    criterion = forms.ChoiceField(
        label=_("Why is it refused?"), choices=Statement.Criterion, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("A word to its author"),
        help_text=_("Optional. They read it with the reason above."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SeveralForm(StyledForm):
    texts = forms.CharField(
        label=_("One statement a line"),
        help_text=_(
            "Ten to twenty, on all sides of the question, give everybody a place to begin."
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_texts(self) -> list[str]:
        lines = numbered(self.cleaned_data["texts"])
        long = [line for line in lines if len(line) > LONGEST]
        if long:
            raise forms.ValidationError(
                _("This line has more than %(most)s characters: “%(line)s…”"),
                params={"most": LONGEST, "line": long[0][:60]},
            )
        return list(lines)
