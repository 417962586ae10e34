"""What an agent answers about two records, and on what grounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm

REASON = 120


class GroundsForm(StyledForm):
    """Never a resemblance: what was seen, and why, in words the person will read."""

    seen = forms.ChoiceField(
        label=_("What did you see?"),
        choices=[
            ("document", _("The identity document of the person, who stood before me")),
            ("record", _("An extract of the civil register, or its correction")),
            ("both", _("The identity documents of two people")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("A few words. The person will read them in the journal of their file."),
        max_length=REASON,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    @property
    def grounds(self) -> str:
        """In one sentence, for the journal."""
        seen = dict(self.fields["seen"].choices)[self.cleaned_data["seen"]]  # type: ignore[attr-defined]
        return f"{seen}. {' '.join(self.cleaned_data['reason'].split())}"[:200]


class AnswerForm(GroundsForm):
    """One person, or two."""

    same = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[
            ("yes", _("One and the same person: bring the two records together")),
            ("no", _("Two different people: leave the records apart")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("seen", "reason", "same")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("same") and cleaned.get("seen") == "both":
            self.add_error("same", _("Documents of two people show two people."))
        return cleaned
