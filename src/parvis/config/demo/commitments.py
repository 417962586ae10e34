"""What became of the projects that were voted, from `commitments.yml` beside a consultation."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from parvis.accounts.models import Person
from parvis.cases.actions.retention import NOBODY
from parvis.cases.models import Case
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of, units_bound
from parvis.config.demo import Report
from parvis.config.demo.consultations import folders, midnight
from parvis.config.demo.ideas import participant_of
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import commitments, remarks
from parvis.participation.models import Commitment, Consultation, Election, Milestone
from parvis.territory.queries import commune

ORDER = 67
LABEL = "Commitments"


def load(report: Report) -> None:
    """Made once; what was added since is left as it is."""
    found = [folder for folder in folders() if (folder / "commitments.yml").exists()]
    for done, folder in enumerate(found, 1):
        _put(folder)
        report(done, len(found))


def _put(folder: Path) -> None:
    of = Consultation.objects.select_related("lead").get(slug=folder.name)
    if Commitment.objects.filter(consultation=of).exists():
        return
    told = yaml.safe_load((folder / "commitments.yml").read_text())
    election = Election.objects.select_related("phase").get(phase__consultation=of)
    for one in told["commitments"]:
        _promise(of, election, one)
    _ask(told["service"])


def _day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _promise(of: Consultation, election: Election, told: dict[str, Any]) -> None:
    starts, due = _day(told["starts"]), _day(told["due"])
    with clock.at(midnight(told["made"])):
        made = commitments.promise(
            actor=SYSTEM,
            consultation=of,
            unit=of.lead,
            election=election,
            code=told["project"],
            reasons=told["reasons"],
            title=told["title"],
            text=told["text"].strip(),
            role=told["role"],
            budget_cents=told["budget"] * 100,
            starts_on=starts,
            due_on=due,
            commune=commune(told["commune"]),
        )
    for days, act in sorted(_acts(made, told["acts"]), key=lambda one: one[0]):
        with clock.at(midnight(days)):
            act()
    made.refresh_from_db()
    for said in told.get("ratings", ()):
        _rate(made, said)


def _acts(made: Commitment, told: list[dict[str, Any]]) -> Any:
    """Each with its day, so that they are played in the order they happened."""
    steps: dict[str, Milestone] = {}
    for one in told:
        if "milestone" in one:
            yield from _milestone(made, steps, one)
        elif "news" in one:
            yield one["day"], _later(commitments.tell_news, made, text=one["news"])
        elif "service" in one:
            yield one["day"], _later(commitments.name_service, made, slug=one["service"])
        elif "due" in one:
            yield (
                one["day"],
                _later(commitments.move_due, made, to=_day(one["due"]), why=one["why"]),
            )
        else:
            on = _day(one["on"]) if "on" in one else None
            yield (
                one["day"],
                _later(
                    commitments.move_commitment,
                    made,
                    to=one["move"],
                    why=one.get("why", ""),
                    on=on,
                ),
            )


def _later(action: Any, made: Commitment, **told: Any) -> Any:
    return lambda: action(actor=SYSTEM, commitment=made, **told)


def _milestone(made: Commitment, steps: dict[str, Milestone], one: dict[str, Any]) -> Any:
    title, due = one["milestone"], _day(one["due"])

    def add() -> None:
        steps[title] = commitments.add_milestone(
            actor=SYSTEM, commitment=made, title=title, due_on=due
        )

    def move() -> None:
        told = one["moved"]
        commitments.move_due(
            actor=SYSTEM,
            commitment=made,
            milestone=steps[title],
            to=_day_of_now(told["to"], told["day"]),
            why=told["why"],
        )

    def finish() -> None:
        commitments.finish_milestone(
            actor=SYSTEM, milestone=steps[title], done_on=clock.today(), text=one["text"]
        )

    yield one["day"], add
    if "moved" in one:
        yield one["moved"]["day"], move
    if "done" in one:
        yield one["done"], finish


def _day_of_now(days: int, played: int) -> date:
    """So many days after today, while the clock stands `played` days from it."""
    return clock.today() + timedelta(days=days - played)


def _rate(made: Commitment, said: dict[str, Any]) -> None:
    by = participant_of(made.consultation, said["by"])
    given = remarks.rate(commitment=made, by=by, stars=said["stars"], text=said.get("text", ""))
    if "answer" in said:
        remarks.answer_remark(actor=SYSTEM, unit=made.unit, remark=given, text=said["answer"])


def _ask(told: dict[str, Any]) -> None:
    """Requests of months past, as they are once their keeping time is over: nobody's, counted."""
    service = Installation.objects.select_related("area", "version").get(slug=told["slug"])
    process = package_of(service.version_id).process
    ends = {state.outcome: key for key, state in process.states.items() if state.outcome}
    waste = next(iter(units_bound(service, service.area).values()))
    nobody, _new = Person.objects.get_or_create(  # writes: the demonstration alone
        pk=NOBODY,
        defaults={
            "family_name": "", "given_names": "", "language": "fr", "created_at": clock.now(),
        },
    )  # fmt: skip
    rows: list[Case] = []
    for back, many in enumerate(told["months"]):
        for number in range(many):
            asked = midnight(-14 - 30 * back - number % 20)
            refused = len(rows) % (sum(told["months"]) // told["refused"]) == 3
            decided = asked + timedelta(days=4 + number % 7)
            rows.append(
                Case(
                    reference=f"DEMO{back}{number:02}",
                    draft_key=uuid5(NAMESPACE_URL, f"parvis demo {back} {number}"),
                    installation=service,
                    version=service.version,
                    person=nobody,
                    applicant_identity="none",
                    channel=("web", "desk", "web", "phone")[number % 4],
                    area=service.area,
                    lead_unit=waste,
                    bindings={},
                    state=ends["refused" if refused else "granted"],
                    legal_state="closed",
                    outcome="refused" if refused else "granted",
                    hand="nobody",
                    answers={},
                    submitted_at=asked,
                    decided_at=decided,
                    closed_at=decided,
                    changed_at=decided,
                    anonymised_at=decided,
                )
            )
    Case.objects.bulk_create(rows)  # writes: the demonstration alone
