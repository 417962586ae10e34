"""Anybody: begin, answer one question after the other, see what comes of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.audience import public_page
from parvis.core.typed import whole
from parvis.eligibility import actions, conversation, queries, questions, words
from parvis.eligibility.assessing import assess
from parvis.eligibility.forms import QuestionForm, form_of
from parvis.eligibility.forms.household import ROOM
from parvis.eligibility.interview import Interview
from parvis.eligibility.questions import Question
from parvis.eligibility.views.answers import with_answers

METHODS = ["GET", "HEAD", "POST"]
BACK_TO_RESULTS = "retour"
LEFT = "rights_left"


@public_page
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What it is, what it takes, what becomes of the answers."""
    context = {
        "begun": conversation.current(request),
        "kept": queries.kept_of(_account(request)),
    }
    return render(request, "eligibility/public/home.html", context)


@public_page
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """From nothing, or from the situation that somebody signed in has kept."""
    kept = queries.kept_of(_account(request))
    interview = Interview()
    if kept is not None and "nouvelle" not in request.POST:
        actions.note_seen(kept=kept)
        interview = Interview.from_json(kept.interview)
    conversation.keep(request, interview)
    request.session.pop(LEFT, None)
    if interview.asked:
        return redirect("eligibility:results")
    return _go_on(request, interview)


@public_page
@require_safe
@with_answers
def go_on(request: HttpRequest, interview: Interview) -> HttpResponse:
    """To what comes next."""
    return _go_on(request, interview)


def _go_on(request: HttpRequest, interview: Interview) -> HttpResponse:
    on = clock.today()
    first = questions.first_questions(interview, on)
    if first is not None:
        return redirect("eligibility:question", slug=first.slug)
    assessed = assess(interview, on)
    if assessed.has_law:
        coming = questions.next_question(interview, assessed.judged, on)
    else:
        coming = questions.without_the_law(interview, on)
    request.session[LEFT] = coming.left
    if coming.question is None:
        return redirect("eligibility:results")
    return redirect("eligibility:question", slug=coming.question.slug)


@public_page
@never_cache
@require_http_methods(METHODS)
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question. Skipped, what it asks stays unknown."""
    interview = conversation.current(request)
    if interview is None:
        messages.info(request, _("Your answers were not kept this long: begin again."))
        return redirect("eligibility:home")
    asked = questions.question(interview.situation, slug, clock.today())
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _show(request, interview, asked, form_of(asked, interview))
    if "passer" in request.POST:
        return _answered(request, interview.skipping(slug))
    form = form_of(asked, interview, request.POST)
    if ROOM in request.POST and "encore" in request.POST:
        return _show(request, interview, asked, _with_more_room(asked, interview, request))
    if not form.is_valid():
        return _show(request, interview, asked, form)
    interview = interview.flagging(form.flags(), asked.paths).telling(slug, form.facts())
    return _answered(request, interview)


def _with_more_room(asked: Question, interview: Interview, request: HttpRequest) -> QuestionForm:
    """The same page with one more line; what was typed stays, and nothing is refused yet."""
    data = request.POST.copy()
    room = whole(str(data.get(ROOM, "")), digits=2)
    data[ROOM] = "" if room is None else str(room + 1)
    form = form_of(asked, interview, data)
    form.refuse_nothing()
    return form


def _answered(request: HttpRequest, interview: Interview) -> HttpResponse:
    conversation.keep(request, interview)
    if BACK_TO_RESULTS in request.POST:
        return redirect("eligibility:results")
    return _go_on(request, interview)


def _show(
    request: HttpRequest, interview: Interview, asked: Question, form: QuestionForm
) -> HttpResponse:
    title, help_text = words.TITLES[asked.slug]
    before = [one for one in interview.asked if one != asked.slug]
    if asked.slug in interview.asked:
        before = list(interview.asked[: interview.asked.index(asked.slug)])
    context = {
        "question": asked,
        "title": title,
        "help": help_text,
        "form": form,
        "number": len(before) + 1,
        "left": _left(request, interview, asked),
        "back": _back(before),
        "returns": BACK_TO_RESULTS in request.GET or BACK_TO_RESULTS in request.POST,
        "may_see": bool(interview.situation.fact("home.commune")),
    }
    return render(request, "eligibility/public/question.html", context)


def _left(request: HttpRequest, interview: Interview, asked: Question) -> int:
    """How many may still come after this one; 0 when nobody knows yet."""
    left = request.session.get(LEFT, 0)
    return max(0, int(left) - 1) if asked.slug not in interview.asked else 0


def _back(before: list[str]) -> str:
    if not before:
        return reverse("eligibility:home")
    return reverse("eligibility:question", args=[before[-1]])


@public_page
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Forget the answers of this browser at once."""
    for key in (conversation.KEY, conversation.WHAT_IF):
        conversation.forget(request, key)
    messages.success(request, _("Your answers are erased."))
    return redirect("eligibility:home")


def _account(request: HttpRequest) -> Account | None:
    return request.user if isinstance(request.user, Account) else None
