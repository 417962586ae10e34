"""Where a case stands, in words."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.engine import clock as clocks
from parvis.cases.engine import hands, opinions
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.moves import parts_of
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import Script, script_of
from parvis.cases.engine.words import Values
from parvis.cases.models import Case, Channel, Deadline, WorkItem
from parvis.cases.queries.moves import deadlines_of, items_of
from parvis.catalogue.definition import TextsFile
from parvis.catalogue.definition.process import APPLICANT
from parvis.core import clock
from parvis.core.ui.words import longdate

_PATH: tuple[str, ...] = ("submitted", "complete", "under_review", "decided", "closed")


@dataclass(frozen=True, slots=True)
class Standing:
    """`hand_label`: who is expected to act. `due_label`: what the date is (none while it is
    suspended); `why`: its computation, a sentence a step; `due_explain`: what the date is for, and
    what silence will mean. `steps`: {"label", "state": done|current|todo}. `next_label`: what
    follows, empty at the end. `is_mine`: the reader has the hand."""

    state_label: str
    explain: str
    hand_label: str
    due_on: date | None
    due_label: str
    why: list[str] = field(default_factory=list)
    suspended: bool = False
    steps: list[dict[str, str]] = field(default_factory=list)
    next_label: str = ""
    is_overdue: bool = False
    is_mine: bool = False
    due_explain: str = ""


def standing(case: Case, viewer: Party, language: str) -> Standing:
    """Two queries at most, none when `open_case_as` gave the case."""
    script = script_of(case.version_id)
    items = items_of(case)
    deadlines = deadlines_of(case)
    local = LocalTime(case.area)
    scope = rules.scope_of(case, viewer)
    with override(language):
        words = script.package.words(language)
        values = Values(
            script,
            case,
            language=language,
            submitted_on=local.day_of(case.submitted_at),
            items=items,
            deadlines=deadlines,
        )
        state = words.states[case.state]
        for_agent = viewer.kind == "agent" and scope in {"all", "part"}
        due = _due(script, case, items, deadlines, viewer, words)
        steps = _steps(script, case)
        unsigned = hands.unsigned(script, items) if scope != "part" else []
        label = state.agent if for_agent and state.agent else state.label
        return Standing(
            state_label=_("Waits for a signature") if unsigned else label,
            explain=_unsigned(unsigned) if unsigned else values.fill(state.explain),
            hand_label=_hand(script, case, items, viewer, words),
            due_on=due.on,
            due_label=due.label,
            why=due.why,
            suspended=any(d.suspended_since is not None for d in deadlines),
            steps=steps,
            next_label=next((step["label"] for step in steps if step["state"] == "todo"), ""),
            is_overdue=due.on is not None and due.on < local.day_of(clock.now()),
            is_mine=case.hand in parts_of(case, viewer)
            or any(hands.holder_of(case, i) in viewer.unit_ids for i in hands.inside(items)),
            due_explain=due.explain,
        )


def _unsigned(items: list[WorkItem]) -> str:
    """What is waited for, until when, and that no time runs against the administration."""
    due_on = min((one.due_on for one in items if one.due_on), default=None)
    values = {
        "who": _and([opinions.who(one) for one in items]),
        "date": longdate(due_on) if due_on else "",
    }
    return (
        _(
            "%(who)s must sign by %(date)s. Nothing is examined until then: the time to answer "
            "starts once it is signed."
        )
        % values
    )


@dataclass(frozen=True, slots=True)
class _Due:
    on: date | None = None
    label: str = ""
    explain: str = ""
    why: list[str] = field(default_factory=list)


def _due(
    script: Script,
    case: Case,
    items: list[WorkItem],
    deadlines: list[Deadline],
    viewer: Party,
    words: TextsFile,
) -> _Due:
    """For a unit that sees a part: its item's date. For others the legal clock, which binds the
    administration; else the item that ends last is not promised to anybody."""
    mine = [
        i
        for i in hands.inside(items)
        if i.due_on and not i.sent_back_at and i.unit_id in viewer.unit_ids
    ]
    if mine:
        item = min(mine, key=lambda one: (one.due_on, one.pk))
        return _Due(item.due_on, words.items[item.kind].label, "", clocks.sentences(item.due_why))
    if rules.scope_of(case, viewer) == "part" or case.legal_state == Case.LegalState.CLOSED:
        return _Due()
    running = [d for d in deadlines if hands.is_running(script, d)]
    still = [d for d in deadlines if d.suspended_since is not None]
    if not running and not still:
        return _Due()
    deadline = min(running or still, key=lambda one: (one.due_on, one.pk))
    texts = words.deadlines[deadline.rule]
    explain = f"{texts.explain} {texts.silence}".strip()
    if deadline.suspended_since is None:
        # What the date leads to, and what stands still until then.
        said = [clocks.reasons(one, words)[-1] for one in still]
        why = [*_reasons(script, case, deadline, words), *said]
        return _Due(deadline.due_on, texts.label, explain, why)
    # The date it will lead to is not known: showing the old one would mislead.
    return _Due(None, texts.label, explain, _reasons(script, case, deadline, words))


def _reasons(script: Script, case: Case, deadline: Deadline, words: TextsFile) -> list[str]:
    return clocks.reasons(deadline, words, on_paper=came_on_paper(script, case, deadline))


def came_on_paper(script: Script, case: Case, deadline: Deadline) -> bool:
    """Whether the clock started on the day of a stamp, or of pages; not anew since."""
    if case.channel != Channel.POST:
        return False
    starts = script.package.process.deadlines[deadline.rule].starts
    received = LocalTime(case.area).day_of(case.submitted_at)
    return starts == "submission" and deadline.started_on == received


def _hand(
    script: Script, case: Case, items: list[WorkItem], viewer: Party, words: TextsFile
) -> str:
    if case.hand == hands.NOBODY:
        return _("nobody: it is finished")
    if case.hand == APPLICANT:
        mine = rules.writes_as_applicant(case, viewer)
        if mine and viewer.kind == "applicant":
            return _("you")
        named = rules.is_told_who_applies(case, viewer, script.package, items)
        return case.applicant_name if named else _("the applicant")
    if case.hand == hands.SIGNATORY:
        return _and([opinions.who(item) for item in hands.unsigned(script, items)])
    if case.hand == hands.ITEMS:
        names = [_holder(script, item, words) for item in hands.open_items(items)]
        return _and(list(dict.fromkeys(names)))
    return words.functions[case.hand].name


def _holder(script: Script, item: WorkItem, words: TextsFile) -> str:
    """Of a function that passed to another unit, the package's words may no longer be true."""
    if item.sent_back_at:
        return words.functions[script.package.service.lead].name
    if "question" in item.asked:
        return opinions.who(item)
    if item.returns:
        return f"{item.unit.name} ({item.unit.institution.name})"
    return words.functions[script.package.process.items[item.kind].function].name


def _and(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _steps(script: Script, case: Case) -> list[dict[str, str]]:
    """The legal states this process goes through, as a path people can follow."""
    used: set[str] = {state.legal for state in script.package.process.states.values()}
    path = [legal for legal in _PATH if legal in used]
    labels = {
        "submitted": _("Received"),
        "complete": _("Complete"),
        "under_review": _("Under review"),
        "decided": _("Decided"),
        "closed": _("Finished"),
    }
    here = path.index(case.legal_state)
    is_over = case.legal_state == "closed"
    return [
        {
            "label": labels[legal],
            "state": "done" if at < here or is_over else "current" if at == here else "todo",
        }
        for at, legal in enumerate(path)
    ]
