"""A panel whose work is over, played again in order: its seal, its draw, who sat, what was said and
what was answered.

The lottery is the one that was computed for these volunteers, kept beside `panel.yml` as the file
that its page publishes. To make it again after a change of the volunteers or of their strata:
delete it, load an empty demonstration, and keep what its page gives.
"""

from datetime import datetime, time
from pathlib import Path
from typing import Any

from parvis.accounts import actions as accounts
from parvis.accounts.models import Person
from parvis.config.demo.consultations import folders, midnight
from parvis.config.demo.ideas import participant_of
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import join, panel_life, panel_seats, panels
from parvis.participation.models import Panel, Way
from parvis.participation.queries.panels import seats
from parvis.participation.sortition.published import Published, read

RECORD = "panel-draw.json"
EVENING = "18:00"


def record_of(slug: str) -> Path:
    """Where the file of the draw is kept."""
    return next(folder for folder in folders() if folder.name == slug) / RECORD


def _at(day: int, hour: str) -> datetime:
    return datetime.combine(midnight(day).date(), time.fromisoformat(hour), clock.PARIS)


def hold(panel: Panel, told: dict[str, Any]) -> None:
    """From the volunteers to the answers."""
    path = record_of(panel.phase.consultation.slug)
    record = read(path.read_bytes()) if path.exists() else None
    panel = _sealed(panel, told, record)
    if record is not None:
        _name(panel, told, record)
    with clock.at(_at(told["drawn"], EVENING)):
        panel = panels.draw(actor=SYSTEM, panel=panel, seed=told["seed"])
    _seat(panel, told)
    for one in told["sessions"]:
        _sit(panel, one)
    for one in told["recommendations"]:
        _recommend(panel, told, one)


def _sealed(panel: Panel, told: dict[str, Any], record: Published | None) -> Panel:
    with clock.at(_at(told["sealed"], EVENING)):
        panels.prepare_lottery(actor=SYSTEM, panel=panel)
        panel.refresh_from_db()
        if record is None:
            panels.compute_lottery(panel=panel)
        else:
            lottery = record.lottery.lottery
            panels.compute_lottery(panel=panel, lottery_of=lambda pool: lottery)
    panel.refresh_from_db()
    return panel


def _name(panel: Panel, told: dict[str, Any], record: Published) -> None:
    """Invented people behind the pseudonyms that the draw will give, one of them somebody whom one
    may sign in as."""
    assert record.draw is not None
    drawn = {*record.draw.panel, *(one.joined for one in record.draw.changes if one.joined)}
    known = {pseudonym: key for key, pseudonym in told["residents"].items()}
    names = {"woman": iter(told["women"]), "man": iter(told["men"])}
    of = panel.phase.consultation
    seated = panel.volunteers.filter(pseudonym__in=drawn).order_by("pseudonym")
    for one in seated.select_related("participant"):
        before = one.participant
        if one.pseudonym in known:
            one.participant = participant_of(of, known[one.pseudonym])
        else:
            person = _person(next(names[one.profile["sex"]]))
            one.participant = join(consultation=of, person=person, way=Way.LETTER)
        one.save(update_fields=["participant"])  # writes: the demonstration alone
        assert before is not None
        before.delete()  # writes: the demonstration alone


def _person(name: str) -> Person:
    given, _space, family = name.partition(" ")
    return accounts.create_person(actor=SYSTEM, given_names=given, family_name=family)


def _seat(panel: Panel, told: dict[str, Any]) -> None:
    """Everybody accepts but one, whom the next by the draw replaces."""
    leaving = told["declines"]
    with clock.at(_at(told["accepted"], EVENING)):
        for one in seats(panel).exclude(pseudonym=leaving["member"]):
            panel_seats.accept(volunteer=one)
    if not leaving["member"]:
        return
    with clock.at(_at(leaving["day"], EVENING)):
        panel_seats.answered_to_agent(
            actor=SYSTEM, panel=panel, pseudonym=leaving["member"], accepts=False
        )
        for one in seats(panel).filter(accepted_at=None):
            panel_seats.accept(volunteer=one)


def _sit(panel: Panel, told: dict[str, Any]) -> None:
    starts_at, ends_at = (_at(told["day"], told[hour]) for hour in ("from", "until"))
    paid_on = midnight(told["paid"]).date() if "paid" in told else None
    there = list(seats(panel).values_list("pseudonym", flat=True))
    with clock.at(ends_at):
        session = panel_life.add_session(
            actor=SYSTEM,
            panel=panel,
            title=told["title"],
            place=told["place"],
            starts_at=starts_at,
            ends_at=ends_at,
        )
        panel_life.write_minutes(
            actor=SYSTEM,
            session=session,
            minutes=told["minutes"],
            present=there[: len(there) - told["absent"]],
        )
    if paid_on is not None:
        with clock.at(midnight(told["paid"])):
            panel_seats.note_paid(actor=SYSTEM, panel=panel, on=paid_on)


def _recommend(panel: Panel, told: dict[str, Any], one: dict[str, Any]) -> None:
    with clock.at(_at(told["recommended"], EVENING)):
        made = panel_life.recommend(
            actor=SYSTEM,
            panel=panel,
            title=one["title"],
            text=one["text"].strip(),
            support=one["support"],
        )
    with clock.at(_at(told["answered"], EVENING)):
        panel_life.answer(
            actor=SYSTEM,
            recommendation=made,
            answer=one["answer"],
            reasons=one["reasons"].strip(),
        )
