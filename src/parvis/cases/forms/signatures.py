"""A signature given by a link, asked again elsewhere, or keyed in by an agent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.actions.items import LONGEST
from parvis.cases.forms.opinions import Choices, files_field
from parvis.catalogue.definition.process import DECLINED, SIGNED
from parvis.core.forms import EmailField, PhoneField, StyledForm


class SignForm(StyledForm):
    """`by_code`: whoever is not signed in types what was sent to them."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[(SIGNED, _("I have read this, and I sign")), (DECLINED, _("I do not sign"))],
    )
    raison = forms.CharField(
        label=_("If you do not sign: why"),
        help_text=_("The person who made the request reads it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    code = forms.CharField(
        label=_("The code of six figures"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_code:
            del self.fields["code"]


class ReachForm(StyledForm):
    courriel = EmailField(label=_("Their e-mail"), required=False)
    telephone = PhoneField(label=_("Their mobile"), required=False)


class RecordForm(StyledForm):
    """What somebody outside answered: on paper, or before the agent."""

    resultat = forms.ChoiceField(label=_("Their answer"), widget=forms.RadioSelect)
    maniere = forms.ChoiceField(
        label=_("How they gave it"),
        widget=forms.RadioSelect,
        choices=[
            ("paper", _("On paper: I join its scan")),
            ("desk", _("Before me: I saw their identity document")),
        ],
    )
    texte = forms.CharField(
        label=_("In their words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
    )
    fichiers = files_field(_("The scan of the paper"))

    def __init__(self, *args: Any, results: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resultat"].choices = results  # type: ignore[attr-defined]
