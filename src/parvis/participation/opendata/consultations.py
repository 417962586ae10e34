"""What a consultation is, its phases, how many take part, how it was moderated."""

from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.participation.models import (
    Act,
    Consultation,
    Moderation,
    Participant,
    Phase,
    Way,
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
from parvis.participation.rules import rules_of
from parvis.participation.rules.small_cells import shown

ACTS = values_of(Act)
ABOUT = {"idea": _("an idea"), "argument": _("an argument")}


def _consultation(one: Consultation) -> Iterable[Row]:
    yield {
        "id": one.slug,
        "title": one.title,
        "summary": one.summary,
        "topic": one.topic,
        "openness": one.openness,
        "areas": one.where,
        "themes": one.themes,
        "organisers": [f"{each['unit']}, {each['institution']}" for each in one.organised_by],
        "published_at": one.published_at,
        "url": absolute(reverse("participation:consultation", args=[one.slug])),
    }


CONSULTATION = Dataset(
    "consultation",
    1,
    _("The consultation"),
    _("What is asked, of whom, by whom. One row."),
    (
        Column("id", "string", _("What it is called in addresses")),
        Column("title", "string", _("Its title")),
        Column("summary", "string", _("What is decided, by whom, when, in plain language")),
        Column("topic", "string", _("Its topic"), values_of(Consultation.Topic)),
        Column("openness", "string", _("Who may take part"), values_of(Consultation.Openness)),
        Column("areas", "list", _("Where it is held"), source=_("official geographic code")),
        Column("themes", "list", _("Topics that ideas are sorted by")),
        Column("organisers", "list", _("Units that organise it, with their institutions")),
        Column("published_at", "datetime", _("When everybody could first see it")),
        Column("url", "string", _("Its page")),
    ),
    _consultation,
)


def _phases(one: Consultation) -> Iterable[Row]:
    for phase in one.phases.all():
        rules = rules_of(phase)
        yield {
            "id": phase.pk,
            "kind": phase.kind,
            "title": phase.title,
            "text": phase.text,
            "opens_at": phase.opens_at,
            "closes_at": phase.closes_at,
            "acts": sorted(rules.acts),
            "visitors_may": sorted(rules.visitors),
            "read_before": rules.reads_before,
        }


PHASES = Dataset(
    "etapes",
    1,
    _("The phases"),
    _("When each began and ended, and what one could do."),
    (
        Column("id", "integer", _("Number of the phase")),
        Column("kind", "string", _("What it is for"), values_of(Phase.Kind)),
        Column("title", "string", _("Its title")),
        Column("text", "string", _("What happens in it")),
        Column("opens_at", "datetime", _("When it opens")),
        Column("closes_at", "datetime", _("When it closes")),
        Column("acts", "list", _("What one may do in it"), ACTS),
        Column("visitors_may", "list", _("What visitors may do whom nobody verified"), ACTS),
        Column("read_before", "boolean", _("Whether texts are read before they show")),
    ),
    _phases,
)


def _people(one: Consultation) -> Iterable[Row]:
    here = Participant.objects.filter(consultation=one, left_at=None)
    counted = dict(here.values_list("way").annotate(many=Count("pk")))
    for way in Way.values:
        yield {"way": way, "people": shown(counted.get(way, 0))}


PEOPLE = Dataset(
    "participants",
    1,
    _("How many take part"),
    _("By how it is known who they are. Fewer than five people: the cell is empty."),
    (
        Column("way", "string", _("How they were verified"), values_of(Way)),
        Column("people", "integer", _("People who take part; empty: one to four")),
    ),
    _people,
)


def _moderated(one: Consultation) -> Found:
    found = Moderation.objects.filter(consultation=one)
    return found.values(
        "id", "at", "decision", "rule", "idea_id", "unit__name", "unit__institution__name"
    )


def _moderation(one: Consultation, after: int = 0) -> Iterable[Row]:
    for row in in_batches(_moderated(one), after):
        unit = row["unit__name"]
        yield {
            "id": row["id"],
            "at": row["at"],
            "about": "idea" if row["idea_id"] else "argument",
            "decision": row["decision"],
            "rule": row["rule"] or None,
            "unit": f"{unit}, {row['unit__institution__name']}" if unit else None,
        }


MODERATION = Dataset(
    "moderation",
    1,
    _("Decisions of moderation"),
    _("What was held, hidden or published again, by which rule. Neither the text nor any name."),
    (
        Column("id", "integer", _("Number of the decision")),
        Column("at", "datetime", _("When it was taken")),
        Column(
            "about",
            "string",
            _("What it is about"),
            {"idea": _("an idea"), "argument": _("an argument")},
        ),
        Column("decision", "string", _("What was decided"), values_of(Moderation.Decision)),
        Column(
            "rule",
            "string",
            _("The rule of the charter it rests on"),
            values_of(Moderation.Rule),
        ),
        Column("unit", "string", _("The unit that decided; empty: the machine, or an author")),
    ),
    _moderation,
    acts=(Act.PROPOSE, Act.ARGUE),
    mark=lambda one: mark_of(_moderated(one)),
    after=_moderation,
)


def register_all() -> None:
    register(CONSULTATION, order=0)
    register(PHASES, order=5)
    register(PEOPLE, order=10)
    register(MODERATION, order=90)
