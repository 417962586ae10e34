"""From an idea to the figures of a service, and back: the same places on every page of the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.cases.queries.public_figures import PublicFigures, public_figures
from parvis.participation.models import (
    BudgetProject,
    Commitment,
    Election,
    FormerProject,
    Idea,
    ProjectIdea,
    Recommendation,
)
from parvis.participation.queries.commitments import told
from parvis.participation.queries.lineage import lineage
from parvis.participation.queries.projects import Outcome, ideas_of_project

MOST_NAMES = 4
MOST_CHAINS = 3
Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of the way; `here`: which place one is at."""

    slug: str
    ideas: Sequence[Idea]
    here: str
    election: Election | None = None
    code: str = ""
    project: str = ""
    outcome: Outcome | None = None
    commitment: Commitment | None = None
    former: FormerProject | None = None


def places(way: Way) -> list[Place]:
    """As `{% chain %}` draws them. What does not exist yet is said so."""
    commitment = way.commitment
    asked = commitment.recommendation if commitment is not None else None
    found = [_ideas(way)] if way.ideas or asked is None else []
    if asked is not None:
        found.append(_panel(way.slug, asked))
    elif way.former is not None:
        found.append(_former(way.slug, way.former, is_here=way.here == "project"))
    elif commitment is None or commitment.election_id is not None:
        found.append(_project(way))
    return [*found, _commitment(way), *_service(way)]


def _names(rows: Sequence[tuple[str, str]], *, is_here: bool) -> list[dict[str, str]]:
    shown = [{"label": label, "href": "" if is_here else href} for label, href in rows[:MOST_NAMES]]
    if len(rows) > MOST_NAMES:
        more = len(rows) - MOST_NAMES
        shown.append({"label": ngettext("and %(n)d other", "and %(n)d others", more) % {"n": more}})
    return shown


def _ideas(way: Way) -> Place:
    is_here = way.here == "idea"
    rows = [
        (one.title, reverse("participation:idea", args=[way.slug, one.pk])) for one in way.ideas
    ]
    return {
        "kind": _("Ideas") if len(rows) > 1 else _("Idea"),
        "icon": "message",
        "names": _names(rows, is_here=is_here),
        "is_here": is_here,
    }


def _project(way: Way) -> Place:
    is_here, note = way.here == "project", ""
    rows = []
    if way.election is not None and way.code:
        href = reverse("participation:vote-project", args=[way.slug, way.election.pk, way.code])
        rows = [(way.project or way.code, href)]
        if way.outcome is not None:
            many = way.outcome.voters
            note = (
                ngettext("chosen: %(n)d voter", "chosen: %(n)d voters", many)
                if way.outcome.is_funded
                else ngettext("not chosen: %(n)d voter", "not chosen: %(n)d voters", many)
            ) % {"n": many}
    return {
        "kind": _("Project put to the vote"), "icon": "check-circle", "note": note,
        "names": _names(rows, is_here=is_here), "is_here": is_here,
    }  # fmt: skip


def _former(slug: str, one: FormerProject, *, is_here: bool) -> Place:
    """Voted on elsewhere: said as it was published there."""
    href = reverse("participation:former-project", args=[slug, one.vote_id, one.pk])
    votes = ngettext("%(n)d vote there", "%(n)d votes there", one.votes or 0)
    return {
        "kind": _("Project of a vote held elsewhere"), "icon": "check-circle",
        "note": "" if one.votes is None else votes % {"n": one.votes},
        "names": _names([(one.title, href)], is_here=is_here), "is_here": is_here,
    }  # fmt: skip


def _panel(slug: str, asked: Recommendation) -> Place:
    href = reverse("participation:panel", args=[slug, asked.panel_id])
    return {
        "kind": _("Recommendation of a panel"), "icon": "users",
        "names": _names([(asked.title, href)], is_here=False),
    }  # fmt: skip


def _commitment(way: Way) -> Place:
    one, is_here = way.commitment, way.here == "commitment"
    rows = []
    if one is not None:
        href = reverse("participation:commitment", args=[way.slug, one.pk])
        rows = [(one.title, href)]
    return {
        "kind": _("Commitment"), "icon": "handshake",
        "note": one.get_state_display() if one else "",
        "names": _names(rows, is_here=is_here), "is_here": is_here,
    }  # fmt: skip


