"""The only writer of the directory. Each call is journaled when it changed something."""

from datetime import date, timedelta
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.core import clock, site
from parvis.core.actor import Actor
from parvis.directory import hours, queries, rules
from parvis.directory.models import Absence, Institution, Membership, Place, Unit
from parvis.journal.actions import record
from parvis.territory.models import Area


class NotAnAgent(ValueError):
    """Only agents' accounts join a unit: residents keep an account of their own."""


class NameTaken(ValueError):
    """Another place of the institution has this name."""


class InvalidAbsence(ValueError):
    """Who is away, when, or who stands in cannot be so: the message says why."""


class InstitutionFields(TypedDict, total=False):
    area: Area | None
    email: str
    phone: str
    website: str
    address: str
    theme: dict[str, str]
    hosts_site: bool


class UnitFields(TypedDict, total=False):
    email: str
    phone: str


class PlaceFields(TypedDict, total=False):
    kind: str
    latitude: float | None
    longitude: float | None
    is_roughly_located: bool
    opening_hours: str
    hours_are_invented: bool
    phone: str
    email: str
    website: str
    notes: str
    access: list[str]
    languages: list[str]
    tasks: list[str]
    services: list[str]
    checked_on: date | None


@transaction.atomic
def register_institution(
    *,
    actor: Actor,
    siren: str,
    name: str,
    kind: str,
    is_fictitious: bool = False,
    **more: Unpack[InstitutionFields],
) -> Institution:
    """Add a legal body, or correct the one that has this SIREN.

    Raises InvalidInstitution (SIREN, colours), PermissionDenied.
    """
    _check(actor)
    number = rules.checked_siren(siren, is_fictitious=is_fictitious)
    rules.checked_theme(more.get("theme", {}))
    known = Institution.objects.select_for_update().filter(siren=number).first()
    institution = known or Institution(siren=number)
    fields = {"name": name, "kind": kind, "is_fictitious": is_fictitious, **more}
    if _write(institution, fields, actor, "directory.institution_registered", {"name": name}):
        transaction.on_commit(site.forget)
    return institution


@transaction.atomic
def add_unit(
    *, actor: Actor, institution: Institution, slug: str, name: str, **more: Unpack[UnitFields]
) -> Unit:
    """Add a department to an institution, or correct the one that has this slug there.

    Raises PermissionDenied.
    """
    _check(actor)
    known = Unit.objects.select_for_update().filter(institution=institution, slug=slug).first()
    unit = known or Unit(institution=institution, slug=slug)
    _write(unit, {"name": name, **more}, actor, "directory.unit_added", _told(institution, name))
    return unit


@transaction.atomic
def add_place(
    *,
    actor: Actor,
    institution: Institution,
    name: str,
    address: str,
    commune: Area,
    **more: Unpack[PlaceFields],
) -> Place:
    """Add a place where people can go, or correct the one that has this name there.

    Raises PermissionDenied, InvalidHours.
    """
    _check(actor)
    if more.get("opening_hours"):
        hours.parse(more["opening_hours"])
    known = Place.objects.select_for_update().filter(institution=institution, name=name).first()
    place = known or Place(institution=institution, name=name)
    fields = {"address": address, "commune": commune, **more}
    _write(place, fields, actor, "directory.place_added", _told(institution, name))
    return place


