"""Statements: answered one at a time, said, and what all the answers come to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.core.visitor import ensure_visitor, visitor_token
from parvis.participation import actions, queries
from parvis.participation.forms.deliberation import StatementForm
from parvis.participation.models import Act, Consultation, Phase, Reaction, Statement
from parvis.participation.opinion_picture import picture
from parvis.participation.opinion_results import FEWEST, results
from parvis.participation.opinions.polis import write_comments, write_votes
from parvis.participation.queries.portraits import asks_facts
from parvis.participation.rules import may, rules_of
from parvis.participation.tiles import Asking, Tile
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back

Value = Reaction.Value
CHOICES = {"oui": Value.AGREE, "non": Value.DISAGREE, "passe": Value.PASS}


def phase_at(slug: str, phase: int) -> tuple[Consultation, Phase]:
    """A published phase where statements are answered. Raises Http404."""
    found = queries.consultation_at(slug)
    chosen = next((one for one in found.phases.all() if one.pk == phase), None)
    if chosen is None or Act.REACT not in rules_of(chosen).acts:
        raise Http404
    return found, chosen


@public_page
@never_cache
@require_http_methods(METHODS)
def answering(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """One statement and three buttons. POST: an answer, then the next one."""
    found, chosen = phase_at(slug, phase)
    if request.method == "POST":
        return _answered(request, chosen)
    participant, person = queries.participant_at(request, found), person_at(request)
    luck = visitor_token(request) or str(participant.pk if participant else "")
    turn = queries.next_turn(chosen, participant, luck)
    again = whole(request.GET.get("encore"), digits=18)
    statement, answer = turn.statement, None
    if again is not None and participant is not None:
        shown = Statement.objects.filter(phase=chosen, state=Statement.State.SHOWN)
        statement = get_object_or_404(shown, pk=again)
        answer = queries.answered_by(participant, chosen).get(statement.pk)
    verdict = may(participant or person, chosen, Act.REACT)
    context = {
        "consultation": found,
        "phase": chosen,
        "turn": turn,
        "statement": statement,
        "answer": answer,
        "verdict": verdict,
        "may_say": may(participant or person, chosen, Act.STATE).ok,
        "is_known": (participant is not None and participant.is_verified) or person is not None,
        "sign_in": sign_in_and_back(request),
        "asks_facts": turn.answered > 0 and asks_facts(found),
    }
    return render(request, "participation/public/answering.html", context)


def _answered(request: HttpRequest, chosen: Phase) -> HttpResponse:
    key = whole(request.POST.get("statement"), digits=18) or 0
    answer = CHOICES.get(request.POST.get("answer", ""))
    one = Statement.objects.filter(phase=chosen, pk=key).first()
    if one is None or answer is None:
        raise Http404
    one.phase = chosen
    person = person_at(request)
    token = "" if person else visitor_token(request, create=True) or ""
    back = redirect("participation:answering", slug=chosen.consultation.slug, phase=chosen.pk)
    try:
        actions.react(statement=one, value=answer, person=person, token=token)
    except Refused as refused:
        messages.error(request, str(refused))
        return back
    if person is None:
        ensure_visitor(request, back)
    return back


@public_page
@never_cache
@require_safe
def mine(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """What one answered, each with a way to answer otherwise."""
    found, chosen = phase_at(slug, phase)
    participant = queries.participant_at(request, found)
    answers = [] if participant is None else list(queries.answers_of(participant, chosen)[:300])
    context = {"consultation": found, "phase": chosen, "answers": answers}
    return render(request, "participation/public/answers.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def saying(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """Put a statement of one's own to everybody."""
    found, chosen = phase_at(slug, phase)
    participant, person = queries.participant_at(request, found), person_at(request)
    form = StatementForm(request.POST or None)
    same = None
    if form.is_valid():
        token = "" if person else visitor_token(request, create=True) or ""
        try:
            said = actions.say(
                phase=chosen, text=form.cleaned_data["text"], person=person, token=token
            )
        except actions.AlreadySaid as known:
            same = known.statement
            form.add_error("text", str(known))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _thanked(request, chosen, said, is_visitor=person is None)
    context = {
        "consultation": found,
        "phase": chosen,
        "form": form,
        "same": same,
        "reads_before": rules_of(chosen).reads_before,
        "verdict": may(participant or person, chosen, Act.STATE),
        "sign_in": sign_in_and_back(request),
    }
    return render(request, "participation/public/saying.html", context)


def _thanked(
    request: HttpRequest, chosen: Phase, said: Statement, *, is_visitor: bool
) -> HttpResponse:
    is_shown = said.state == Statement.State.SHOWN
    told = _("Thank you. It is put to everybody now.")
    waits = _("Thank you. Organisers read it first; it is then put to everybody.")
    messages.success(request, told if is_shown else waits)
    back = redirect("participation:answering", slug=chosen.consultation.slug, phase=chosen.pk)
    if is_visitor:
        ensure_visitor(request, back)
    return back


@public_page
@never_cache
@require_safe
def opinion_map(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """What all agree on; groups and their picture when they hold; every statement in numbers."""
    found, chosen = phase_at(slug, phase)
    kept = queries.map_of(chosen)
    participant = queries.participant_at(request, found)
    context: dict[str, object] = {"consultation": found, "phase": chosen, "kept": kept}
    if kept is not None:
        words = Statement.objects.filter(phase=chosen, state=Statement.State.SHOWN)
        told = results(kept, words.order_by("number"), queries.visitors_answers(chosen))
        place = None if participant is None else queries.place_of(participant, chosen)
        context |= {
            "results": told,
            "people": queries.people_in(chosen),
            "picture": picture(kept.content, place),
            "is_published": kept.content["people"] >= FEWEST,
            "stability": kept.content["stability"],
        }
    return render(request, "participation/public/opinion_map.html", context)


FILES = {"affirmations": "comments", "avis": "votes"}


@public_page
@require_safe
def export(request: HttpRequest, slug: str, phase: int, name: str) -> HttpResponse:
    """What the map is drawn from, in the CSV of Pol.is: statements, or answers without names.

    Not found before twenty people answered."""
    _found, chosen = phase_at(slug, phase)
    told = queries.snapshot(chosen)
    if name not in FILES or len({vote.voter for vote in told.votes}) < FEWEST:
        raise Http404
    text = (
        write_comments(told.comments, told.votes)
        if FILES[name] == "comments"
        else write_votes(told.votes)
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def tile(asking: Asking) -> Tile | None:
    """On the page of a phase where statements are answered."""
    phase = asking.phase
    if not phase.is_open:
        return None
    many = Statement.objects.filter(phase=phase, state=Statement.State.SHOWN).count()
    return Tile(
        _("Give your opinion"),
        _("Agree or not with short statements, one at a time. Stop when you like."),
        reverse("participation:answering", args=[phase.consultation.slug, phase.pk]),
        "message",
        ngettext("%(n)s statement", "%(n)s statements", many) % {"n": many},
    )


def map_tile(asking: Asking) -> Tile | None:
    """What comes out of the answers, as long as they come and afterwards."""
    phase = asking.phase
    if not phase.has_opened:
        return None
    if not phase.is_open and not Statement.objects.filter(phase=phase).exists():
        return None  # nothing was ever asked
    return Tile(
        _("What comes out so far") if phase.is_open else _("What came out"),
        _("What all agree on, and where opinions part.")
        if phase.is_open
        else _("What all agreed on, and where opinions part."),
        reverse("participation:opinion-map", args=[phase.consultation.slug, phase.pk]),
        "users",
    )
