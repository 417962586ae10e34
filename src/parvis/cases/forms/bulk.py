"""What a bulk run asks of the agent, once for all the cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.cases.queries.bulk import Offer
from parvis.core.forms import StyledForm, described


class OfferForm(StyledForm):
    """Which of the moves that the chosen cases offer."""

    quoi = forms.ChoiceField(label=gettext_lazy("What to do"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offers: Sequence[Offer], many: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "quoi",
            [(one.key, described(one.move.label, _words(one, many))) for one in offers],
        )


def _words(offer: Offer, many: int) -> str:
    chosen = ngettext(
        "%(many)d request of the %(all)d chosen",
        "%(many)d requests of the %(all)d chosen",
        offer.many,
    ) % {"many": offer.many, "all": many}
    return _("%(service)s, state “%(state)s”: %(chosen)s") % {
        "service": offer.service,
        "state": offer.state_label,
        "chosen": chosen,
    }