@transaction.atomic
def edit_place(
    *,
    account: Account,
    institution: Institution,
    place: Place | None,
    name: str,
    address: str,
    commune: Area,
    **more: Unpack[PlaceFields],
) -> Place:
    """What an agent says of a place of their institution (None: a new one), true as of today.

    Hours that an agent changed are no longer the demonstration's. Raises PermissionDenied,
    InvalidHours, NameTaken.
    """
    memberships = queries.memberships_of(account)
    if not rules.may_edit_places(memberships, institution):
        raise PermissionDenied
    if place is not None and place.institution_id != institution.pk:
        raise PermissionDenied
    if more.get("opening_hours"):
        hours.parse(more["opening_hours"])
    if place is not None:
        place = Place.objects.select_for_update().get(pk=place.pk)
    edited = place or Place(institution=institution)
    if any(one != edited for one in Place.objects.filter(institution=institution, name=name)):
        raise NameTaken(name)
    if edited.opening_hours != more.get("opening_hours", edited.opening_hours):
        more["hours_are_invented"] = institution.is_fictitious
    fields = {"name": name, "address": address, "commune": commune, **more}
    fields["checked_on"] = clock.today()
    unit = next(one.unit for one in memberships if one.unit.institution_id == institution.pk)
    actor = queries.actor_of(account, unit)
    _write(edited, fields, actor, "directory.place_added", _told(institution, name))
    return edited


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    account: Account,
    unit: Unit,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Let an agent work in a unit from a day (today, by default). Already there in that role, on
    that day: nothing changes.

    Raises NotAnAgent, PermissionDenied.
    """
    _check(actor)
    if not account.is_agent:
        raise NotAnAgent(str(account))
    # One account's memberships change one at a time, or the same one would be added twice.
    Account.objects.select_for_update().get(pk=account.pk)
    first_day = starts_on or clock.today()
    present = queries.memberships_of(account, on=first_day).filter(unit=unit, role=role).first()
    if present:
        return present
    membership = Membership.objects.create(
        account=account, unit=unit, role=role, starts_on=first_day, ends_on=ends_on
    )
    detail = _told(unit.institution, unit.name) | {"agent": str(account), "role": role}
    record(actor=actor, verb="directory.member_added", about=membership, detail=detail)
    return membership


@transaction.atomic
def end_membership(
    *, actor: Actor, membership: Membership, on: date | None = None, reason: str = ""
) -> Membership:
    """The agent's last day in the unit is `on` (yesterday, by default: rights end at once).

    A membership that would end before it starts is deleted: the agent never worked there.
    Already ended by then: nothing changes. Raises PermissionDenied.
    """
    _check(actor)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    last_day = on or clock.today() - timedelta(days=1)
    if membership.ends_on and membership.ends_on <= last_day:
        return membership
    detail = _told(membership.unit.institution, membership.unit.name) | {
        "agent": str(membership.account),
        "last_day": last_day.isoformat(),
    }
    record(
        actor=actor,
        verb="directory.membership_ended",
        about=membership,
        reason=reason,
        detail=detail,
    )
    if last_day < membership.starts_on:
        membership.delete()
    else:
        membership.ends_on = last_day
        membership.save(update_fields=["ends_on"])
    return membership


@transaction.atomic
def declare_absence(
    *,
    by: Account,
    account: Account,
    unit: Unit,
    starts_on: date,
    ends_on: date,
    delegate: Account | None = None,
) -> Absence:
    """`account` is away from the unit from one day to another, both included; `delegate`, or the
    team, stands in. It begins and ends by itself, and moves nothing.

    Raises PermissionDenied, InvalidAbsence (dates, an absence already declared, a delegate who does
    not handle cases there).
    """
    memberships = list(queries.memberships_of(by))
    if not rules.may_declare_absence(memberships, unit, own=by.pk == account.pk):
        raise PermissionDenied
    if not queries.agents_of(unit).filter(pk=account.pk).exists():
        raise PermissionDenied
    if ends_on < starts_on or ends_on < clock.today():
        raise InvalidAbsence(_("The last day comes before the first one, or is past."))
    handlers = queries.handlers_of([unit.pk]).exclude(pk=account.pk)
    if delegate is not None and not handlers.filter(pk=delegate.pk).exists():
        raise InvalidAbsence(_("This person does not handle requests in that unit."))
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                account=account,
                unit=unit,
                delegate=delegate,
                starts_on=starts_on,
                ends_on=ends_on,
                declared_by=str(by)[:200],
                declared_at=clock.now(),
            )
    except IntegrityError as error:
        if "agent_absence_once" not in str(error):
            raise
        raise InvalidAbsence(_("An absence is already declared on some of these days.")) from error
    _record_absence(absence, by, "directory.absence_declared")
    return absence


@transaction.atomic
def end_absence(*, by: Account, absence: Absence) -> None:
    """It ended yesterday: the agent is back; not begun, it is forgotten. Over: nothing changes.

    Raises PermissionDenied.
    """
    held = Absence.objects.select_for_update(of=("self",)).select_related("unit__institution")
    found = held.filter(pk=absence.pk).first()
    if found is None:
        return
    memberships = list(queries.memberships_of(by))
    if not rules.may_declare_absence(memberships, found.unit, own=by.pk == found.account_id):
        raise PermissionDenied
    today = clock.today()
    if found.ends_on < today:
        return
    _record_absence(found, by, "directory.absence_ended")
    if found.starts_on >= today:
        found.delete()
    else:
        found.ends_on = today - timedelta(days=1)
        found.save(update_fields=["ends_on"])


def _record_absence(absence: Absence, by: Account, verb: str) -> None:
    unit = absence.unit
    detail = _told(unit.institution, unit.name) | {
        "agent": str(absence.account),
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "delegate": str(absence.delegate or unit.name),
    }
    record(actor=queries.actor_of(by, unit), verb=verb, about=absence, detail=detail)


def _check(actor: Actor) -> None:
    if actor.kind not in {"agent", "system"}:
        raise PermissionDenied


def _told(institution: Institution, name: str) -> dict[str, str]:
    return {"institution_name": institution.name, "name": name}


def _write(
    row: Model, fields: dict[str, Any], actor: Actor, verb: str, detail: dict[str, Any]
) -> bool:
    """Saves and journals `row` if it is new or one of `fields` differs."""
    changed = [name for name, value in fields.items() if getattr(row, name, None) != value]
    if not row._state.adding and not changed:
        return False
    for name in changed:
        setattr(row, name, fields[name])
    row.save()
    record(actor=actor, verb=verb, about=row, detail=detail | {"changed": sorted(changed)})
    return True
