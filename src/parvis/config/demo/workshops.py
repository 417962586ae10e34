"""The workshops of the demonstration, from `workshops.yml` of its consultations: one held and told
of, one of yesterday that waits for its minutes, one that is full, one with places."""

from datetime import datetime, time, timedelta
from typing import Any

import yaml

from parvis.accounts import actions as accounts
from parvis.accounts.models import IdentityLink, Person
from parvis.config.demo import Report
from parvis.config.demo.consultations import folders, midnight
from parvis.connectors.demo_identity import ISSUER
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import workshop_day as held
from parvis.participation.actions import workshop_sessions as sessions
from parvis.participation.actions.workshop_registering import register
from parvis.participation.actions.workshops import Sheet
from parvis.participation.models import Consultation, Phase, Workshop

ORDER = 63
LABEL = "Workshops"
BEFORE = timedelta(days=14)


def load(report: Report) -> None:
    """Made once; what people did since is left as it is."""
    for folder in folders():
        path = folder / "workshops.yml"
        found = Consultation.objects.filter(slug=folder.name, workshops=None).first()
        if path.exists() and found is not None:
            _make(found, yaml.safe_load(path.read_text()), report)


def _make(of: Consultation, told: dict[str, Any], report: Report) -> None:
    people = {name: _newcomer(name) for name in told["people"]}
    for done, one in enumerate(told["workshops"], 1):
        _workshop(of, one, people)
        report(done, len(told["workshops"]))


def _newcomer(name: str) -> Person:
    given, _space, family = name.partition(" ")
    return accounts.create_person(actor=SYSTEM, given_names=given, family_name=family)


def _at(day: int, hour: str) -> datetime:
    return datetime.combine(midnight(day).date(), time.fromisoformat(hour), clock.PARIS)


def _workshop(of: Consultation, told: dict[str, Any], people: dict[str, Person]) -> None:
    # Read before the clock is set back: days are counted from today.
    starts_at, ends_at = (_at(told["day"], told[hour]) for hour in ("from", "until"))
    same = ("kind", "format", "title", "address", "seats")
    with clock.at(starts_at - BEFORE):
        made = sessions.create_workshop(
            actor=SYSTEM,
            consultation=of,
            **{name: told[name] for name in same},
            purpose=told["purpose"].strip(),
            remote_seats=told.get("remote_seats", 0),
            video_url=told.get("video_url", ""),
            other_hosts=told.get("other_hosts", ""),
            starts_at=starts_at,
            ends_at=ends_at,
            opens_at=starts_at - BEFORE - timedelta(days=7),
            closes_at=starts_at,
        )
        sessions.write_steps(
            actor=SYSTEM,
            workshop=made,
            steps=told.get("steps", []),
            needed=told.get("needed", "").strip(),
        )
        made = sessions.publish_workshop(actor=SYSTEM, workshop=made)
    for place, name in enumerate(told["registered"]):
        with clock.at(starts_at - BEFORE + timedelta(minutes=place)):
            register(workshop=made, person=people.get(name) or _resident(name), mode="on_site")
    if "minutes" in told:
        _hold(made, told)


def _resident(key: str) -> Person:
    link = IdentityLink.objects.select_related("account__person").get(issuer=ISSUER, subject=key)
    person = link.account.person
    assert person is not None
    return person


def _hold(made: Workshop, told: dict[str, Any]) -> None:
    of = made.consultation
    phase = Phase.objects.select_related("consultation").filter(consultation=of)
    with clock.at(made.ends_at):
        for step, notes in told["notes"].items():
            held.take_notes(workshop=made, actor=SYSTEM, unit=of.lead, step=step, notes=notes)
        for idea in told["ideas"]:
            held.take_notes(
                workshop=made,
                actor=SYSTEM,
                unit=of.lead,
                sheets=[Sheet(idea["title"], idea.get("name", ""))],
                theme=idea["theme"],
                phase=phase.earliest("opens_at"),
            )
        there = {str(key) for key in told["there"]}
        keys = dict(zip(told["registered"], _in_order(made), strict=True))
        held.tick_attendance(
            actor=SYSTEM,
            workshop=made,
            present={pk for name, pk in keys.items() if name in there},
            walk_ins=told["walk_ins"],
        )
    with clock.at(made.ends_at + timedelta(days=2)):
        held.publish_minutes(actor=SYSTEM, workshop=made, text=told["minutes"].strip())


def _in_order(made: Workshop) -> list[int]:
    return list(made.registrations.order_by("since", "pk").values_list("pk", flat=True))
