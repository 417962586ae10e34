"""Votes held on another platform, as everybody reads them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from parvis.core import clock
from parvis.participation.models import FormerProject, FormerVote

PAGE = 50


@dataclass(frozen=True, slots=True)
class Published:
    """`retained`: how many were, None where nobody says; `cost_cents`: what those cost."""

    projects: int
    retained: int | None
    cost_cents: int


def vote_at(slug: str, key: int) -> FormerVote:
    """One of a published consultation, which is loaded. Raises Http404."""
    seen = FormerVote.objects.filter(
        pk=key, consultation__slug=slug, consultation__published_at__lte=clock.now()
    )
    found = seen.select_related("consultation", "phase").first()
    if found is None:
        raise Http404
    return found


def published(vote: FormerVote) -> Published:
    """One query."""
    retained = Q(is_retained=True)
    told = vote.projects.aggregate(
        projects=Count("pk"),
        said=Count("pk", filter=Q(is_retained__isnull=False)),
        retained=Count("pk", filter=retained),
        cost=Sum("cost_cents", filter=retained),
    )
    many = told["retained"] if told["said"] else None
    return Published(told["projects"], many, told["cost"] or 0)


def page_of(vote: FormerVote, after: str) -> tuple[list[FormerProject], str]:
    """Fifty, from the most voted, and the rank after which others follow. One query. Raises
    Http404."""
    if after and not (after.isdecimal() and len(after) < 10):
        raise Http404
    rows = list(_told(vote).filter(rank__gt=int(after or 0))[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].rank) if len(rows) > PAGE else ""


def _told(vote: FormerVote) -> "QuerySet[FormerProject]":
    return vote.projects.select_related("commitment").order_by("rank", "pk")


def project_at(slug: str, vote: int, key: int) -> FormerProject:
    """Raises Http404."""
    found = vote_at(slug, vote)
    one = _told(found).filter(pk=key).first()
    if one is None:
        raise Http404
    one.vote = found
    return one
