"""The consultations of the demonstration, from `library/*/consultations/*/consultation.yml`.

Days are counted from today. Where the demonstration is loaded again later, phases are moved by as
many whole days, so that those open in the files are open.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db.models import F

from parvis.config.demo import Report
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.paths import library_dir
from parvis.directory import queries as directory
from parvis.directory.models import Unit
from parvis.participation import actions
from parvis.participation.models import Act, Consultation, Participant, Phase, Way
from parvis.participation.queries import visitor_hash
from parvis.participation.rules import rules_of
from parvis.participation.rules.phase_rules import read
from parvis.territory import queries as territory
from parvis.territory.models import Area

ORDER = 60
LABEL = "Consultations"


def folders() -> list[Path]:
    """One for each consultation; other subjects keep their own files in them."""
    return sorted(path.parent for path in library_dir().glob("*/consultations/*/consultation.yml"))


def load(report: Report) -> None:
    found = folders()
    for done, folder in enumerate(found, 1):
        told = yaml.safe_load((folder / "consultation.yml").read_text())
        known = Consultation.objects.filter(slug=folder.name).first()
        if known is None:
            _make(folder.name, told)
        else:
            _move(known, told)
        report(done, len(found))
    _follow_editions(found)


def _follow_editions(found: list[Path]) -> None:
    """Once all are there: `after` names the edition before."""
    for folder in found:
        told = yaml.safe_load((folder / "consultation.yml").read_text())
        if "after" in told:
            known = Consultation.objects.get(slug=folder.name)
            before = Consultation.objects.get(slug=told["after"])
            if known.edition_before_id is None:
                actions.edit_consultation(actor=SYSTEM, consultation=known, edition_before=before)


def fill(
    report: Report,
    name: str,
    act: Act,
    put: Callable[[Phase, dict[str, Any]], None],
    *,
    is_last: bool = False,
    full: str,
) -> None:
    """Give each file of that name to the first phase, or the last, in which one may do `act`,
    unless `full` (its related rows) says that it was done already."""
    files = [folder / name for folder in folders() if (folder / name).exists()]
    for done, file in enumerate(files, 1):
        order = "-opens_at" if is_last else "opens_at"
        phases = Phase.objects.filter(consultation__slug=file.parent.name).order_by(order)
        phase = next((one for one in phases if act in rules_of(one).acts), None)
        # None: loaded by an earlier version, whose phases had other rules.
        if phase is not None and not getattr(phase, full).exists():
            put(phase, yaml.safe_load(file.read_text()))
        report(done, len(files))


def crowd(phase: Phase, many: int, word: str) -> list[Participant]:
    """Invented people who take part, known by a letter; `word` tells crowds apart."""
    of = phase.consultation_id
    return Participant.objects.bulk_create(  # writes: the demonstration alone
        Participant(
            consultation_id=of,
            visitor=visitor_hash(f"demo {word}{of} {number}"),
            way=Way.LETTER,
            joined_at=clock.now(),
        )
        for number in range(many)
    )


def freshen() -> None:
    """Move phases as `load` does: a demonstration started again weeks later has open ones."""
    for folder in folders():
        if known := Consultation.objects.filter(slug=folder.name).first():
            _move(known, yaml.safe_load((folder / "consultation.yml").read_text()))


def midnight(days: int) -> datetime:
    """The first instant of the day so many days after today."""
    return datetime.combine(clock.today() + timedelta(days=days), time(), clock.PARIS)


def _make(slug: str, told: dict[str, Any]) -> None:
    made = actions.create_consultation(
        actor=SYSTEM,
        slug=slug,
        lead=_unit(told["lead"]),
        with_units=[_unit(each) for each in told.get("with", [])],
        areas=[_area(each) for each in told["areas"]],
        title=told["title"],
        summary=told["summary"].strip(),
        topic=told["topic"],
        openness=told["openness"],
    )
    for phase in told["phases"]:
        actions.add_phase(
            actor=SYSTEM,
            consultation=made,
            kind=phase["kind"],
            title=phase["title"],
            text=phase.get("text", ""),
            opens_at=midnight(phase["opens"]),
            closes_at=midnight(phase["closes"] + 1),
            rules=read(phase["rules"]),
        )
    for paper in told.get("documents", []):
        actions.add_document(
            actor=SYSTEM, consultation=made, title=paper["title"], text=paper["text"].strip()
        )
    with clock.at(midnight(told["published"])):
        actions.publish(actor=SYSTEM, consultation=made)


def _move(known: Consultation, told: dict[str, Any]) -> None:
    first = known.phases.order_by("opens_at").first()
    if first is None:
        return
    late = midnight(told["phases"][0]["opens"]) - first.opens_at
    if late:
        Phase.objects.filter(consultation=known).update(  # writes: the demonstration alone
            opens_at=F("opens_at") + late, closes_at=F("closes_at") + late
        )


def _unit(told: dict[str, str]) -> Unit:
    unit = directory.unit(told["institution"], told["unit"])
    if unit is None:
        raise LookupError(f"no unit {told}")
    return unit


def _area(key: str) -> Area:
    level, _, code = key.partition(":")
    area = territory.area(level, code)
    if area is None:
        raise LookupError(f"{key} is not in the territory")
    return area
