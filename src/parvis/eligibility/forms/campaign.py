"""What a campaign is about, and whom it may choose."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm, described
from parvis.directory.models import Unit
from parvis.eligibility.takeup import rules
from parvis.eligibility.takeup.models import Campaign

MOST_COMMUNES: Final = 60
_Boxes = forms.CheckboxSelectMultiple
HELD: Final = (
    ("50", described(_("One in two"), _("It shows the smallest effects."))),  # type: ignore[arg-type]
    ("33", _("One in three")),
    ("20", _("One in five")),
    ("0", described(_("Nobody"), _("Then nothing will say whether writing helped."))),  # type: ignore[arg-type]
)


class CampaignForm(StyledForm):
    aide = forms.ChoiceField(label=_("Benefit"))
    communes = forms.MultipleChoiceField(
        label=_("Communes"),
        widget=_Boxes,
        required=False,
        help_text=_("None ticked: all of the institution."),
    )
    ages = forms.MultipleChoiceField(
        label=_("Ages"),
        widget=_Boxes,
        required=False,
        choices=[(key, label) for key, label in rules.AGES.items() if key],
        help_text=_("None ticked: all."),
    )
    families = forms.MultipleChoiceField(
        label=_("Families"),
        widget=_Boxes,
        required=False,
        choices=[(key, label) for key, label in rules.FAMILIES.items() if key],
        help_text=_("None ticked: all."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        widget=forms.RadioSelect,
        choices=Campaign.Channel.choices,
        initial=Campaign.Channel.LETTER.value,
    )
    held = forms.ChoiceField(
        label=_("Contacted three months later, drawn by lot"),
        widget=forms.RadioSelect,
        choices=HELD,
        initial="50",
        help_text=_(
            "What they do meanwhile tells what would have happened without the campaign. They are "
            "contacted at its end: nobody is left out for good."
        ),
    )
    unit = forms.ChoiceField(label=_("Unit that runs it"))

    def __init__(
        self,
        *args: Any,
        benefits: Sequence[tuple[str, str]],
        communes: Mapping[str, str],
        units: Sequence[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._communes, self._units = communes, {str(unit.pk): unit for unit in units}
        self.offer("aide", benefits)
        self.offer("communes", list(communes.items()))
        self.offer("unit", [(key, unit.name) for key, unit in self._units.items()])
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk
        if not 1 < len(communes) <= MOST_COMMUNES:
            del self.fields["communes"]

    @property
    def is_narrowed(self) -> bool:
        """Whether a commune, an age or a family was ticked."""
        return any(name in self.data for name in ("communes", "ages", "families"))

    @property
    def plan(self) -> dict[str, Any]:
        """As `actions.campaigns.prepare` takes it."""
        told = self.cleaned_data
        return {
            "unit": self._units[told["unit"]],
            "benefit": told["aide"],
            "communes": told.get("communes") or list(self._communes),
            "ages": told["ages"],
            "families": told["families"],
            "channel": told["channel"],
            "held_percent": int(told["held"]),
        }
