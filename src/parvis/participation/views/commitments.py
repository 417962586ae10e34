"""What the authority promised and what became of each idea, as everybody reads it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation import actions, queries
from parvis.participation.actions.moderation import appeal, may_appeal
from parvis.participation.actions.remarks import may_reply, rate, reply_to_decision
from parvis.participation.forms.commitments import RatingForm, ReplyForm
from parvis.participation.models import (
    Commitment,
    Consultation,
    Decision,
    Participant,
    Progress,
    Remark,
)
from parvis.participation.queries import chain, commitments, fates, likeness, projects
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back

BAR, ROW = 260, 40


@public_page
@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """What was promised, the next one due first."""
    found = queries.heading_of(slug)
    state = request.GET.get("etat", "")
    page = commitments.listed(found, state=state, after=request.GET.get("apres", ""))
    kept = {"etat": state} if state else {}
    many = commitments.counts(found)
    context = {
        "consultation": found,
        "lines": page.lines,
        "next": f"?{urlencode(kept | {'apres': page.after})}" if page.after else "",
        "tabs": _tabs(many, state),
        "overdue": many.get("overdue", 0),
        "total": sum(many.values()) - many.get("overdue", 0),
    }
    return render(request, "participation/public/commitments.html", context)


def _tabs(many: dict[str, int], state: str) -> list[dict[str, object]]:
    total = sum(many.values()) - many.get("overdue", 0)
    rows = [("", _("all"), total)]
    rows += [(one.value, str(one.label), many.get(one.value, 0)) for one in Commitment.State]
    return [
        {
            "label": capfirst(label),
            "href": f"?etat={value}" if value else "?",
            "current": value == state,
            "count": count,
        }
        for value, label, count in rows
        if count or not value
    ]


@public_page
@never_cache
@require_http_methods(METHODS)
def commitment(request: HttpRequest, slug: str, commitment: int) -> HttpResponse:
    """One: its owner, money, dates, steps, delays and ratings. POST rates it, or asks for a new
    reading of what one wrote."""
    one = commitments.published_at(slug, commitment)
    found = one.consultation
    reader = queries.participant_at(request, found)
    story = commitments.story_of(one, reader)
    form = _rating_form(request, one, story, reader)
    if request.method == "POST":
        done = _done(request, found, one, story, form)
        if done is not None:
            return done
    (line,) = commitments.lines_of([one])
    context = {
        "consultation": found,
        "commitment": one,
        "line": line,
        "story": story,
        "places": chain.of_commitment(one),
        "form": form,
        "entries": [_entry(each) for each in story.progress],
        "can_rate": bool(_ratable(one, story)),
        "sign_in": "" if person_at(request) else sign_in_and_back(request),
        "own": {said.one.pk for said in story.said if _may_appeal(said.one, reader)},
    }
    return render(request, "participation/public/commitment.html", context)


def _may_appeal(one: Remark, reader: Participant | None) -> bool:
    return reader is not None and one.participant_id == reader.pk and may_appeal(one)


def _rating_form(
    request: HttpRequest,
    one: Commitment,
    story: commitments.Story,
    reader: Participant | None,
) -> RatingForm | None:
    """None while nothing can be rated, and for whoever is not signed in."""
    stages = _ratable(one, story)
    if not stages or (person_at(request) is None and reader is None):
        return None
    data = request.POST if request.POST.get("what") == "rate" else None
    return RatingForm(data, stages=stages)


def _ratable(one: Commitment, story: commitments.Story) -> list[tuple[str, str]]:
    whole = [("tout", _("What was delivered"))] if one.state == Commitment.State.DELIVERED else []
    done = [(str(each.one.pk), each.one.title) for each in story.stages if each.one.done_on]
    return [*whole, *reversed(done)]


def _entry(one: Progress) -> dict[str, object]:
    """As the timeline draws it."""
    late = {Progress.Kind.DUE, Progress.Kind.DELAYED, Progress.Kind.ABANDONED}
    good = {Progress.Kind.DELIVERED, Progress.Kind.MILESTONE, Progress.Kind.SERVICE}
    kind, icon = ("warning", "clock") if one.kind in late else ("info", "info")
    if one.kind in good:
        kind, icon = "success", "check"
    return {
        "at": localdate(one.at),  # the hour says nothing about a promise
        "title": capfirst(one.get_kind_display()),
        "text": one.text,
        "kind": kind,
        "icon": icon,
    }


def _done(
    request: HttpRequest,
    found: Consultation,
    one: Commitment,
    story: commitments.Story,
    form: RatingForm | None,
) -> HttpResponse | None:
    what = request.POST.get("what")
    act: Callable[[], str]
    if what == "rate" and form is not None:
        if not form.is_valid():
            return None
        act = lambda: _rate(request, found, one, story, form.cleaned_data)  # noqa: E731
    elif what == "appeal":
        act = lambda: _appeal(request, found, story)  # noqa: E731
    else:
        raise Http404
    try:
        said = act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("participation:commitment", slug=found.slug, commitment=one.pk)


def _rate(
    request: HttpRequest,
    found: Consultation,
    one: Commitment,
    story: commitments.Story,
    given: dict[str, Any],
) -> str:
    person = person_at(request)
    by = actions.join(consultation=found, person=person) if person else None
    by = by or queries.participant_at(request, found)
    if by is None:
        raise actions.NotYours
    steps = {str(each.one.pk): each.one for each in story.stages}
    made = rate(
        commitment=one,
        by=by,
        stars=int(given["stars"]),
        text=given["text"].strip(),
        milestone=steps.get(given["of"]),
    )
    if made.held_for:
        return _("Thank you. Somebody reads it first: %(why)s.") % {"why": made.held_for}
    return _("Thank you: your rating counts. You may change it.")


def _appeal(request: HttpRequest, found: Consultation, story: commitments.Story) -> str:
    by = queries.participant_at(request, found)
    key = request.POST.get("remark", "")
    one = next((said.one for said in story.said if str(said.one.pk) == key), None)
    if one is None or by is None:
        raise Http404
    appeal(written=one, by=by, why=request.POST.get("why", "").strip()[:1500])
    return _("Somebody else will read it again. You will be told.")


@public_page
@require_safe
def project(request: HttpRequest, slug: str, vote: int, code: str) -> HttpResponse:
    """A project of a vote: from which ideas it comes, what the vote gave it, what followed."""
    election, one = projects.project_at(slug, vote, code)
    context = {
        "consultation": election.phase.consultation,
        "election": election,
        "project": one,
        "outcome": projects.outcome_of(election, one),
        "places": chain.of_project(election, one),
    }
    return render(request, "participation/public/project.html", context)


@public_page
@require_safe
def became(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of the ideas: how many of each fate, and each with its reason."""
    found = queries.consultation_at(slug)
    asked = {key: request.GET.get(key, "")[:100] for key in ("sort", "theme", "commune")}
    known = fates.fates()
    communes = likeness.communes_of(found)
    chosen = next((one for one in communes if str(one.pk) == asked["commune"]), None)
    wanted = fates.Wanted(
        asked["sort"] if asked["sort"] in known else "",
        asked["theme"] if asked["theme"] in found.themes else "",
        chosen.pk if chosen else None,
    )
    ideas, after = fates.told_of(found, wanted, request.GET.get("apres", ""))
    many = fates.counted(found, wanted)
    kept = {key: value for key, value in asked.items() if value}
    context = {
        "consultation": found,
        "total": sum(many.values()),
        "rows": _bars(many),
        "plot": {"width": BAR + 50, "height": len(many) * ROW + 4},
        "ideas": ideas,
        "next": f"?{urlencode(kept | {'apres': after})}" if after else "",
        "communes": communes,
        "known": [(key, label) for key, label in known.items()],
        "wanted": wanted,
        "is_narrowed": bool(kept),
    }
    return render(request, "participation/public/fates.html", context)


