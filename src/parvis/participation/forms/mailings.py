"""What a letter says, and to whom it goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.participation.actions.mailings import MOST


class LetterForm(StyledForm):
    label = forms.CharField(
        label=_("Name of this lot"),
        max_length=80,
        help_text=_("For you alone: “First wave, Ousse-des-Bois”, say."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Text of the letter"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=3000,
        help_text=_("The address, the date, the code and the page are added by themselves."),
    )


class InvitationForm(LetterForm):
    """`is_for_panel`: letters go first to those of whom volunteers lack."""

    addresses = forms.FileField(
        label=_("List of addresses (CSV)"),
        help_text=_(
            "With the columns nom, prénom, adresse, complément, code postal, commune. The list is"
            " not kept: once the letters are drawn, nothing is left of it here."
        ),
    )
    count = forms.IntegerField(
        label=_("How many letters at most?"), min_value=1, max_value=MOST, initial=500
    )
    field_order = ("addresses", "count", "label", "subject", "text")

    def __init__(self, *args: Any, is_for_panel: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_for_panel:
            self.fields["count"].help_text = _(
                "Those to write to are drawn from the list. Where its columns name a quota (sexe,"
                " âge…), those who are lacking have more chances."
            )
