"""Projects of votes that were held and counted on another platform, as it published them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.participation.models import Act, Consultation, FormerProject, Idea
from parvis.participation.models.former_votes import Source
from parvis.participation.opendata.addresses import absolute
from parvis.participation.opendata.datasets import (
    Column,
    Dataset,
    Found,
    Row,
    in_batches,
    mark_of,
    register,
    values_of,
)

_SEEN = (Idea.State.SHOWN, Idea.State.GATHERED)


def _found(one: Consultation) -> Found:
    ideas = Idea.objects.filter(former_projects=OuterRef("pk"), state__in=_SEEN).order_by("pk")
    found: Found = (
        FormerProject.objects.filter(vote__consultation=one)
        .annotate(
            source=F("vote__source"),
            vote_title=F("vote__title"),
            held_on=F("vote__held_on"),
            became=F("commitment"),
            of_ideas=ArraySubquery(ideas.values("pk")),
        )
        .values(
            *("id", "vote", "source", "vote_title", "held_on", "rank", "title", "text", "place"),
            *("theme", "cost_cents", "votes", "supports", "is_retained", "status", "became"),
            "of_ideas",
        )
    )
    return found


def _rows(one: Consultation) -> Iterable[Row]:
    return (_told(one.slug, row) for row in in_batches(_found(one)))


def _told(slug: str, row: dict[str, Any]) -> Row:
    address = reverse("participation:former-project", args=[slug, row["vote"], row["id"]])
    return {
        "id": row["id"],
        "vote": row["vote"],
        "vote_title": row["vote_title"],
        "source": row["source"],
        "held_on": row["held_on"],
        "rank": row["rank"],
        "title": row["title"],
        "text": row["text"],
        "place": row["place"] or None,
        "theme": row["theme"] or None,
        "cost_cents": row["cost_cents"],
        "votes": row["votes"],
        "supports_before": row["supports"],
        "retained": row["is_retained"],
        "status": row["status"] or None,
        "ideas": [str(key) for key in row["of_ideas"]],
        "commitment": row["became"],
        "url": absolute(address),
    }


def _mark(one: Consultation) -> str:
    return mark_of(_found(one))


FORMER_PROJECTS = Dataset(
    "projets-votes-ailleurs",
    1,
    _("Projects voted on elsewhere"),
    _(
        "Of each vote held on another platform: what that platform published. It was not counted"
        " here, and no ballot came with it."
    ),
    (
        Column("id", "integer", _("Number of the project")),
        Column("vote", "integer", _("Number of the vote")),
        Column("vote_title", "string", _("Its title there")),
        Column("source", "string", _("The platform where it was held"), values_of(Source)),
        Column("held_on", "date", _("When its result was published; empty: nobody says")),
        Column("rank", "integer", _("Rank of the project, from the most voted")),
        Column("title", "string", _("Its title")),
        Column("text", "string", _("In full")),
        Column("place", "string", _("Where it is")),
        Column("theme", "string", _("Its theme")),
        Column("cost_cents", "integer", _("What it costs, in euro cents")),
        Column("votes", "integer", _("Votes it was given there; empty: nobody says")),
        Column("supports_before", "integer", _("Supports it had before the vote")),
        Column("retained", "boolean", _("Whether the vote retained it; empty: nobody says")),
        Column("status", "string", _("How far it was, in the words used there")),
        Column("ideas", "list", _("Numbers of the ideas it comes from")),
        Column("commitment", "integer", _("Number of the commitment that came of it here")),
        Column("url", "string", _("Its page")),
    ),
    _rows,
    acts=(Act.VOTE,),
    mark=_mark,
)


def register_all() -> None:
    register(FORMER_PROJECTS, order=55)
