"""What somebody agrees to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm, described
from parvis.eligibility.models import KeptSituation

Certainty = KeptSituation.Certainty


class TellingForm(StyledForm):
    certainty = forms.ChoiceField(
        label=_("When do you want to be told?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Certainty.LIKELY.value,
                described(
                    _("As soon as a right is likely"),  # type: ignore[arg-type]
                    _("Something may remain to be verified; the message says so."),
                ),
            ),
            (
                Certainty.SURE.value,
                described(
                    _("Only when your answers leave no doubt"),  # type: ignore[arg-type]
                    _("You may miss some."),
                ),
            ),
        ],
    )
