"""Values of parameters of the law, for one variant or two."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.directory.models import Institution
from parvis.eligibility.national import PARAMETERS, Measure, Parameter
from parvis.eligibility.ports import ParametersTold
from parvis.eligibility.reforms.forms import KeepForm

LETTERS: Final = ("a", "b")
NAMES: Final[Mapping[str, Promise]] = {
    "rsa": gettext_lazy("RSA: base amount for one person, a month"),
    "ppa": gettext_lazy("Prime d’activité: base amount for one person, a month"),
    "ppa_slope": gettext_lazy("Prime d’activité: part of the earnings that is kept"),
    "ppa_bonus": gettext_lazy("Prime d’activité: largest bonus of a worker, part of the base"),
    "ppa_bonus_from": gettext_lazy("Prime d’activité: the bonus begins at"),
    "ppa_bonus_whole": gettext_lazy("Prime d’activité: the bonus is whole at"),
    "bmaf": gettext_lazy("Family benefits: monthly base of calculation (BMAF)"),
}


_IN_PERCENT: Final = {Measure.SHARE: 100}


def shown(parameter: Parameter, value: float) -> str:
    """With its unit, as the page of the law and its form tell it."""
    number = number_format(_typed(parameter, value), 2)
    match parameter.measure:
        case Measure.SHARE:
            return _("%(rate)s %%") % {"rate": number}
        case Measure.HOURS:
            return _("%(hours)s hours at the minimum wage") % {"hours": number}
    return _("%(amount)s €") % {"amount": number}


def _typed(parameter: Parameter, value: float) -> Decimal:
    """As people write it: a share in percent."""
    times = _IN_PERCENT.get(parameter.measure, 1)
    return (Decimal(str(value)) * times).quantize(Decimal("0.01"))


class ReformForm(KeepForm):
    """An empty value is that of the day. The second variant may be left alone."""

    institution = forms.ChoiceField(label=gettext_lazy("Institution"))

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
                now = today.values[code]["value"]
                lowest, highest = now * each.lowest, now * each.highest
                within = {
                    "lowest": number_format(_typed(each, lowest), 2),
                    "highest": shown(each, highest),
                }
                outside = _("Give a value from %(lowest)s to %(highest)s.") % within
                outside = outside.replace("%", "%%")  # Django fills it in once more
                self.fields[f"{letter}_{code}"] = forms.DecimalField(
                    label=str(NAMES[code]),
                    required=False,
                    min_value=_typed(each, lowest),
                    max_value=_typed(each, highest),
                    decimal_places=2,
                    localize=True,
                    error_messages={"min_value": outside, "max_value": outside},
                    help_text=_("Today %(now)s. From %(lowest)s to %(highest)s.")
                    % (within | {"now": shown(each, now)}),
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
        found = {}
        for code, each in PARAMETERS.items():
            typed, now = told.get(f"{letter}_{code}"), self.today.values[code]["value"]
            if typed is not None and typed != _typed(each, now):
                found[code] = float(typed / _IN_PERCENT.get(each.measure, 1))
        return found

    @property
    def variants(self) -> list[dict[str, float]]:
        """Of a valid form: values by parameter, those that change."""
        found = [self._changes(letter, self.cleaned_data) for letter in LETTERS]
        return [each for each in found if each]
