"""Values of parameters of the law, for one variant or two."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.forms import StyledForm
from parvis.directory.models import Institution
from parvis.eligibility.national import PARAMETERS
from parvis.eligibility.ports import ParametersTold

LETTERS: Final = ("a", "b")
NAMES: Final[Mapping[str, Promise]] = {
    "rsa": gettext_lazy("RSA: base amount for one person, a month"),
    "ppa": gettext_lazy("Prime d’activité: base amount for one person, a month"),
    "bmaf": gettext_lazy("Family benefits: monthly base of calculation (BMAF)"),
}


class ReformForm(StyledForm):
    """An empty value is that of the day. The second variant may be left alone."""

    institution = forms.ChoiceField(label=gettext_lazy("Institution"))
    name = forms.CharField(label=gettext_lazy("Name of the scenario"), max_length=120)
    note = forms.CharField(
        label=gettext_lazy("Why this scenario"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(
        self, data: Any, *, today: ParametersTold, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data)
        self.today = today
        self.offer("institution", [(str(one.pk), one.name) for one in institutions])
        if len(institutions) < 2:
            del self.fields["institution"]
        for letter in LETTERS:
            for code, each in PARAMETERS.items():
                now = Decimal(str(today.values[code]["value"]))
                lowest, highest = (
                    (now * Decimal(str(side))).quantize(Decimal("0.01"))
                    for side in (each.lowest, each.highest)
                )
                self.fields[f"{letter}_{code}"] = forms.DecimalField(
                    label=str(NAMES[code]),
                    required=False,
                    min_value=lowest,
                    max_value=highest,
                    decimal_places=2,
                    localize=True,
                    help_text=_("Today %(now)s €. From %(lowest)s to %(highest)s €.")
                    % {
                        "now": number_format(now, 2),
                        "lowest": number_format(lowest, 2),
                        "highest": number_format(highest, 2),
                    },
                )

    def of_letter(self, letter: str) -> list[Any]:
        """The fields of a variant."""
        return [self[f"{letter}_{code}"] for code in PARAMETERS]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and not self._changes("a", told):
            self.add_error(f"a_{next(iter(PARAMETERS))}", _("Change at least one value."))
        return told

    def _changes(self, letter: str, told: dict[str, Any]) -> dict[str, float]:
        return {
            code: float(value)
            for code in PARAMETERS
            if (value := told.get(f"{letter}_{code}")) is not None
            and float(value) != self.today.values[code]["value"]
        }

    @property
    def variants(self) -> list[dict[str, float]]:
        """Of a valid form: values by parameter, those that change."""
        found = [self._changes(letter, self.cleaned_data) for letter in LETTERS]
        return [each for each in found if each]
