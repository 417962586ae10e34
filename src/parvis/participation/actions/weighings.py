"""Computing raw and weighted results, in the worker, which alone loads numpy for it.

Contributions and portraits meet here in memory, and only sums leave.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q

from parvis.core import clock
from parvis.participation.models import (
    Act,
    Consultation,
    Election,
    Idea,
    Portrait,
    Reaction,
    RollEntry,
    Statement,
    Support,
    Way,
    Weighing,
)
from parvis.participation.queries.portraits import facts_of, strata_of
from parvis.participation.rules.phase_rules import rules_of
from parvis.participation.rules.weighings import LEAST, heard, row
from parvis.participation.weighting import too_few, weigh

About = Weighing.About
MOST_IDEAS: Final = 20
MOST_STATEMENTS: Final = 100
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COUNTED: Final = Q(participant__left_at=None) & ~Q(participant__way=Way.NONE)
_SAID: Final = {1: "agree", 0: "pass", -1: "disagree"}
Facts = Mapping[str, str]


def due() -> list[Consultation]:
    """Published ones where somebody spoke of themselves, and something came since they were
    weighed; those that go on, once a day in any case."""
    portraits = Portrait.objects.filter(participant__consultation=OuterRef("pk"))
    weighed = Weighing.objects.filter(consultation=OuterRef("pk"))
    found = Consultation.objects.exclude(published_at=None).filter(
        Exists(portraits) | Exists(weighed)
    )
    return [one for one in found.prefetch_related("areas__epci", "phases") if _is_due(one)]


def _is_due(consultation: Consultation) -> bool:
    of = {"participant__consultation": consultation}
    since = consultation.weighings.aggregate(at=Min("computed_at"))["at"]
    if since is None or since < clock.now() - timedelta(days=1):
        return True
    lately = (
        Portrait.objects.filter(**of).aggregate(at=Max("given_at"))["at"],
        Reaction.objects.filter(**of).aggregate(at=Max("reacted_at"))["at"],
        Support.objects.filter(**of).aggregate(at=Max("at"))["at"],
    )
    return any(at is not None and at > since for at in lately)


@transaction.atomic
def weigh_consultation(*, consultation: Consultation) -> list[Weighing]:
    """Compute its results again, and keep the figures instead of the last ones. `areas` and
    `phases` are prefetched. Nothing where no figures of the population are published."""
    strata = strata_of(consultation)
    kept: dict[tuple[str, int], dict[str, Any]] = {}
    if strata:
        facts = facts_of(consultation)
        for phase in consultation.phases.all():
            if Act.REACT in rules_of(phase).acts:
                kept[About.STATEMENTS, phase.pk] = _statements(phase.pk, facts, strata)
        kept[About.SUPPORTS, 0] = _supports(consultation, facts, strata)
        published = Election.objects.filter(
            phase__consultation=consultation, state=Election.State.PUBLISHED
        )
        for key in published.values_list("pk", flat=True):
            kept[About.TURNOUT, key] = _turnout(key, facts, strata)
    Weighing.objects.filter(consultation=consultation).delete()
    return Weighing.objects.bulk_create(
        Weighing(
            consultation=consultation,
            about=about,
            key=key,
            content=content,
            computed_at=clock.now(),
        )
        for (about, key), content in kept.items()
    )


def ask_again(consultation_id: int) -> None:
    """Somebody took back what they said of themselves: figures with it are for the next run."""
    Weighing.objects.filter(consultation=consultation_id).update(computed_at=_NEVER)


def _statements(phase: int, facts: Mapping[int, Facts], strata: Sequence[Any]) -> dict[str, Any]:
    said: dict[int, dict[int, str]] = {}
    rows = Reaction.objects.filter(
        _COUNTED, phase=phase, statement__state=Statement.State.SHOWN
    ).values_list("statement", "participant", "value")
    for statement, participant, value in rows:
        said.setdefault(statement, {})[participant] = _SAID[value]
    people = {who for answers in said.values() for who in answers}
    most = sorted(said, key=lambda key: (-len(said[key]), key))[:MOST_STATEMENTS]
    return _content(people, facts, strata) | {
        "rows": [
            row(
                key,
                "agree",
                _weighed({who: {one} for who, one in said[key].items()}, "agree", facts, strata),
            )
            for key in most
            if len(said[key]) >= LEAST
        ]
    }


def _supports(
    consultation: Consultation, facts: Mapping[int, Facts], strata: Sequence[Any]
) -> dict[str, Any]:
    given: dict[int, set[str]] = {}
    rows = Support.objects.filter(
        _COUNTED, idea__consultation=consultation, idea__state=Idea.State.SHOWN
    ).values_list("participant", "idea")
    for participant, idea in rows:
        given.setdefault(participant, set()).add(str(idea))
    ideas = Idea.objects.filter(consultation=consultation, state=Idea.State.SHOWN, supports__gt=0)
    most = ideas.order_by("-supports", "-pk").values_list("pk", flat=True)[:MOST_IDEAS]
    return _content(given, facts, strata) | {
        "rows": [row(key, str(key), _weighed(given, str(key), facts, strata)) for key in most]
        if len(given) >= LEAST
        else []
    }


def _turnout(election: int, facts: Mapping[int, Facts], strata: Sequence[Any]) -> dict[str, Any]:
    """Who signed the roll: ballots are apart, nothing joins them to anybody (decision 0411)."""
    roll = RollEntry.objects.filter(election=election).exclude(participant=None)
    return _content(set(roll.values_list("participant", flat=True)), facts, strata) | {"rows": []}


def _weighed(
    choices: Mapping[int, "set[str]"],
    option: str,
    facts: Mapping[int, Facts],
    strata: Sequence[Any],
) -> Any:
    return weigh([(facts.get(who), chosen) for who, chosen in choices.items()], [option], strata)


def _content(people: Any, facts: Mapping[int, Facts], strata: Sequence[Any]) -> dict[str, Any]:
    known = [facts[who] for who in people if who in facts]
    return {
        "answers": len(people),
        "known": len(known),
        "strata": heard(known, strata) if len(known) >= LEAST else [],
        "too_few": [
            [dict(label) for label in labels]
            for labels in too_few(known, strata, lambda value: value.label)
        ],
    }