def _service(way: Way) -> list[Place]:
    one = way.commitment
    name = getattr(one, "service_name", "") if one else ""
    service: list[tuple[str, str]] = []
    figures: list[tuple[str, str]] = []
    if one is not None and name:
        service = [(name, reverse("portal:service", args=[one.service]))]
        if found := public_figures(one.service):
            href = reverse("portal:service-figures", args=[one.service])
            figures = [(requests_in_words(found), href)]
    return [
        {
            "kind": kind, "icon": icon, "is_here": way.here == key,
            "names": _names(rows, is_here=way.here == key),
        }
        for key, kind, icon, rows in (
            ("service", _("Service"), "leaf", service),
            ("figures", _("Figures"), "eye", figures),
        )
    ]  # fmt: skip


def requests_in_words(found: PublicFigures) -> str:
    if found.received is None:
        return _("fewer than five requests in a year")
    said = ngettext("%(n)d request in a year", "%(n)d requests in a year", found.received)
    return str(said % {"n": found.received})


def of_commitment(commitment: Commitment, here: str = "commitment") -> list[Place]:
    """`commitment`: as `queries.commitments.told` reads it. Two queries, its figures apart."""
    ideas = list(commitment.ideas.order_by("pk"))
    return places(_way(commitment, ideas, here))


def _way(commitment: Commitment, ideas: Sequence[Idea], here: str) -> Way:
    election = commitment.election
    return Way(
        slug=commitment.consultation.slug,
        ideas=ideas,
        here=here,
        election=election,
        code=commitment.code,
        project=getattr(commitment, "project_name", "") or "",
        outcome=_result(election, commitment.code) if election else None,
        commitment=commitment,
        former=commitment.former_project,
    )


def _result(election: Election, code: str) -> Outcome | None:
    """From the published manifest; the cost is not asked for here."""
    if not election.is_published:
        return None
    results = election.tally.manifest["results"]
    awards = {one["project"]: int(one["amount"]) for one in results["awards"]}
    voters = {one["project"]: int(one["voters"]) for one in results["support"]}
    return Outcome(voters.get(code, 0), awards.get(code, 0), 0)


def of_project(election: Election, project: BudgetProject) -> list[Place]:
    """Three queries."""
    found = told(Commitment.objects.filter(election=election, code=project.code)).first()
    return places(
        Way(
            slug=election.phase.consultation.slug,
            ideas=ideas_of_project(election, project.code),
            here="project",
            election=election,
            code=project.code,
            project=project.name,
            outcome=_result(election, project.code),
            commitment=found,
        )
    )


def of_former_project(project: FormerProject) -> list[Place]:
    """`project.vote.consultation` is loaded. Two queries."""
    found = told(Commitment.objects.filter(former_project=project)).first()
    ideas = list(project.ideas.order_by("pk"))
    slug = project.vote.consultation.slug
    return places(Way(slug, ideas, "project", commitment=found, former=project))


def of_idea(idea: Idea) -> list[list[Place]]:
    """One chain for each commitment it led to, else for each project; none while nothing came of
    it, and then no query. `idea.consultation` is loaded."""
    if not idea.outcome:
        return []
    kin = lineage([idea.pk])
    promised = told(Commitment.objects.filter(ideas__in=kin).distinct())
    chains = [places(_way(one, [idea], "idea")) for one in promised.order_by("pk")[:MOST_CHAINS]]
    return chains or [places(way) for way in _voted(idea, kin)]


def _voted(idea: Idea, kin: set[int]) -> list[Way]:
    links: QuerySet[ProjectIdea] = ProjectIdea.objects.filter(idea__in=kin, ended_at=None)
    ways: dict[tuple[int, str], Way] = {}
    for link in links.select_related("election__tally").order_by("pk")[:MOST_CHAINS]:
        name = link.election.projects.filter(code=link.code).values_list("name", flat=True).first()
        ways[link.election_id, link.code] = Way(
            slug=idea.consultation.slug,
            ideas=[idea],
            here="idea",
            election=link.election,
            code=link.code,
            project=name or link.code,
            outcome=_result(link.election, link.code),
        )
    return list(ways.values())


def of_service(slug: str, here: str = "service") -> list[list[Place]]:
    """For the page of a service or of its figures: where it came from. None for most services, and
    then one query."""
    found = told(Commitment.objects.filter(service=slug, consultation__published_at__isnull=False))
    rows = found.prefetch_related("ideas").order_by("pk")[:MOST_CHAINS]
    return [places(_way(one, list(one.ideas.all()), here)) for one in rows]
