"""A panel from its opening to its draw, and what follows when somebody leaves it.

Whether the agent may is for the caller (`rules.may_organise`); what nobody may is refused here.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import Person
from parvis.accounts.rules import root_of
from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.core.codes import hashed
from parvis.core.refusals import Refused
from parvis.core.text import fold
from parvis.journal import actions as journal
from parvis.notifications import actions as notifications
from parvis.participation.actions import noting
from parvis.participation.actions.taking_part import joined_to
from parvis.participation.models import Act, Panel, Phase, Volunteer
from parvis.participation.queries.panels import as_volunteers, pool_of, sheet_at
from parvis.participation.rules.phase_rules import rules_of
from parvis.participation.rules.quotas import InvalidPanel, quotas_of, widened, written
from parvis.participation.sortition import asking
from parvis.participation.sortition.lottery import Lottery
from parvis.participation.sortition.pool import InvalidPool, Pool, Quota
from parvis.participation.sortition.published import Sheet, sheet_of
from parvis.participation.sortition.replacing import replacement

State = Panel.State
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


class PanelSettled(Refused):
    message = gettext_lazy("The lottery is sealed: nothing of it can change any more.")


class NotReady(Refused):
    message = gettext_lazy("This cannot be done at this stage of the panel.")


class NoSeed(Refused):
    message = gettext_lazy("Type the value drawn in public, as it was promised.")


@transaction.atomic
def open_panel(
    *,
    actor: Actor,
    phase: Phase,
    title: str,
    text: str,
    size: int,
    published: Sequence[Any],
    strata: Sequence[str],
    promise: str,
    slack: int = 0,
    stipend: int = 0,
) -> Panel:
    """Begin to look for volunteers. `published`: strata with their figures; `strata`: the keys of
    those used; `slack`: seats by which each quota is wider. Raises InvalidPanel."""
    if Act.VOLUNTEER not in rules_of(phase).acts:
        raise InvalidPanel(_("The rules of this phase do not let anybody volunteer."))
    made = Panel.objects.create(
        phase=phase,
        title=title,
        text=text,
        size=size,
        strata=written(published, strata, size, slack),
        promise=promise,
        stipend=stipend,
        created_at=clock.now(),
    )
    note(actor, made, "opened")
    return made


@transaction.atomic
def volunteer(*, panel: Panel, person: Person, profile: Mapping[str, str]) -> Volunteer:
    """Somebody may be drawn; their answers replace those they gave before, as long as nothing is
    sealed. Raises NotAllowed, PanelSettled, InvalidPanel."""
    held = Panel.objects.select_for_update(of=("self",)).select_related("phase__consultation")
    found = held.get(pk=panel.pk)
    if found.state != State.RECRUITING or found.ended_at is not None:
        raise PanelSettled
    participant = joined_to(phase=found.phase, act=Act.VOLUNTEER, person=person)
    known = {one["key"]: {value["key"] for value in one["values"]} for one in found.strata}
    kept = {key: profile.get(key, "") for key in known}
    if any(value not in known[key] for key, value in kept.items()):
        raise InvalidPanel(_("Answer each question: the draw needs all of them."))
    made, _is_new = Volunteer.objects.update_or_create(
        panel=found,
        participant=participant,
        defaults={"profile": kept, "address": home_of(root_of(person))},
        create_defaults={
            "profile": kept,
            "address": home_of(root_of(person)),
            "pseudonym": _pseudonym(),
            "salt": secrets.token_hex(16),
            "registered_at": clock.now(),
        },
    )
    return made


def home_of(person: Person) -> str:
    """The same for people of one address, and telling nobody which; empty when it is not known."""
    if not person.address_line or not (person.commune_code or person.postal_code):
        return ""
    where = fold(f"{person.address_line} {person.commune_code or person.postal_code}")
    return hashed("parvis.participation.home", "", where)


def _pseudonym() -> str:
    """Eight letters and digits that nobody mistakes for others."""
    drawn = "".join(secrets.choice(_LETTERS) for _place in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


@transaction.atomic
def prepare_lottery(*, actor: Actor, panel: Panel) -> None:
    """Close recruitment and have the lottery computed by the worker. Raises NotReady, and
    InvalidPanel when there are too few volunteers."""
    found = locked(panel)
    if found.state != State.RECRUITING or found.ended_at is not None:
        raise NotReady
    try:
        pool_of(found)
    except InvalidPool as refused:
        raise InvalidPanel(str(refused)) from refused
    found.state, found.refusal = State.COMPUTING, {}
    found.save(update_fields=["state", "refusal"])
    note(actor, found, "prepared")
    jobs.defer("participation.prepare_panel", panel=found.pk)


def compute_lottery(
    *, panel: Panel, lottery_of: Callable[[Pool], Lottery] = asking.lottery_of
) -> None:
    """For the worker: seconds or minutes of another process, then the sheet, sealed; or why there
    is none."""
    if panel.state != State.COMPUTING:
        return
    pool = pool_of(panel)
    refusal: dict[str, Any] = {}
    sheet = None
    try:
        lottery = lottery_of(pool)
    except asking.QuotasCannotBeMet as refused:
        refusal = {"widened": [[asdict(a), asdict(b)] for a, b in refused.widened]}
    except asking.SolverFailed as failed:
        refusal = {"failed": str(failed)}
    else:
        salts = dict(panel.volunteers.values_list("pseudonym", "salt"))
        sheet = sheet_of(pool, lottery, salts, title=panel.title, promise=panel.promise)
    _keep(panel, pool, sheet, refusal)


@transaction.atomic
def _keep(panel: Panel, pool: Pool, sheet: Sheet | None, refusal: dict[str, Any]) -> None:
    found = locked(panel)
    if found.state != State.COMPUTING:
        return
    if sheet is None or pool_of(found) != pool:  # somebody withdrew meanwhile: once more
        found.state, found.refusal = State.RECRUITING, refusal
        found.save(update_fields=["state", "refusal"])
        return
    found.lottery, found.seal = asdict(sheet), sheet.seal
    found.state, found.sealed_at = State.SEALED, clock.now()
    found.save(update_fields=["lottery", "seal", "state", "sealed_at"])


@transaction.atomic
def widen_quotas(*, actor: Actor, panel: Panel) -> Panel:
    """Take the quotas that the solver found to be the nearest possible. Raises NotReady."""
    found = locked(panel)
    told = found.refusal.get("widened", [])
    if found.state != State.RECRUITING or not told:
        raise NotReady
    found.strata = widened(found.strata, [Quota(**needed) for _asked, needed in told])
    found.refusal = {}
    found.save(update_fields=["strata", "refusal"])
    note(actor, found, "widened")
    return found


@transaction.atomic
def draw(*, actor: Actor, panel: Panel, seed: str) -> Panel:
    """Enter the public value: it decides who sits. Raises NotReady, NoSeed."""
    found = locked(panel)
    if found.state != State.SEALED or found.ended_at is not None:
        raise NotReady
    if not seed.strip():
        raise NoSeed
    told = sheet_at(found).drawn(" ".join(seed.split()))
    found.seed, found.ticket = told.seed, told.ticket
    found.state, found.drawn_at = State.DRAWN, clock.now()
    seated = found.volunteers.filter(pseudonym__in=told.panel)
    members = list(seated.select_related("participant__person"))
    for one in members:
        one.member_since = clock.now()
        if one.withdrawn_at is None:
            _tell(one, found)
    Volunteer.objects.bulk_update(members, ["member_since"])
    gone = found.volunteers.filter(withdrawn_at__isnull=False).order_by("withdrawn_at", "pk")
    for one in gone:  # between the seal and the draw
        _leave(found, one)
    found.save(update_fields=["seed", "ticket", "state", "drawn_at", "changes"])
    note(actor, found, "drawn", what=found.seed)
    return found


@transaction.atomic
def withdraw(*, volunteer: Volunteer) -> None:
    """Somebody no longer wants to be drawn, or to sit: nobody knows any more who it was, what the
    strata knew of them is emptied, and the next by the draw takes their place."""
    panel = locked(volunteer.panel)
    one = panel.volunteers.filter(pk=volunteer.pk, withdrawn_at__isnull=True).first()
    if one is None:
        return
    if panel.ended_at is not None:
        one.participant, one.withdrawn_at = None, clock.now()
        one.save(update_fields=["participant", "withdrawn_at"])
        return
    if panel.state in {State.RECRUITING, State.COMPUTING}:
        one.delete()
        return
    one.participant, one.salt, one.withdrawn_at = None, "", clock.now()
    one.save()
    if panel.state == State.DRAWN:
        _leave(panel, one)
        panel.save(update_fields=["changes"])


def _leave(panel: Panel, one: Volunteer) -> None:
    """Note who left, whom the draw puts in their place, and empty what was known of them."""
    joined = None
    if one.member_since is not None and one.member_until is None:
        one.member_until = clock.now()
        joined = _next(panel, one)
    panel.changes = [*panel.changes, [one.pseudonym, joined.pseudonym if joined else None]]
    one.profile, one.address = {}, ""
    one.save()


def _next(panel: Panel, leaving: Volunteer) -> Volunteer | None:
    rows = {
        one.pseudonym: one
        for one in panel.volunteers.select_related("participant__person")
        if one.pk == leaving.pk or one.withdrawn_at is None
    }
    seated = [
        one.pseudonym for one in rows.values() if one.member_since and one.member_until is None
    ]
    size = min(panel.size, len(rows))
    pool = Pool(size, quotas_of(panel.strata), as_volunteers(rows.values()))
    order = sheet_at(panel).order(panel.seed)
    was = [one.pseudonym for one in rows.values() if one.member_until and one.pk != leaving.pk]
    found = replacement(pool, {*seated, leaving.pseudonym}, leaving.pseudonym, order, was)
    if found is None:
        return None
    joined = rows[found]
    joined.member_since = clock.now()
    joined.save(update_fields=["member_since"])
    _tell(joined, panel)
    return joined


def _tell(one: Volunteer, panel: Panel) -> None:
    tell_member(
        one,
        panel,
        key="drawn",
        subject=_("You were drawn: %(title)s") % {"title": panel.title},
        text=_(
            "The lot fell on you: you are a member of the panel “%(title)s”. Its sessions and what"
            " is paid for each are on your page. Say there whether you accept: if you cannot come,"
            " the next person by the draw takes your place."
        )
        % {"title": panel.title},
    )


def tell_member(one: Volunteer, panel: Panel, *, key: str, subject: str, text: str) -> None:
    """Tell somebody of the panel something, once for each `key`."""
    if one.participant is None or one.participant.person is None:
        return
    notifications.tell(
        person=one.participant.person,
        key=f"participation.panel.{panel.pk}.{key}",
        subject=subject,
        text=text,
        link=reverse("participation:panel-me", args=[panel.phase.consultation.slug, panel.pk]),
        about=("participation.panel", str(panel.pk)),
    )


def locked(panel: Panel) -> Panel:
    return noting.held(panel)


def note(actor: Actor, about: Panel, verb: str, **detail: Any) -> None:
    noting.note(actor, about, f"panel_{verb}", **detail)


@transaction.atomic
def note_reading(*, actor: Actor, panel: Panel, what: str, who: Iterable[Any]) -> None:
    """An agent reads who the members are, or takes it out of the site: each of them (`who`, keys
    of persons) sees it."""
    detail = {"title": panel.title, "what": what}
    journal.record_each(
        actor=actor,
        verb="participation.panel_read",
        about=[(panel, str(key), detail) for key in who if key] or [(panel, "", detail)],
    )
