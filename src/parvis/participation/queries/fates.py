"""What became of each idea of a consultation: counted, and read twenty at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.typed import whole
from parvis.participation.models import Carry, Consultation, Gathering, Idea, Progress

PAGE = 20
State = Idea.State


@cache
def fates() -> Mapping[str, "str | Promise"]:
    """From what was delivered to what was taken back, as pages tell them."""
    outcome, stage = Idea.Outcome, Idea.Stage
    ordered = (
        outcome.DELIVERED, outcome.UNDERWAY, outcome.DELAYED, outcome.PROMISED, outcome.WON,
        outcome.VOTED, stage.RETAINED, stage.STUDIED, stage.RECEIVED,
    )  # fmt: skip
    last = (outcome.LOST, stage.DECLINED, outcome.ABANDONED)
    return (
        {one.value: one.label for one in ordered}
        | {GATHERED: _("brought into another idea")}
        | {one.value: one.label for one in last}
        | {WITHDRAWN: _("taken back by its authors")}
    )


GATHERED, WITHDRAWN = State.GATHERED.value, State.WITHDRAWN.value
_FATE = Case(
    When(state=State.WITHDRAWN, then=Value(WITHDRAWN)),
    When(~Q(outcome=""), then=F("outcome")),
    When(state=State.GATHERED, then=Value(GATHERED)),
    default=F("stage"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    fate: str = ""
    theme: str = ""
    commune: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An idea, its fate in words, the reason; `into`: what it was brought into."""

    idea: Idea
    fate: str
    label: "str | Promise"
    why: str
    into: int | None
    into_title: str


def _proposed(consultation: Consultation, wanted: Wanted) -> "QuerySet[Any]":
    """Published once; what a moderator hid is told by the moderation log."""
    found = Idea.objects.filter(
        consultation=consultation,
        published_at__isnull=False,
        state__in=[State.SHOWN, State.GATHERED, State.WITHDRAWN],
    )
    if wanted.theme:
        found = found.filter(theme=wanted.theme)
    if wanted.commune is not None:
        found = found.filter(commune=wanted.commune)
    return found.annotate(fate=_FATE)


def counted(consultation: Consultation, wanted: Wanted) -> dict[str, int]:
    """How many ideas had each fate, at this place and on this theme. One query."""
    rows = _proposed(consultation, wanted).order_by().values_list("fate")
    found = dict(rows.annotate(many=Count("pk")))
    return {key: found[key] for key in fates() if key in found}


def told_of(consultation: Consultation, wanted: Wanted, after: str = "") -> tuple[list[Told], str]:
    """Twenty ideas with their fate and the reason, the newest first, and the key of the next ones.
    One query. Raises Http404."""
    found = _proposed(consultation, wanted)
    if wanted.fate:
        found = found.filter(fate=wanted.fate)
    if after:
        before = whole(after, digits=18)
        if before is None:
            raise Http404
        found = found.filter(pk__lt=before)
    last = Progress.objects.filter(
        Q(idea=OuterRef("pk")) | Q(commitment__ideas=OuterRef("pk"))
    ).order_by("-pk")
    into = Carry.objects.filter(
        source=OuterRef("pk"), gathering__state=Gathering.State.DONE, target__isnull=False
    ).order_by("pk")
    rows: list[Any] = list(
        found.select_related("commune")
        .annotate(
            why=Coalesce(Subquery(last.values("text")[:1]), F("stage_text")),
            into_id=Subquery(into.values("target")[:1]),
            into_title=Subquery(into.values("target__title")[:1]),
        )
        .order_by("-pk")[: PAGE + 1]
    )
    known = fates()
    told = [
        Told(one, one.fate, known[one.fate], one.why, one.into_id, one.into_title or "")
        for one in rows[:PAGE]
    ]
    return told, str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
