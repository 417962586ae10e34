"""What was decided and done on the former platform: votes as they were published there, results as
commitments, meetings as workshops that took place, and the rest as documents to read."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.participation.actions.bringing_lines import Bringing, Line, keep_up
from parvis.participation.actions.outcomes import follow_ideas
from parvis.participation.importing.rows import (
    FormerMeeting,
    FormerProject,
    FormerResult,
    FormerStep,
    FormerText,
)
from parvis.participation.models import (
    Act,
    Commitment,
    Document,
    Former,
    FormerVote,
    Idea,
    Milestone,
    Phase,
    Workshop,
    WorkshopMinutes,
)
from parvis.participation.models import FormerProject as Project
from parvis.participation.rules.phase_rules import PhaseRules

Kind = Former.Kind
State = Commitment.State


def bring_projects(work: Bringing, projects: Sequence[FormerProject], count: Counter[str]) -> None:
    """Under the vote of their budget. Nothing is counted: figures are those of there."""
    for budget, rows in groupby(sorted(projects, key=_budget), key=_budget):
        found = list(rows)
        vote = _vote(work, budget, found)
        lines = [
            Line(one.key, _project_values(one), partial(Project.objects.create, vote=vote))
            for one in found
        ]
        held = keep_up(work, Kind.PROJECT, lines, count)
        for one in found:
            if one.key in held:
                _say_what_was_retained(work, one, held[one.key])
                if one.ideas:
                    held[one.key].ideas.add(*_ideas(work, one.ideas))


def _budget(one: FormerProject) -> str:
    return one.budget


def _say_what_was_retained(work: Bringing, one: FormerProject, held: Project) -> None:
    """What an organiser said before stays, where neither the file nor anybody says it now."""
    is_retained = one.is_retained if work.retained is None else one.key in work.retained
    if is_retained is not None and is_retained != held.is_retained:
        held.is_retained = is_retained
        held.save(update_fields=["is_retained"])


def _project_values(one: FormerProject) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "title": one.title,
        "text": one.text,
        "place": one.place,
        "theme": one.theme,
        "cost_cents": one.cost_cents,
        "votes": one.votes,
        "supports": one.supports,
        "status": one.status,
        "steps": [
            {"on": step.on.isoformat(), "title": step.title, "text": step.text}
            for step in one.steps
            if step.on
        ],
    }


def _ideas(work: Bringing, keys: Sequence[str]) -> list[Idea]:
    return [row.idea for row in work.known(Kind.IDEA, keys).values() if row.idea is not None]


def _vote(work: Bringing, budget: str, projects: Sequence[FormerProject]) -> FormerVote:
    votes = FormerVote.objects.filter(consultation=work.consultation)
    found = votes.filter(source=work.source, key=budget).first()
    if found is None:
        other = votes.select_related("phase").first()
        return FormerVote.objects.create(
            consultation=work.consultation,
            phase=other.phase if other else _vote_phase(work, projects),
            source=work.source,
            key=budget,
            title=_vote_title(projects[0]),
            held_on=work.held_on,
            imported_at=clock.now(),
        )
    found.imported_at = clock.now()
    found.held_on = work.held_on or found.held_on
    found.save(update_fields=["imported_at", "held_on"])
    return found


def _vote_title(one: FormerProject) -> str:
    if one.budget_title:
        return one.budget_title
    if one.budget:
        return _("Participatory budget no. %(key)s of the former platform") % {"key": one.budget}
    return _("Participatory budget of the former platform")


def _vote_phase(work: Bringing, projects: Sequence[FormerProject]) -> Phase:
    """A phase that is over. Exports say when projects were written, not when people voted."""
    now = clock.now()
    dates = [one.made_at for one in projects if one.made_at]
    ends = max(dates, default=now)
    if work.held_on:
        ends = datetime.combine(work.held_on, time(12), UTC)
    ends = min(ends, now)
    return Phase.objects.create(
        consultation=work.consultation,
        kind=Phase.Kind.CHOOSE,
        title=_("Vote held on the former platform"),
        text=_("It was held elsewhere; its result is shown as it was published there."),
        opens_at=min([*dates, ends - timedelta(days=1)]),
        closes_at=ends,
        rules=PhaseRules(frozenset({Act.VOTE})).written(),
    )


def bring_results(work: Bringing, results: Sequence[FormerResult], count: Counter[str]) -> None:
    """As commitments of the unit in charge, and their parts as steps. Nobody is told."""
    make = partial(
        Commitment.objects.create,
        consultation=work.consultation,
        unit_id=work.consultation.lead_id,
        role=_("to be named"),
        made_at=clock.now(),
    )
    lines = [Line(one.key, _promise_values(work, one), make) for one in results]
    held = keep_up(work, Kind.PROMISE, lines, count)
    followed: list[int] = []
    for one in results:
        promise = held.get(one.key)
        if promise is None:
            continue
        steps = [
            Line(step.key, _step_values(step, promise), _step_of(promise)) for step in one.steps
        ]
        keep_up(work, Kind.STEP, steps, count)
        if ideas := _ideas(work, one.ideas):
            promise.ideas.add(*ideas)
            followed += [idea.pk for idea in ideas]
    if followed:
        follow_ideas(followed)


def _step_of(promise: Commitment) -> Any:
    return partial(Milestone.objects.create, commitment=promise)


def _promise_values(work: Bringing, one: FormerResult) -> dict[str, Any]:
    due = one.due_on or one.done_on
    assert due is not None  # `telling.has_a_date`
    told = _("Followed up on %(source)s before it came here%(status)s.") % {
        "source": work.platform,
        "status": f" ({one.status})" if one.status else "",
    }
    state = State.UNDERWAY if one.progress else State.PROMISED
    return {
        "title": one.title,
        "text": f"{one.text}\n\n{told}".strip(),
        "starts_on": min(one.starts_on or due, due),
        "due_on": due,
        "state": str(State.DELIVERED if one.done_on else state),
        "delivered_on": one.done_on,
    }


def _step_values(step: FormerStep, promise: Commitment) -> dict[str, Any]:
    return {
        "title": step.title,
        "text": step.text,
        "due_on": step.on or step.done_on or promise.due_on,
        "done_on": step.done_on,
    }


def bring_meetings(work: Bringing, meetings: Sequence[FormerMeeting], count: Counter[str]) -> None:
    """As workshops that took place, with their report. Who came is a number."""
    lines = [Line(one.key, _meeting_values(work, one), partial(_meeting, work)) for one in meetings]
    held = keep_up(work, Kind.MEETING, lines, count)
    told = [(held[one.key], one) for one in meetings if one.minutes and one.key in held]
    known = set(
        WorkshopMinutes.objects.filter(workshop__in=[workshop for workshop, _one in told])
        .order_by()
        .values_list("workshop", flat=True)
    )
    WorkshopMinutes.objects.bulk_create(
        WorkshopMinutes(
            workshop=workshop,
            version=1,
            text=one.minutes,
            published_at=one.closed_at or one.ends_at,
        )
        for workshop, one in told
        if workshop.pk not in known
    )


def _meeting(work: Bringing, **values: Any) -> Workshop:
    return Workshop.objects.create(
        consultation=work.consultation,
        kind=Workshop.Kind.MEETING,
        opens_at=values["starts_at"] - timedelta(days=1),
        closes_at=values["starts_at"],
        state=Workshop.State.HELD,
        created_at=clock.now(),
        changed_at=clock.now(),
        **values,
    )


def _meeting_values(work: Bringing, one: FormerMeeting) -> dict[str, Any]:
    told = _brought_from(work)
    return {
        "title": one.title,
        "purpose": f"{one.text}\n\n{told}".strip(),
        "address": one.place,
        "format": one.way,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "other_hosts": one.hosts,
        "walk_ins": one.attendees,
    }


def _brought_from(work: Bringing) -> str:
    return _("It comes from %(source)s, as it was published there.") % {"source": work.platform}


def bring_texts(work: Bringing, texts: Sequence[FormerText], count: Counter[str]) -> None:
    make = partial(Document.objects.create, consultation=work.consultation, added_at=clock.now())
    told = _brought_from(work)
    lines = [
        Line(one.key, {"title": one.title, "text": f"{told}\n\n{one.text}"}, make) for one in texts
    ]
    keep_up(work, Kind.DOCUMENT, lines, count)
