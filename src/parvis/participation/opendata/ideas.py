"""Ideas and what is said of them. Who supports what is told nowhere: only how many."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.participation.models import (
    Act,
    Argument,
    Authorship,
    Carry,
    Consultation,
    Gathering,
    Idea,
)
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

State = Idea.State
PUBLIC = (State.SHOWN, State.GATHERED)
_TOLD = (
    *("id", "phase_id", "title", "text", "theme", "state", "stage", "stage_text"),
    *("commune__code", "commune__name", "cost_cents", "supports", "visitor_supports"),
    *("arguments", "versions", "published_at", "entered_for", "merged_into", "shown_names"),
)


def ideas_of(one: Consultation) -> Found:
    """What everybody sees, as rows."""
    merged = Carry.objects.filter(
        source=OuterRef("pk"), target__isnull=False, gathering__state=Gathering.State.DONE
    )
    names = Authorship.objects.filter(idea=OuterRef("pk"), state=Authorship.State.AGREED)
    found: Found = (
        Idea.objects.filter(consultation=one, state__in=PUBLIC)
        .annotate(
            merged_into=ArraySubquery(merged.order_by("target").values("target")),
            shown_names=ArraySubquery(
                names.exclude(participant__shown_name="")
                .order_by("pk")
                .values("participant__shown_name")
            ),
        )
        .values(*_TOLD)
    )
    return found


def told_idea(slug: str, row: Row) -> Row:
    """A row of `ideas_of`, under the names of the columns."""
    return {
        "id": row["id"],
        "phase": row["phase_id"],
        "title": row["title"],
        "text": row["text"],
        "theme": row["theme"] or None,
        "state": row["state"],
        "stage": row["stage"],
        "stage_reason": row["stage_text"] or None,
        "commune_code": row["commune__code"],
        "commune": row["commune__name"],
        "cost_cents": row["cost_cents"],
        "supports": row["supports"],
        "supports_of_visitors": row["visitor_supports"],
        "arguments": row["arguments"],
        "wordings": row["versions"],
        "on_paper": bool(row["entered_for"]),
        "merged_into": [str(key) for key in row["merged_into"]],
        "authors": row["shown_names"],
        "published_at": row["published_at"],
        "url": absolute(reverse("participation:idea", args=[slug, row["id"]])),
    }


def _ideas(one: Consultation, after: int = 0) -> Iterable[Row]:
    return (told_idea(one.slug, row) for row in in_batches(ideas_of(one), after))


IDEAS = Dataset(
    "idees",
    1,
    _("The ideas"),
    _("Each published idea, what became of it and why, and how many support it."),
    (
        Column("id", "integer", _("Number of the idea")),
        Column("phase", "integer", _("Number of the phase in which it was given")),
        Column("title", "string", _("The idea in one sentence")),
        Column("text", "string", _("Why, for whom, how")),
        Column("theme", "string", _("Its topic, among those of the consultation")),
        Column("state", "string", _("Published, or brought into another idea"), values_of(PUBLIC)),
        Column("stage", "string", _("What the authority made of it so far"), values_of(Idea.Stage)),
        Column("stage_reason", "string", _("Why, as its authors were told")),
        Column(
            "commune_code",
            "string",
            _("INSEE code of the commune, the finest place told; empty: the whole territory"),
            source=_("official geographic code"),
        ),
        Column("commune", "string", _("Name of the commune"), source=_("official geographic code")),
        Column("cost_cents", "integer", _("What its authors think it costs, in euro cents")),
        Column("supports", "integer", _("Verified people who support it, each once")),
        Column("supports_of_visitors", "integer", _("Visitors who support it, counted apart")),
        Column("arguments", "integer", _("Published arguments for and against")),
        Column("wordings", "integer", _("How many wordings it had")),
        Column("on_paper", "boolean", _("Whether it was written on paper and entered by an agent")),
        Column("merged_into", "list", _("Numbers of the ideas it was brought into")),
        Column("authors", "list", _("Authors who chose to show a name")),
        Column("published_at", "datetime", _("When it was sent")),
        Column("url", "string", _("Its page")),
    ),
    _ideas,
    acts=(Act.PROPOSE, Act.SUPPORT),
    mark=lambda one: mark_of(ideas_of(one)),
    after=_ideas,
)


def said_of(one: Consultation) -> Found:
    """What is said of its ideas and shown, as rows."""
    found = Argument.objects.filter(
        Q(idea__state__in=PUBLIC), idea__consultation=one, state=State.SHOWN
    )
    told: Found = found.values(
        *("id", "idea_id", "side", "text", "at", "participant__shown_name"),
        *("unit__name", "unit__institution__name"),
    )
    return told


def told_argument(row: Row) -> Row:
    """A row of `said_of`, under the names of the columns."""
    unit = row["unit__name"]
    return {
        "id": row["id"],
        "idea": row["idea_id"],
        "side": row["side"],
        "text": row["text"],
        "author": row["participant__shown_name"] or None,
        "unit": f"{unit}, {row['unit__institution__name']}" if unit else None,
        "at": row["at"],
    }


def _arguments(one: Consultation, after: int = 0) -> Iterable[Row]:
    return (told_argument(row) for row in in_batches(said_of(one), after))


ARGUMENTS = Dataset(
    "arguments",
    1,
    _("Arguments and answers"),
    _("For and against each idea, and what the authority answers, signed by its unit."),
    (
        Column("id", "integer", _("Number of the argument")),
        Column("idea", "integer", _("Number of the idea")),
        Column("side", "string", _("For, against, or an answer"), values_of(Argument.Side)),
        Column("text", "string", _("What is said")),
        Column("author", "string", _("The name its author chose to show; empty: none")),
        Column("unit", "string", _("The unit that answers")),
        Column("at", "datetime", _("When it was said")),
    ),
    _arguments,
    acts=(Act.ARGUE, Act.PROPOSE),
    mark=lambda one: mark_of(said_of(one)),
    after=_arguments,
)


def register_all() -> None:
    register(IDEAS, order=20)
    register(ARGUMENTS, order=30)
