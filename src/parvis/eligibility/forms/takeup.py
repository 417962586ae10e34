"""What somebody agrees to, and what they say they receive."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.forms import StyledForm
from parvis.eligibility.takeup.models import ReceivedBenefit
from parvis.eligibility.takeup.names import name_of


class ConsentsForm(StyledForm):
    counted = forms.BooleanField(
        label=gettext_lazy("I agree to be counted"),
        required=False,
        help_text=gettext_lazy(
            "Each night, a program notes which benefits you seem entitled to, and whether you "
            "receive them. With this box alone, those who plan help see totals only, never of "
            "fewer than five people, never a name."
        ),
    )
    contacted = forms.BooleanField(
        label=gettext_lazy("I also agree to be contacted"),
        required=False,
        help_text=gettext_lazy(
            "By letter, text message or visit, twice a year at most, about a benefit that you seem "
            "not to receive. Whoever posts the letter or comes to see you sees your name, your "
            "address and the benefit, and your journal says so. To learn whether that helps, lots "
            "may be drawn: some are contacted at once, the others three months later. This goes "
            "with being counted."
        ),
    )

    phoned = forms.BooleanField(
        label=gettext_lazy("You may telephone me before a visit"),
        required=False,
        help_text=gettext_lazy(
            "Whoever comes to see you then sees your telephone number too. It serves for nothing "
            "else."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("contacted") and not cleaned.get("counted"):
            self.add_error("contacted", _("To be contacted, agree to be counted as well."))
        if cleaned.get("phoned") and not cleaned.get("contacted"):
            self.add_error("phoned", _("To be telephoned, agree to be contacted as well."))
        return cleaned


class ReceivedForm(StyledForm):
    """One question for each benefit; what is not answered is not known."""

    def __init__(
        self, *args: Any, benefits: Sequence[str], said: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for benefit in benefits:
            self.fields[benefit] = forms.ChoiceField(
                label=name_of(benefit),
                widget=forms.RadioSelect,
                choices=ReceivedBenefit.Answer.choices,
                initial=said.get(benefit, ReceivedBenefit.Answer.UNKNOWN),
                required=False,
            )

    @property
    def answers(self) -> dict[str, str]:
        return {name: answer for name, answer in self.cleaned_data.items() if answer}
