"""Who was heard, and each result as given and as the population would weigh it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.participation import queries
from parvis.participation.models import Consultation, Election, Idea, Statement, Weighing
from parvis.participation.queries.portraits import asks_facts

About = Weighing.About


@public_page
@require_safe
def weighed(request: HttpRequest, slug: str) -> HttpResponse:
    """Opinions, supports and turnout of a consultation; nothing is computed here."""
    found = queries.consultation_at(slug)
    kept = sorted(found.weighings.all(), key=lambda one: (About.values.index(one.about), one.key))
    words = {about: _words(about, found, kept) for about in {one.about for one in kept}}
    context = {
        "consultation": found,
        "asks": asks_facts(found),
        "sections": [_section(one, words[one.about], found) for one in kept],
    }
    return render(request, "participation/public/weighed.html", context)


def _words(about: str, found: Consultation, kept: Iterable[Weighing]) -> Mapping[int, str]:
    """What may still be shown, by key."""
    keys = [row["key"] for one in kept if one.about == about for row in one.content["rows"]]
    if about == About.STATEMENTS:
        shown = Statement.objects.filter(pk__in=keys, state=Statement.State.SHOWN)
        return dict(shown.values_list("pk", "text"))
    if about == About.SUPPORTS:
        listed = Idea.objects.filter(pk__in=keys, state=Idea.State.SHOWN)
        return dict(listed.values_list("pk", "title"))
    votes = Election.objects.filter(phase__consultation=found)
    return dict(votes.values_list("pk", "title"))


def _section(one: Weighing, words: Mapping[int, str], found: Consultation) -> dict[str, Any]:
    phases = {phase.pk: phase.title for phase in found.phases.all()}
    titles = {About.STATEMENTS: phases.get(one.key, ""), About.TURNOUT: words.get(one.key, "")}
    rows = [row | {"text": words[row["key"]]} for row in one.content["rows"] if row["key"] in words]
    return {
        "about": one.about,
        "title": one.get_about_display(),
        "of": titles.get(About(one.about), ""),
        "at": one.computed_at,
        "answers": one.content["answers"],
        "known": one.content["known"],
        "rows": rows,
        "is_weighted": any(row["weighted"] is not None for row in rows),
        "strata": [_stratum(each) for each in one.content["strata"]],
        "too_few": [", ".join(map(_said, labels)) for labels in one.content["too_few"]],
    }


def _stratum(held: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row | {"label": _said(row["label"])} for row in held["rows"]]
    return {"label": _said(held["label"]), "source": held["source"], "rows": rows}


def _said(labels: Mapping[str, str]) -> str:
    return labels.get((get_language() or "fr")[:2]) or labels["fr"]
