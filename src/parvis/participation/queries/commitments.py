"""Commitments as everybody reads them, with what was said of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404

from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.core.typed import whole
from parvis.participation.models import (
    BudgetProject,
    Commitment,
    Consultation,
    Decision,
    DueChange,
    Election,
    FormerProject,
    Idea,
    Milestone,
    Participant,
    Progress,
    Recommendation,
    Remark,
)
from parvis.participation.models.election import Tally
from parvis.participation.rules.commitments import Rated, is_overdue, rated, share_done

PAGE = 20
MOST = 50
State = Commitment.State


def told(found: "QuerySet[Commitment]") -> "QuerySet[Commitment]":
    """With owner, the names of project and service, and how many steps are done: in one query."""
    project = BudgetProject.objects.filter(election=OuterRef("election"), code=OuterRef("code"))
    service = Installation.objects.filter(slug=OuterRef("service"), is_open=True)
    return found.select_related(  # type: ignore[no-redef]
        "consultation",
        "unit__institution",
        "commune",
        "election__tally",
        "recommendation__panel",
        "former_project__vote",
    ).annotate(
        project_name=Subquery(project.values("name")[:1]),
        service_name=Subquery(service.values("name")[:1]),
        steps=Count("milestones", distinct=True),
        steps_done=Count("milestones", filter=Q(milestones__done_on__isnull=False), distinct=True),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment in a list. `share`: whole per cent."""

    one: Commitment
    share: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Listed:
    lines: list[Line]
    after: str