def _bars(many: dict[str, int]) -> list[dict[str, object]]:
    most = max(many.values(), default=0) or 1
    total = sum(many.values()) or 1
    known = fates.fates()
    return [
        {
            "key": key,
            "label": known[key],
            "many": count,
            "share": round(100 * count / total),
            "width": round(BAR * count / most),
            "y": place * ROW,
        }
        for place, (key, count) in enumerate(many.items())
    ]


@public_page
@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every decision, by whom, when and why; of one idea with `idee`."""
    found = queries.heading_of(slug)
    idea = whole(request.GET.get("idee")) or None
    rows, after = commitments.decisions_of(
        found, idea=idea, after=whole(request.GET.get("apres"), digits=18) or 0
    )
    kept = {"idee": idea} if idea else {}
    context = {
        "consultation": found,
        "decisions": rows,
        "next": f"?{urlencode(kept | {'apres': after})}" if after else "",
        "is_narrowed": bool(idea),
    }
    return render(request, "participation/public/decisions.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def decision(request: HttpRequest, slug: str, decision: int) -> HttpResponse:
    """One decision with its reasons, and what authors reply. POST: an author's reply."""
    found = queries.heading_of(slug)
    rows = Decision.objects.select_related("unit__institution", "idea", "commitment", "election")
    one = get_object_or_404(
        rows.select_related("recommendation__panel"), pk=decision, consultation=found
    )
    reader = queries.participant_at(request, found)
    form = ReplyForm(request.POST or None)
    may = may_reply(one, reader)
    if request.method == "POST":
        if not may or reader is None:
            raise Http404
        if form.is_valid():
            try:
                made = reply_to_decision(decision=one, by=reader, text=form.cleaned_data["text"])
            except Refused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _reply_said(made))
            return redirect("participation:decision", slug=slug, decision=decision)
    said = commitments.remarks_of(Remark.objects.filter(decision=one), reader)
    replied = any(each.one.participant_id == reader.pk for each in said) if reader else False
    context = {
        "consultation": found,
        "decision": one,
        "said": said,
        "form": form if may and not replied else None,
    }
    return render(request, "participation/public/decision.html", context)


def _reply_said(made: Remark) -> str:
    if made.held_for:
        return _("Thank you. Somebody reads it first: %(why)s.") % {"why": made.held_for}
    return _("Thank you: your reply is published beside the decision.")
