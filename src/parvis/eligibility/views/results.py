"""What comes of the answers: every right with its why, and what a change would do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core import clock
from parvis.core.audience import public_page
from parvis.eligibility import actions, conversation, local, queries, questions, words
from parvis.eligibility.asking import way_to
from parvis.eligibility.assessing import Assessment, assess, assess_each
from parvis.eligibility.explaining import why
from parvis.eligibility.forms import form_of
from parvis.eligibility.interview import Interview
from parvis.eligibility.plausible import value
from parvis.eligibility.questions import Question
from parvis.eligibility.results import (
    Line,
    a_month,
    amount_in_words,
    by_certainty,
    groups_of,
    lines_of,
    title_of,
)
from parvis.eligibility.summary import summary_pdf
from parvis.eligibility.views.answers import with_answers
from parvis.territory import queries as territory

METHODS = ["GET", "HEAD", "POST"]


def commune_name(interview: Interview) -> str:
    code = value(interview.situation, "home.commune")
    found = territory.commune(code) if code else None
    return found.name if found else ""


def page_of(interview: Interview, assessment: Assessment) -> dict[str, Any]:
    """What the page of results shows, for residents and agents alike."""
    on = clock.today()
    lines = lines_of(assessment, interview, on)
    commune = commune_name(interview)
    total = a_month(lines)
    refused_path, refused_why = assessment.refused
    asked = questions.question_for(interview.situation, refused_path, on) if refused_path else None
    return {
        "groups": groups_of(lines),
        "sums": by_certainty(lines),
        "total": amount_in_words(total) if total else "",
        "has_law": assessment.has_law,
        "refused": refused_why,
        "refused_slug": asked.slug if asked else "",
        "law": assessment.law,
        "month": on.replace(day=1),
        "told": told(interview, commune),
        "commune": commune,
        "count": sum(1 for line in lines if line.is_yes),
        "income_is_supposed": interview.situation.fact("tax.reference_income") is None,
    }


def told(interview: Interview, commune: str) -> list[dict[str, Any]]:
    """What was answered, question by question, with the way to change it."""
    situation, rows = interview.situation, []
    for one in questions.questions_of(situation, clock.today()):
        if one.slug not in interview.asked:
            continue
        shown = [
            {"name": words.whose(path), "value": words.value_in_words(situation, path, commune)}
            for path in one.paths
            if (fact := situation.fact(path)) is not None and fact.value not in (None, False)
        ]
        rows.append(
            {
                "slug": one.slug,
                "title": title_of(one),
                "facts": shown,
                "nothing": _nothing(one),
                "is_skipped": one.slug in interview.skipped,
            }
        )
    return rows


def _nothing(asked: Question) -> str:
    """An answer that comes to nothing, in the words of its question."""
    match asked.topic:
        case "couple":
            return str(words.UNIONS["alone"])
        case "enfants":
            return _("No child")
        case "complement":
            return _("No complement")
        case "acces-emploi":
            return _("Not recognised")
        case "revenus":
            return _("No income")
    return _("None of these")


@public_page
@never_cache
@require_safe
@with_answers
def results(request: HttpRequest, interview: Interview) -> HttpResponse:
    """Everything, grouped by who grants it. One call to the law engine."""
    context = page_of(interview, assess(interview, clock.today()))
    user = request.user
    context |= {
        "kept": queries.kept_of(user) if user.is_authenticated else None,
        "may_keep": user.is_authenticated and not user.is_agent,
        "is_large": "grand" in request.GET,
    }
    return render(request, "eligibility/public/results.html", context)


@public_page
@never_cache
@require_safe
@with_answers
def summary(request: HttpRequest, interview: Interview) -> HttpResponse:
    """The same on paper."""
    context = page_of(interview, assess(interview, clock.today()))
    return pdf_response(summary_pdf(context))


def pdf_response(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="mes-droits.pdf"'
    return response


@public_page
@never_cache
@require_safe
@with_answers
def detail(
    request: HttpRequest, interview: Interview, benefit: str, whom: str = ""
) -> HttpResponse:
    """Why, why not, how sure, and what would change it."""
    found = why(interview, benefit, whom, clock.today(), commune_name(interview))
    if found is None:
        raise Http404
    context = {"why": found, "line": found.line, "month": clock.today().replace(day=1)}
    return render(request, "eligibility/public/detail.html", context)


@public_page
@never_cache
@require_safe
def ask(request: HttpRequest, benefit: str) -> HttpResponse:
    """Where it is asked for: the service of this site with the answers filled in, or the place."""
    interview = conversation.current(request) or Interview()
    way = way_to(benefit, value(interview.situation, "home.commune") or "")
    if way is None:
        raise Http404
    context = {"way": way, "name": _name(benefit)}
    return render(request, "eligibility/public/ask.html", context)


def _name(benefit: str) -> str:
    found = local.benefit(benefit)
    return found.name if found else str(words.NATIONAL[benefit.removeprefix("state.")][0])


@public_page
@never_cache
@require_safe
@with_answers
def what_if(request: HttpRequest, interview: Interview) -> HttpResponse:
    """What a change would do: choose what changes, then see the difference."""
    changed = conversation.current(request, conversation.WHAT_IF)
    context: dict[str, Any] = {
        "told": [row for row in told(interview, commune_name(interview)) if row["facts"]],
    }
    if changed is not None:
        context |= _difference(interview, changed)
    return render(request, "eligibility/public/what_if.html", context)


def _difference(now: Interview, then: Interview) -> dict[str, Any]:
    on = clock.today()
    before, after = assess_each([now, then], on)
    old = {(line.benefit, line.whom): line for line in lines_of(before, now, on)}
    new = {(line.benefit, line.whom): line for line in lines_of(after, then, on)}
    rows = [
        {"name": (new.get(key) or old[key]).name, "now": _said(old.get(key)), "then": said}
        for key in {**old, **new}
        if (said := _said(new.get(key))) != _said(old.get(key))
    ]
    totals = [a_month(lines.values()) for lines in (old, new)]
    return {
        "is_compared": True,
        "rows": rows,
        "has_law": before.has_law,
        "totals": [amount_in_words(total) if total else _("nothing") for total in totals],
        "changes": _changes(now, then),
    }


def _said(line: Line | None) -> str:
    if line is None or line.sure == "closed":
        return _("no right")
    if line.sure == "open":
        return _("cannot tell yet")
    return line.amount or _("right open")


def _changes(now: Interview, then: Interview) -> list[str]:
    commune, found = commune_name(then), []
    for path in dict.fromkeys([*then.situation.paths(), *now.situation.paths()]):
        try:
            before, after = (value(each.situation, path) for each in (now, then))
        except KeyError:
            continue
        if before != after:
            shown = words.value_in_words(then.situation, path, commune)
            found.append(_("%(fact)s: %(value)s") % {"fact": words.whose(path), "value": shown})
    return found


@public_page
@never_cache
@require_http_methods(METHODS)
@with_answers
def what_if_question(request: HttpRequest, interview: Interview, slug: str) -> HttpResponse:
    """The page of the question again; what is answered stays beside what is true."""
    asked = questions.question(interview.situation, slug, clock.today())
    if asked is None:
        raise Http404
    form = form_of(asked, interview, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = interview.flagging(form.flags(), asked.paths).telling(slug, form.facts())
        conversation.keep(request, changed, conversation.WHAT_IF)
        return redirect("eligibility:what-if")
    context = {"form": form, "title": title_of(asked), "question": asked}
    return render(request, "eligibility/public/what_if_question.html", context)


@public_page
@require_POST
def forget_what_if(request: HttpRequest) -> HttpResponse:
    conversation.forget(request, conversation.WHAT_IF)
    return redirect("eligibility:what-if")


@public_page
@never_cache
@require_POST
@with_answers
def share(request: HttpRequest, interview: Interview) -> HttpResponse:
    """A link that brings the answers back on another device, for a week."""
    try:
        code = actions.share(interview=interview)
    except actions.TooManyLinks:
        return render(request, "eligibility/public/shared.html", {"link": ""}, status=503)
    path = reverse("eligibility:resume", args=[code])
    context = {"link": request.build_absolute_uri(path), "days": actions.SHARED_FOR.days}
    return render(request, "eligibility/public/shared.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Behind a link. Opened by a press: a mail program that looks at links opens nothing."""
    interview = queries.shared(code)
    if interview is None:
        raise Http404
    if request.method == "POST":
        conversation.keep(request, interview)
        return redirect("eligibility:results")
    has_begun = conversation.current(request) is not None
    return render(request, "eligibility/public/resume.html", {"has_begun": has_begun})