def listed(
    consultation: Consultation, *, state: str = "", commune: int | None = None, after: str = ""
) -> Listed:
    """Twenty, the next one due first, after the key `after`. One query. Raises Http404."""
    found = told(Commitment.objects.filter(consultation=consultation)).order_by("due_on", "pk")
    if state in State.values:
        found = found.filter(state=state)
    if commune is not None:
        found = found.filter(commune=commune)
    if after:
        last = whole(after, digits=18)
        if last is None:
            raise Http404
        seen = Commitment.objects.filter(pk=last, consultation=consultation)
        day = Subquery(seen.values("due_on")[:1])
        found = found.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=last))
    rows = list(found[: PAGE + 1])
    return Listed(lines_of(rows[:PAGE]), str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def lines_of(found: Iterable[Commitment]) -> list[Line]:
    today = clock.today()
    return [
        Line(one, share_done(one, one.steps_done, one.steps), is_overdue(one, today))
        for one in found
    ]


def counts(consultation: Consultation) -> dict[str, int]:
    """How many there are in each state, and "overdue". One query."""
    late = Q(due_on__lt=clock.today()) & ~Q(state__in=[State.DELIVERED, State.ABANDONED])
    rows = Commitment.objects.filter(consultation=consultation).order_by().values("state")
    found: dict[str, int] = defaultdict(int)
    for row in rows.annotate(many=Count("pk"), late=Count("pk", filter=late)):
        found[row["state"]] += row["many"]
        found["overdue"] += row["late"]
    return dict(found)


def published_at(slug: str, key: int) -> Commitment:
    """One of a published consultation, which is loaded. Raises Http404."""
    seen = Commitment.objects.filter(
        pk=key, consultation__slug=slug, consultation__published_at__lte=clock.now()
    )
    return _found(seen)


def commitment_at(consultation: Consultation, key: int) -> Commitment:
    """For organisers. Raises Http404."""
    return _found(Commitment.objects.filter(consultation=consultation, pk=key))


def _found(rows: "QuerySet[Commitment]") -> Commitment:
    found = told(rows).first()
    if found is None:
        raise Http404
    return found


@dataclass(slots=True)
class Stage:
    """A step with the days it was due before, and what people think of it."""

    one: Milestone
    is_overdue: bool
    moved: list[DueChange]
    rated: Rated


@dataclass(slots=True)
class Story:
    """All that a commitment's page tells."""

    stages: list[Stage]
    moved: list[DueChange]
    rated: Rated
    progress: list[Progress]
    decisions: list[Decision]
    said: list["Said"]


@dataclass(slots=True)
class Said:
    one: Remark
    answers: list[Remark] = field(default_factory=list)


def story_of(commitment: Commitment, reader: Participant | None, *, at_work: bool = False) -> Story:
    """Six queries, however much was said; `at_work`: four, without what was decided."""
    today = clock.today()
    moved: dict[int | None, list[DueChange]] = defaultdict(list)
    for change in DueChange.objects.filter(commitment=commitment).order_by("pk"):
        moved[change.milestone_id].append(change)
    stars = _stars(commitment)
    stages = [
        Stage(one, is_overdue(one, today), moved[one.pk], stars.get(one.pk, rated(0, 0)))
        for one in Milestone.objects.filter(commitment=commitment).order_by("due_on", "pk")
    ]
    return Story(
        stages=stages,
        moved=moved[None],
        rated=stars.get(None, rated(0, 0)),
        progress=[] if at_work else _progress(commitment),
        decisions=[] if at_work else _decisions(commitment),
        said=remarks_of(Remark.objects.filter(commitment=commitment), reader),
    )


def _progress(commitment: Commitment) -> list[Progress]:
    return list(Progress.objects.filter(commitment=commitment).order_by("-pk")[:MOST])


def _decisions(commitment: Commitment) -> list[Decision]:
    return list(Decision.objects.filter(commitment=commitment).order_by("-pk")[:MOST])


def _stars(commitment: Commitment) -> dict[int | None, Rated]:
    rows = Remark.objects.filter(commitment=commitment, kind=Remark.Kind.RATING).order_by()
    sums = rows.values("milestone").annotate(total=Sum("stars"), many=Count("pk"))
    return {row["milestone"]: rated(row["total"], row["many"]) for row in sums}


def remarks_of(found: "QuerySet[Remark]", reader: Participant | None) -> list[Said]:
    """Words that are shown, the reader's own that wait too, each with its answers. One query."""
    own = Q(participant=reader) & ~Q(state=Idea.State.WITHDRAWN) if reader else Q(pk=None)
    rows = found.filter(Q(state=Idea.State.SHOWN) | own).exclude(text="")
    named = rows.select_related("participant", "unit__institution", "milestone")
    threads: dict[int, Said] = {}
    answers: list[Remark] = []
    for one in named.order_by("-pk")[: MOST * 2]:
        if one.answers_id is None:
            threads[one.pk] = Said(one)
        else:
            answers.append(one)
    for answer in answers:
        if answer.answers_id in threads:
            threads[answer.answers_id].answers.append(answer)
    return list(threads.values())[:MOST]


def decisions_of(
    consultation: Consultation, *, idea: int | None = None, after: int = 0
) -> tuple[list[Decision], int]:
    """Twenty, the last first, and the key after which others follow (0: none). One query."""
    found = Decision.objects.filter(consultation=consultation)
    if idea is not None:
        found = found.filter(Q(idea=idea) | Q(commitment__ideas=idea)).distinct()
    if after:
        found = found.filter(pk__lt=after)
    rows = list(
        found.select_related("unit__institution", "idea", "commitment").order_by("-pk")[: PAGE + 1]
    )
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else 0


@dataclass(frozen=True, slots=True)
class Ready:
    """What could become a commitment: `key` names it in an address, `where` it comes from."""

    key: str
    title: str
    where: str


def ready_to_promise(consultation: Consultation) -> list[Ready]:
    """Winning projects, here or on a former platform, accepted recommendations and retained ideas
    that nothing was promised about. Five queries."""
    published = Election.objects.filter(
        phase__consultation=consultation, state=Election.State.PUBLISHED
    )
    tallies = Tally.objects.filter(election__in=published).select_related("election")
    promised = Commitment.objects.filter(election=OuterRef("election"), code=OuterRef("code"))
    names = {
        (row[0], row[1]): row[2]
        for row in BudgetProject.objects.filter(~Exists(promised), election__in=published)
        .order_by()
        .values_list("election", "code", "name")
    }
    won = [
        Ready(f"{tally.election_id}:{code}", names[tally.election_id, code], tally.election.title)
        for tally in tallies.order_by("election")
        for code in (award["project"] for award in tally.manifest["results"]["awards"])
        if (tally.election_id, code) in names
    ]
    return [*won, *_former(consultation), *_accepted(consultation), *_retained(consultation)]


def _former(consultation: Consultation) -> list[Ready]:
    found = FormerProject.objects.filter(
        vote__consultation=consultation, is_retained=True, commitment=None
    )
    return [
        Ready(f"ancien:{one.pk}", one.title, one.vote.title)
        for one in found.select_related("vote").order_by("vote", "rank", "pk")[:MOST]
    ]


def _accepted(consultation: Consultation) -> list[Ready]:
    found = Recommendation.objects.filter(
        panel__phase__consultation=consultation,
        answer__in=[Recommendation.Answer.YES, Recommendation.Answer.PARTLY],
        commitments=None,
    )
    return [
        Ready(f"avis:{one.pk}", one.title, one.panel.title)
        for one in found.select_related("panel").order_by("pk")[:MOST]
    ]


def _retained(consultation: Consultation) -> list[Ready]:
    found = Idea.objects.filter(
        consultation=consultation,
        state=Idea.State.SHOWN,
        stage=Idea.Stage.RETAINED,
        outcome="",
    )
    return [Ready(f"idee:{one.pk}", one.title, one.theme) for one in found.order_by("-pk")[:PAGE]]
