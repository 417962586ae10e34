"""Votes held on another platform: their result as it was published there, never counted here."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.participation.queries import chain, former_votes


@public_page
@require_safe
def vote(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Its projects with their votes there, from the most voted."""
    found = former_votes.vote_at(slug, vote)
    projects, after = former_votes.page_of(found, request.GET.get("apres", ""))
    context = {
        "consultation": found.consultation,
        "vote": found,
        "told": former_votes.published(found),
        "projects": projects,
        "others": found.phase.former_votes.exclude(pk=found.pk).order_by("pk")[:20],
        "next": f"?apres={after}" if after else "",
    }
    return render(request, "participation/public/former_vote.html", context)


@public_page
@require_safe
def project(request: HttpRequest, slug: str, vote: int, project: int) -> HttpResponse:
    """One project: what was published of it, and what became of it here."""
    found = former_votes.project_at(slug, vote, project)
    context = {
        "consultation": found.vote.consultation,
        "vote": found.vote,
        "project": found,
        "places": chain.of_former_project(found),
        "entries": [_entry(step) for step in reversed(found.steps)],
    }
    return render(request, "participation/public/former_project.html", context)


def _entry(step: dict[str, str]) -> dict[str, object]:
    """As the timeline draws it."""
    return {
        "at": date.fromisoformat(step["on"]),
        "title": step["title"],
        "text": step["text"],
        "kind": "info",
        "icon": "check",
    }
