"""The day a request came on paper, said wrongly and corrected afterwards."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.actions.commit import commit
from parvis.cases.engine import arrival
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotAllowed, NotFound
from parvis.cases.models import Case, PaperForm
from parvis.cases.queries.paper import arrival_of_case
from parvis.core.ui.words import plaindate

LONGEST = 500


@transaction.atomic
def correct_arrival(*, case: Case, party: Party, on: date, reason: str) -> Case:
    """Say on which day a request on paper really came, and why that was noted wrongly: clocks that
    began then are counted anew (code des relations entre le public et l'administration, art.
    L114-3, R112-5), the person is told and has another receipt. The day it has changes nothing.

    Raises NotFound, NotAllowed (not on paper, decided, or not theirs), InvalidInputs.
    """
    live = Live.lock(case.pk, party)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    if not rules.may_redate(live.case, party):
        raise NotAllowed
    known, why = arrival_of_case(live.case), reason.strip()[:LONGEST]
    if not known.earliest <= on <= known.latest:
        raise InvalidInputs({"arrivee": [known.refusal]})
    if not why:
        raise InvalidInputs({"motif": [_("Please say why.")]})
    if on == known.day:
        return live.case
    _keep(live, on)
    arrival.correct(live, on, why)
    with override(settings.LANGUAGE_CODE):
        was, to = plaindate(known.day), plaindate(on)
    commit(live, "cases.arrival_corrected", was=was, to=to, why=why)
    return live.case


def _keep(live: Live, on: date) -> None:
    """Beside the pages, with who said so."""
    case = live.case
    forms = PaperForm.objects.select_for_update().filter(draft_key=case.draft_key)
    form = forms.order_by("received_at", "pk").first() or PaperForm(
        draft_key=case.draft_key,
        installation_id=case.installation_id,
        unit_id=case.filed_by_unit_id,
    )
    form.arrived_on, form.arrived_said_by = on, live.party.actor.label[:200]
    form.save()
