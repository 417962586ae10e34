"""A draft becomes a case."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import Person
from parvis.cases import answers as reading
from parvis.cases.actions import inviting
from parvis.cases.actions.commit import entry_of
from parvis.cases.actions.prefill import locked_answers
from parvis.cases.answers import check_all
from parvis.cases.engine import advance, effects, hands, papers, signatures
from parvis.cases.engine.arrival import noon
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.live import Live
from parvis.cases.engine.lookups import ask_all
from parvis.cases.engine.owners import searched_words
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import FunctionNotBound, InvalidInputs, NotAllowed, NotFound
from parvis.cases.events import CaseSubmitted
from parvis.cases.models import Attachment, Case, Channel, Draft, PaperForm
from parvis.cases.queries.drafts import around, files_of, identity_of
from parvis.catalogue import queries as catalogue
from parvis.catalogue.definition import Package
from parvis.catalogue.models import Installation
from parvis.core import clock, references
from parvis.core.prepared import Given, Prepared
from parvis.core.text import fold
from parvis.territory import queries as territory
from parvis.territory.models import Area

REFERENCE_DRAWS = 5
_HELD = Prepared(
    lambda: (
        Draft.objects.select_for_update(of=("self",))
        .select_related("installation__area__departement", "installation__institution")
        .filter(pk=Given("draft"))
    )
)


@transaction.atomic
def submit(*, draft: Draft, person: Person, party: Party) -> Case:
    """Open the case of a draft, in the name of `person`; the draft disappears.

    Submitting the same draft again, even at the same instant, gives the same case. Raises
    InvalidInputs, NotAllowed, FunctionNotBound, NotFound.
    """
    # Whoever comes second waits here, then finds the draft gone and the case there.
    held = _HELD.first(draft=draft.pk)
    if held is None:
        return _already_open(draft)
    package = catalogue.package_of(held.version_id)
    _may_be_opened(held, package, person)
    _is_mandated(held, person, party)
    held.person = person
    answers = _checked_answers(held, package)
    case = _opened(held, package, person, answers, party)
    live = Live.of(case, party)
    event = live.note("submitted", unit_id=held.filed_by_unit_id, channel=held.channel)
    advance.enter(live, package.process.initial)
    signatures.ask_all(live)
    complete = not hands.unsigned(live.script, live.items)
    if complete:
        advance.start_clocks(live, "submission", on=live.submitted_on)
    live.effects.append((event, papers.receipt_of(live, held.installation)))
    if complete:
        effects.tell(live, event, package.process.on_submission, effects.Wording(live))
    advance.settle(live)
    service = held.installation.name
    opened = CaseSubmitted(
        case_id=case.pk,
        installation_id=case.installation_id,
        channel=case.channel,
        effects=live.frozen_effects(),
    )
    entry = entry_of(live, "cases.submitted", channel=case.channel, service=service)
    live.save(entry, fact=opened)
    Attachment.objects.filter(draft_key=held.pk).update(case=case)
    ask_all(live)
    inviting.invite_all(live)
    held.delete()
    return case


def _already_open(draft: Draft) -> Case:
    case = Case.objects.filter(draft_key=draft.pk).first()
    if case is None:
        raise NotFound
    return case


def _may_be_opened(draft: Draft, package: Package, person: Person) -> None:
    service = package.service
    opened_by = "resident" if draft.filed_by_unit_id is None else "agent"
    if not draft.installation.is_open:
        raise NotAllowed(_("This service does not take requests any more."))
    if opened_by not in service.opened_by or draft.channel not in service.channels:
        raise NotAllowed(_("This service cannot be asked for in this way."))
    if service.identity == "verified" and not person.is_certified:
        raise NotAllowed(
            _(
                "This service needs a checked identity: "
                "sign in with FranceConnect or come to a desk."
            )
        )


def _is_mandated(draft: Draft, person: Person, party: Party) -> None:
    """Under a mandate: the one who acts may file this service, and for this person only."""
    acting = party.acting
    if (acting is None) != (draft.mandate_id is None):
        raise NotFound
    if acting is not None and not (
        acting.may_file
        and person.pk in acting.person_ids
        and acting.covers(draft.installation.slug, draft.installation.institution_id)
    ):
        raise NotFound


def _checked_answers(draft: Draft, package: Package) -> dict[str, Any]:
    given = draft.answers | locked_answers(package, draft.person)
    checked = check_all(package, given, files_of(draft), around=around(draft))
    if checked.errors:
        raise InvalidInputs(checked.errors)
    return checked.answers


def _opened(
    draft: Draft, package: Package, person: Person, answers: dict[str, Any], party: Party
) -> Case:
    installation = draft.installation
    area = _area_of(package, answers, person, installation)
    units = catalogue.units_bound(installation, area)
    for function in package.service.functions:
        if function not in units:
            label = package.words("fr").functions[function].name
            raise FunctionNotBound(function, label, area.name)
    filed_by = draft.filed_by_unit
    now = clock.now()
    case = Case(
        draft_key=draft.pk,
        installation=installation,
        version_id=draft.version_id,
        person=person,
        applicant_name=person.display_name[:200],
        applicant_identity=identity_of(person),
        channel=draft.channel,
        filed_by_unit=filed_by,
        filed_by_label=_filed_by(draft, party),
        mandate_id=draft.mandate_id,
        area=area,
        lead_unit=units[package.service.lead],
        bindings={function: units[function].pk for function in package.service.functions},
        state=package.process.initial,
        legal_state=package.process.states[package.process.initial].legal,
        hand="",
        answers=answers,
        title=reading.title_of(package, answers),
        submitted_at=_received_at(draft, LocalTime(area)) or now,
        changed_at=now,
    )
    _save_with_reference(case, _prefix(area.name))
    return case


def _received_at(draft: Draft, local: LocalTime) -> datetime | None:
    """A form on paper arrived on the day of its stamp, else when its pages did, whenever an agent
    keys it in: that day is the one of receipt, from which silence is counted (CRPA, art. R112-5,
    1°, and L231-1)."""
    if draft.channel != Channel.POST:
        return None
    forms = PaperForm.objects.filter(draft_key=draft.pk).order_by("received_at", "pk")
    form = forms.first()
    if form is None or form.arrived_on is None:
        return form.received_at if form is not None else None
    return noon(form.arrived_on, local)


def _filed_by(draft: Draft, party: Party) -> str:
    """The unit, or the helper and the person helped: nothing for those who file for themselves."""
    unit = draft.filed_by_unit
    label = party.actor.label if party.acting else ""
    return f"{unit.name}, {unit.institution.name}"[:200] if unit else label[:200]


def _save_with_reference(case: Case, prefix: str) -> None:
    for _draw in range(REFERENCE_DRAWS):
        case.reference = references.new_reference(prefix)
        case.search_text = searched_words(case, case.person)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError as error:
            if "reference" not in str(error):
                raise
        else:
            return
    raise RuntimeError("no free reference was drawn")


def _prefix(name: str) -> str:
    """Three letters people recognise: "LES" for Lescar, "STJ" for Saint-Jean."""
    letters = re.sub(r"[^a-z]", "", fold(name).replace("saint", "st"))
    return letters[:3].upper()


def _area_of(
    package: Package, answers: dict[str, Any], person: Person, installation: Installation
) -> Area:
    """Where the case lies. A place named outside the service's area is refused; an applicant may
    live anywhere, the case then lies in the area of the service as a whole."""
    commune = reading.area_of(package, answers, person)
    if commune is not None and territory.contains(installation.area, commune):
        return commune
    located_by = package.service.located_by
    if located_by is not None:
        raise InvalidInputs({located_by: [_not_here(installation, commune)]})
    return installation.area


def _not_here(installation: Installation, commune: Area | None) -> str:
    if commune is None:
        return _("Name the commune: it tells which service will handle your request.")
    return _("%(commune)s is not covered by this service, which is that of %(institution)s.") % {
        "commune": commune.name,
        "institution": installation.institution.name,
    }
