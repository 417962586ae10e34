"""Plays a package's scenarios on the real engine, with the clock moved, and leaves nothing behind.

Everything is real but the people: actions, outbox, letters, notifications. It all happens in one
transaction that is undone; letters are kept in memory.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from parvis.cases import actions, queries
from parvis.cases.engine import hands, moves, tariffs
from parvis.cases.engine import party as parties
from parvis.cases.engine.charges import about
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.delivery import kept_in_memory
from parvis.cases.engine.opinions import ASKED, GIVEN, Expert, Question
from parvis.cases.engine.party import Party
from parvis.cases.engine.paying import pay
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.engine.signatures import SIGNED_TOLD
from parvis.cases.engine.stage import OUTSIDE, SIGNATORY, Stage
from parvis.cases.engine.validations import SENT_BACK as UNDONE
from parvis.cases.engine.validations import TO_VALIDATE
from parvis.cases.models import Case, Deadline, WorkItem
from parvis.catalogue.definition import Expectation, Package, Scenario, Step
from parvis.catalogue.definition.process import APPLICANT
from parvis.catalogue.ports import Failure, Moment
from parvis.core import calendars, clock, events
from parvis.core.models import OutboxEvent
from parvis.notifications.models import Notification

MORNING = time(6, 0)
OWN_WORDS = {
    "reminder",
    "escalation",
    "duplicate",
    "message",
    "sent_back",
    "insisted",
    ASKED,
    GIVEN,
    SIGNED_TOLD,
    TO_VALIDATE,
    UNDONE,
}
EXPERT = Expert("Expert", "expert@scenario.example")


class Engine:
    """The catalogue's `ScenarioRunner`."""

    def run(self, package: Package, scenario: Scenario) -> list[Failure]:
        """Plays one scenario. Empty: it passed; it stops at the first step that cannot be made."""
        return self.watch(package, scenario)[1]

    def watch(self, package: Package, scenario: Scenario) -> tuple[list[Moment], list[Failure]]:
        """The same, with how the case stood after each step made."""
        language = "fr" if "fr" in package.texts else package.service.languages[0]
        try:
            prices = tariffs.given(scenario.given.tariffs)
            with transaction.atomic(), kept_in_memory(), override(language), prices:
                play = _Play(package, scenario, language)
                play.all_steps()
                raise _Undone
        except _Undone:
            return play.moments, play.failures


class _Undone(Exception):
    """Rolls the scenario back."""


