"""Lessons: anybody reads and answers; signed in, one keeps where one is and gets a certificate."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import SignedInRequest, signed_in_page
from parvis.accounts.models import Account
from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation.actions.lessons import answer_step, certify, is_right
from parvis.participation.lesson_certificate import certificate_pdf, grouped
from parvis.participation.lessons.definition import Example, LessonFile
from parvis.participation.lessons.library import shipped
from parvis.participation.models import Certificate, LessonProgress
from parvis.participation.views.public import METHODS, sign_in_and_back
from parvis.participation.views.vote_words import rule_names


def lesson_of(key: str) -> LessonFile:
    """Raises Http404."""
    found = shipped().get(key)
    if found is None:
        raise Http404
    return found


def _progress(request: HttpRequest) -> dict[str, LessonProgress]:
    if not isinstance(request.user, Account):
        return {}
    return {one.lesson: one for one in LessonProgress.objects.filter(account=request.user)}


@public_page
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    held = _progress(request)
    rows = [(one, held.get(one.key)) for one in shipped().values()]
    return render(request, "participation/lessons/list.html", {"lessons": rows})


@public_page
@never_cache
@require_safe
def lesson(request: HttpRequest, lesson: str) -> HttpResponse:
    """What one learns, its steps, and how far one is."""
    found = lesson_of(lesson)
    held = _progress(request).get(found.key)
    done = set(held.steps) if held else set()
    context = {
        "lesson": found,
        "held": held,
        "done": len(done),
        "steps": [(place, step, place in done) for place, step in enumerate(found.steps, 1)],
        "next": next((n for n in range(1, len(found.steps) + 1) if n not in done), 1),
        "sign_in": sign_in_and_back(request),
    }
    return render(request, "participation/lessons/lesson.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def step(request: HttpRequest, lesson: str, step: int) -> HttpResponse:
    """A text and a question. POST answers; the explanation then stands under the question."""
    found = lesson_of(lesson)
    if not 1 <= step <= len(found.steps):
        raise Http404
    here = reverse("participation:lesson-step", args=[lesson, step])
    if request.method == "POST":
        option = whole(request.POST.get("option"), digits=2) or 0
        if isinstance(request.user, Account) and option:
            answer_step(account=request.user, lesson=found, step=step, option=option)
        return redirect(f"{here}?reponse={option}#reponse" if option else here)
    given = whole(request.GET.get("reponse"), digits=2) or 0
    shown = found.steps[step - 1]
    given = given if 1 <= given <= len(shown.question.options) else 0
    context = {
        "lesson": found,
        "step": shown,
        "number": step,
        "previous": step - 1,
        "next": step + 1 if step < len(found.steps) else 0,
        "given": given,
        "is_right": bool(given) and is_right(found, step, given),
        "example": _example(shown.example) if shown.example else None,
        "is_kept": isinstance(request.user, Account),
    }
    return render(request, "participation/lessons/step.html", context)


def _example(example: Example) -> dict[str, object]:
    """A table of what each rule funds: what the file says, which the checker has counted."""
    voters = {
        one.id: sum(each.voters for each in example.ballots if one.id in each.chose)
        for one in example.projects
    }
    names = rule_names()
    return {
        "budget": example.budget * 100,
        "methods": [names[method] for method in example.funded],
        "rows": [
            {
                "name": one.name,
                "cost": one.cost * 100,
                "voters": voters[one.id],
                "funded": [
                    (names[method], one.id in keys) for method, keys in example.funded.items()
                ],
            }
            for one in example.projects
        ],
    }


@signed_in_page
@require_POST
def certificate(request: SignedInRequest, lesson: str) -> HttpResponse:
    """Ask for the certificate of a lesson that one has finished."""
    try:
        made = certify(account=request.user, lesson=lesson_of(lesson))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("participation:lesson", lesson=lesson)
    return redirect("participation:certificate", code=made.code)


@signed_in_page
@never_cache
@require_safe
def certificate_file(request: SignedInRequest, code: str) -> HttpResponse:
    """One's own; somebody else's is "not found"."""
    found = get_object_or_404(Certificate, code=code, account=request.user)
    data = certificate_pdf(found, shipped().get(found.lesson))
    headers = {"Content-Disposition": f'attachment; filename="attestation-{found.lesson}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@public_page
@never_cache
@require_safe
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a certificate is one: the lesson and the day, nobody's name."""
    typed = code or request.GET.get("code", "")
    plain = "".join(char for char in typed.upper() if char.isalnum())[:12]
    found = Certificate.objects.filter(code=plain).first() if plain else None
    context = {"typed": typed[:20], "code": grouped(plain), "found": found}
    return render(request, "participation/lessons/check.html", context)


@signed_in_page
@never_cache
@require_safe
def skills(request: SignedInRequest) -> HttpResponse:
    """What one has learnt here. The page has no address for anybody else: each sees their own."""
    certificates = Certificate.objects.filter(account=request.user)
    given = {one.lesson: one for one in certificates.order_by("issued_at")}
    finished = [one for one in _progress(request).values() if one.finished_at]
    library = shipped()
    rows = [
        (library[one.lesson], one, given.get(one.lesson))
        for one in sorted(finished, key=lambda one: one.finished_at or one.pk)
        if one.lesson in library
    ]
    return render(request, "participation/lessons/skills.html", {"rows": rows})
