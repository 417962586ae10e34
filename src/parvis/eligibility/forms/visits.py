"""What came of a visit, and to whom visits are entrusted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core.forms import StyledForm, described
from parvis.directory.models import Unit
from parvis.eligibility.takeup.models import Recipient

Visit = Recipient.Visit


class VisitForm(StyledForm):
    number = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)
    result = forms.ChoiceField(
        label=_("What came of it"),
        widget=forms.RadioSelect,
        choices=(
            (Visit.SEEN, _("I met them")),
            (Visit.ABSENT, described(_("Nobody was there"), _("The visit stays to be made."))),  # type: ignore[arg-type]
            (Visit.REFUSED, _("They do not wish to talk about it")),
            (Visit.SETTLED, _("They are no longer entitled, or receive it already")),
        ),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "About the visit only: never about health, opinions or the household. The person reads "
            "it in their space."
        ),
    )
    no_more = forms.BooleanField(label=_("They ask to be contacted no more"), required=False)


class EntrustForm(StyledForm):
    """`units`: of the institution, and who works there."""

    communes = forms.MultipleChoiceField(
        label=_("Rounds to entrust"), widget=forms.CheckboxSelectMultiple
    )
    to = forms.ChoiceField(label=_("To whom"))

    def __init__(
        self,
        *args: Any,
        communes: Iterable[tuple[str, str]],
        units: Mapping[Unit, Sequence[Account]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("communes", list(communes))
        self._takers = {
            f"{unit.pk}:{one.pk if one else ''}": (unit, one)
            for unit, people in units.items()
            for one in (None, *people)
        }
        self.offer(
            "to",
            [
                (
                    unit.name,
                    [(f"{unit.pk}:", _("The whole unit: %(name)s") % {"name": unit.name})]
                    + [(f"{unit.pk}:{one.pk}", str(one)) for one in people],
                )
                for unit, people in units.items()
            ],
        )

    @property
    def taker(self) -> tuple[Unit, Account | None]:
        return self._takers[self.cleaned_data["to"]]