class _Play:
    def __init__(self, package: Package, scenario: Scenario, language: str) -> None:
        self.scenario, self.language = scenario, language
        self.failures: list[Failure] = []
        self.moments: list[Moment] = []
        self.step = self.noted_until = 0
        self.stage = Stage(package, scenario.given)
        self.local = LocalTime(self.stage.commune)
        self.now = scenario.given.at.replace(tzinfo=self.local.zone)
        self.refused: dict[str, list[str]] = {}
        self.case: Case | None = None
        self.told_until = 0

    def all_steps(self) -> None:
        with clock.at(self.now):
            self._submit()
            self._note()
        for number, step in enumerate(self.scenario.steps, 1):
            self.step = number
            try:
                with clock.at(self.now):
                    self._play(step)
                self._note()
            except Refused as refusal:
                self._fail(_in_words(refusal))
                return

    def _note(self) -> None:
        """How the case stands now, and who was told something since last time."""
        day = self.now.date().isoformat()
        if self.case is None:
            self.moments.append(Moment(self.step, day))
            return
        self.case.refresh_from_db()
        told = Notification.objects.filter(
            about_type="cases.case",
            about_key=str(self.case.pk),
            pk__gt=self.noted_until,
            key__startswith="case:",
        ).order_by("pk")
        names = dict.fromkeys(_name(row.key.split("|")[0]) for row in told)
        self.noted_until = max((row.pk for row in told), default=self.noted_until)
        self.moments.append(Moment(self.step, day, self.case.state, self.case.hand, tuple(names)))

    def _fail(
        self, message: str, key: str = "", wanted: object = None, found: object = None
    ) -> None:
        self.failures.append(Failure(self.scenario.name, self.step, message, key, wanted, found))

    def _submit(self) -> None:
        draft = self.stage.draft()
        try:
            self.case = actions.submit(
                draft=draft, person=self.stage.person, party=self.stage.opener()
            )
        except InvalidInputs as refusal:
            self.refused = refusal.errors
            return
        for lookup, facts in self.scenario.given.facts.items():
            actions.record_facts(case=self.case, lookup=lookup, facts=facts)
        self._deliver()

    def _play(self, step: Step) -> None:
        if self.case is None:
            self._expect_refusal(step.expect)
            return
        if step.move is not None:
            self._move(self.case, step)
        elif step.item is not None:
            self._finish(self.case, step)
        elif step.ask is not None:
            self._ask(self.case, step)
        elif step.pays is not None:
            pay(self.case, step.pays, step.payment)
        if step.wait is not None or step.until is not None:
            self._pass_time(self.case, step)
        self._deliver()
        if step.expect is not None:
            with clock.at(self.now):
                self._expect(self.case, step.expect)

    def _party(self, who: str | None) -> Party:
        """Who plays this; the applicant is whoever the case belongs to by now."""
        if who == APPLICANT and self.case is not None:
            self.case.refresh_from_db(fields=["person"])
            return parties.somebody(self.case.person)
        return self.stage.party(who)

    def _move(self, case: Case, step: Step) -> None:
        assert step.move is not None
        inputs = dict(step.inputs)
        transition = script_of(case.version_id).transition(step.move)
        correction: dict[str, Any] | None = None
        if transition is not None and transition.correction == "ask":
            message = inputs.pop("message", "")
            correction = {"fields": step.ask_fields, "message": message}
        elif transition is not None and transition.correction == "answer":
            self.stage.attach(step.correct)
            correction = step.correct
        actions.perform(
            case=case,
            transition=step.move,
            party=self._party(step.who),
            inputs=inputs,
            correction=correction,
        )

    def _finish(self, case: Case, step: Step) -> None:
        party = self._party(step.who)
        opened = list(WorkItem.objects.filter(case=case, kind=step.item).order_by("-ordinal"))
        if not opened:
            self._fail(f"“{step.item}” was never opened", f"opened.{step.item}")
            return
        if step.who in {OUTSIDE, SIGNATORY}:
            opened = [one for one in opened if hands.is_outside(one)] or opened
            party = replace(party, guest_of=opened[0].pk)
        if "move" in opened[0].asked:
            # A colleague: nobody validates what they prepared.
            party = replace(party, actor=replace(party.actor, key=f"{party.actor.key}:colleague"))
        item = next((one for one in opened if moves.may_conclude(one, party)), opened[0])
        if step.not_ours is not None:
            actions.send_item_back(item=item, party=party, reason=step.not_ours)
        elif step.insist is not None:
            actions.insist_on_item(item=item, party=party, message=step.insist)
        elif step.pass_on:
            function = script_of(case.version_id).package.process.items[item.kind].function
            unit = self.stage.another_unit(function)
            actions.pass_item_on(item=item, party=party, unit=unit)
        else:
            result = step.result or ""
            actions.finish_item(item=item, party=party, result=result, inputs=step.inputs)

    def _ask(self, case: Case, step: Step) -> None:
        assert step.ask is not None
        actions.ask_opinions(
            case=case,
            party=self.stage.party(step.who),
            kind=step.ask,
            question=Question(
                text=step.inputs.get("question", "…"),
                shares=tuple(step.inputs.get("shares", ())),
                shown=tuple(step.inputs.get("shown", ())),
                due_on=self.now.date() + timedelta(30),
            ),
            of=[EXPERT if one == OUTSIDE else self.stage.units[one] for one in step.of],
        )

    # Time ----------------------------------------------------------------------------------------

    def _pass_time(self, case: Case, step: Step) -> None:
        target = self._target(step)
        while (morning := self._next_morning(case)) is not None and morning < target:
            self._run_clock(case, morning)
        self._run_clock(case, target)
        self.now = target

    def _target(self, step: Step) -> datetime:
        if step.until is not None:
            return step.until.replace(tzinfo=self.local.zone)
        assert step.wait is not None
        day = calendars.add(self.now.date(), step.wait.count, step.wait.unit, self.local.calendar)
        return datetime.combine(day, self.now.timetz())

    def _run_clock(self, case: Case, at: datetime) -> None:
        self.now = at
        with clock.at(at):
            report = actions.run_clock(only_case=case.pk)
            self._deliver()
        for reference in report.failed:
            self._fail(f"the clock failed on {reference}: see the log")

    def _next_morning(self, case: Case) -> datetime | None:
        """The next day on which something falls due, is to be reminded or warned of."""
        days: list[date] = []
        for item in case.items.filter(done_at=None, expired_at=None).order_by("pk"):
            days += [item.due_on + timedelta(1)] if item.due_on else []
            days += _still_to_come(item)
        for deadline in case.deadlines.filter(
            met_at=None, expired_at=None, suspended_since=None
        ).order_by("pk"):
            days += [deadline.due_on + timedelta(1), *_still_to_come(deadline)]
        mornings = [datetime.combine(day, MORNING, self.local.zone) for day in days]
        return min((morning for morning in mornings if morning > self.now), default=None)

    def _deliver(self) -> None:
        """This case's news, as the worker delivers them; nobody else's."""
        assert self.case is not None
        ours = Q(payload__case_id=self.case.pk)
        about_type, about_key = about(self.case)
        ours |= Q(payload__about_type=about_type, payload__about_key=about_key)
        waiting = OutboxEvent.objects.filter(ours, delivered_at=None)
        while found := list(waiting.order_by("pk")):
            for event in found:
                for handler in events.subscribers_of(event.name).values():
                    handler(event.payload)
                event.delivered_at = clock.now()
                event.save(update_fields=["delivered_at"])

    # What is expected ----------------------------------------------------------------------------

    def _expect_refusal(self, expected: Expectation | None) -> None:
        wanted = expected.refused if expected is not None else {}
        for field, said in wanted.items():
            found = [
                message
                for path, messages in self.refused.items()
                if path.split(".")[0] == field
                for message in messages
            ]
            if not any(said in message for message in found):
                problem = f"“{field}” should be refused; found: {found or 'nothing'}"
                self._fail(problem, f"refused.{field}", said, "; ".join(found))
        for path, messages in self.refused.items():
            if path.split(".")[0] not in wanted:
                problem = f"“{path}” is refused: {' '.join(messages)}"
                self._fail(problem, f"refused.{path}", "", " ".join(messages))

    def _expect(self, case: Case, expected: Expectation) -> None:
        case.refresh_from_db()
        items = queries.items_of(case)
        if expected.refused:
            self._fail("the request should be refused; it was accepted")
        self._same("state", expected.state, case.state)
        self._same("hand", expected.hand, case.hand)
        opened = sorted(item.kind for item in hands.open_items(items))
        wanted = None if expected.open_items is None else sorted(expected.open_items)
        self._same("open_items", wanted, opened, "open items")
        waiting = sorted(item.kind for item in hands.open_items(items) if item.sent_back_at)
        back = None if expected.sent_back is None else sorted(expected.sent_back)
        self._same("sent_back", back, waiting, "sent back")
        results = {item.kind: item.result for item in items}
        for kind, result in expected.results.items():
            self._same(f"results.{kind}", result, results.get(kind, ""), f"result of {kind}")
        self._expect_dates(case, expected, items)
        if expected.escalated is not None:
            warned = [one.kind for one in hands.open_items(items) if one.escalated_at]
            warned += [one.rule for one in case.deadlines.all() if one.escalated_at]
            self._same("escalated", sorted(expected.escalated), sorted(warned), "soon late")
        self._expect_outside(case, expected)
        self._expect_moves(case, expected)
        self._expect_timeline(case, expected)

    def _same(self, key: str, wanted: object, found: object, what: str = "") -> None:
        if wanted is not None and wanted != found:
            self._fail(f"{what or key}: expected {wanted}, found {found}", key, wanted, found)

    def _expect_dates(self, case: Case, expected: Expectation, items: list[WorkItem]) -> None:
        dates = {deadline.rule: deadline.due_on for deadline in case.deadlines.order_by("pk")}
        dates |= {item.kind: item.due_on for item in items if item.due_on}
        for name, day in expected.due.items():
            found = dates.get(name)
            said = found.isoformat() if found else "none"
            self._same(f"due.{name}", day, said, f"date of {name}")

    def _expect_outside(self, case: Case, expected: Expectation) -> None:
        told = Notification.objects.filter(
            about_type="cases.case", about_key=str(case.pk), pk__gt=self.told_until
        ).order_by("pk")
        keys = {row.key.split("|")[0] for row in told if row.key.startswith("case:")}
        names = Counter(_name(key) for key in keys)
        names = Counter({name: n for name, n in names.items() if _word(name) not in OWN_WORDS})
        if "told" in expected.model_fields_set:
            self._same_told(Counter(expected.told), names)
        self.told_until = max((row.pk for row in told), default=self.told_until)
        if expected.documents is not None:
            own = Q(kind="receipt") | Q(kind__startswith="signature-")
            kinds = case.documents.exclude(own).values_list("kind", flat=True)
            self._same("documents", sorted(expected.documents), sorted(kinds))
        if expected.paid is not None:
            amounts = case.payments.values_list("amount_cents", flat=True)
            self._same("paid", expected.paid, sum(amounts))
        if expected.owed is not None:
            kept = [one for one in case.charges.values() if one["due"] and not one["paid"]]
            self._same("owed", expected.owed, sum(one["cents"] for one in kept))

    def _same_told(self, wanted: Counter[str], found: Counter[str]) -> None:
        for name in sorted((wanted - found).elements()):
            self._fail(f"not told: {name}", "told", name, "")
        for name in sorted((found - wanted).elements()):
            self._fail(f"told but not expected: {name}", "told", "", name)

    def _expect_moves(self, case: Case, expected: Expectation) -> None:
        for who, wanted in expected.can.items():
            moves = queries.moves_of(case, self._party(who))
            found = sorted(move.transition for move in moves)
            self._same(f"can.{who}", sorted(wanted), found, f"what {who} can do")

    def _expect_timeline(self, case: Case, expected: Expectation) -> None:
        if not expected.timeline_says:
            return
        entries = queries.timeline(case, self._party(APPLICANT), self.language)
        story = "\n".join(f"{entry.title}\n{entry.text}" for entry in entries)
        for said in expected.timeline_says:
            if said not in story:
                self._fail(f"the timeline does not say “{said}”", "timeline_says", said, "")


def _still_to_come(dated: WorkItem | Deadline) -> list[date]:
    """Its reminder and its warning, unless they were sent."""
    planned = [(dated.remind_on, dated.reminded_at), (dated.escalate_on, dated.escalated_at)]
    return [day for day, sent in planned if day and not sent]


def _name(key: str) -> str:
    """ "waste: nouvelle_demande", from a notification's key."""
    _case, _reference, _event, who, message = key.split(":")
    return f"{who}: {message}"


def _word(name: str) -> str:
    return name.rpartition(": ")[2]


def _in_words(refusal: Refused) -> str:
    if isinstance(refusal, InvalidInputs):
        said = "; ".join(f"{path}: {' '.join(found)}" for path, found in refusal.errors.items())
        return f"{refusal} {said}"
    return str(refusal)
