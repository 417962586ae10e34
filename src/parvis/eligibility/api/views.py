"""The addresses of the API of rights: read, ask, tell. Nothing is written anywhere."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.core.problems import Problem, pointer_to
from parvis.eligibility import local, questions
from parvis.eligibility.access import RightsRequest, body_of, rights_api
from parvis.eligibility.api import catalogue, telling, told
from parvis.eligibility.api.asked import Asking, AskNext, Assess, Explain, Fact, day_of
from parvis.eligibility.api.given import Shape
from parvis.eligibility.api.reading import Given, given_of, with_asked
from parvis.eligibility.assessing import Assessment, assess, assess_national
from parvis.eligibility.explaining import Steps, steps_of
from parvis.eligibility.judging import Judged
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.ports import LawRefused, LawUnavailable

S = TypeVar("S", bound=Shape)
EXPLAINING_COSTS = 4
"""Beside the request itself."""
_STATE = "state."


def _answer(body: told.Told) -> HttpResponse:
    return JsonResponse(body.as_json(), json_dumps_params={"ensure_ascii": False})


def _read(request: RightsRequest, shape: type[S]) -> S:
    return shape.model_validate(body_of(request))


def _given(asked: Asking) -> Given:
    return given_of(asked.situation, asked.on)


@rights_api("GET", "HEAD")
def facts(request: RightsRequest) -> HttpResponse:
    """Every fact that rights depend on."""
    return _answer(catalogue.facts())


@rights_api("GET", "HEAD")
def benefits(request: RightsRequest) -> HttpResponse:
    """Benefits in force on a day, of the nation and of the places."""
    try:
        on = day_of(request.GET["on"]) if "on" in request.GET else clock.today()
    except ValueError as error:
        raise Problem("invalid", 422, errors={"/on": [str(error)]}) from None
    return _answer(catalogue.benefits(on, request.GET.get("commune", "")))


@rights_api("POST")
def assess_situation(request: RightsRequest) -> HttpResponse:
    """What the household may claim. One call to the law engine, and one by explanation."""
    asked = _read(request, Assess)
    given = _given(asked)
    _check_benefits(asked.benefits or [])
    if asked.explain:
        request.spend_more(EXPLAINING_COSTS)
    assessment = _assessment(given, asked.benefits, asked.on)
    steps: dict[tuple[str, str], Steps] = {}
    if asked.explain:
        for each in assessment.judged:
            answer = each.answer
            steps[answer.benefit, answer.whom] = steps_of(given.interview, answer, asked.on)
    return _answer(telling.assessed(given, assessment, asked.on, steps))


def _check_benefits(asked: list[str]) -> None:
    """Raises Problem."""
    faults = {
        pointer_to("benefits", at): [_("No benefit has this name.")]
        for at, one in enumerate(asked)
        if not _is_national(one) and local.benefit(one) is None
    }
    if faults:
        raise Problem("invalid", 422, errors=faults)


def _is_national(benefit: str) -> bool:
    return benefit.startswith(_STATE) and benefit.removeprefix(_STATE) in BENEFITS


def _assessment(given: Given, benefits: list[str] | None, on: date) -> Assessment:
    """Raises Problem: a fact that the law cannot read."""
    if benefits and all(_is_national(one) for one in benefits):
        codes = [one.removeprefix(_STATE) for one in dict.fromkeys(benefits)]
        found = assess_national(given.interview, codes, on)
    else:
        found = assess(given.interview, on)
    path, message = found.refused
    if message:
        raise given.refused(LawRefused(path, message))
    if benefits is None:
        return found
    judged = tuple(each for each in found.judged if each.answer.benefit in benefits)
    return replace(found, judged=judged)


@rights_api("POST")
def next_question(request: RightsRequest) -> HttpResponse:
    """What to ask next, if anything can still change something. One call to the law engine."""
    asked = _read(request, AskNext)
    given = _given(asked)
    flagged = [_path(given, one, pointer_to("flagged", at)) for at, one in enumerate(asked.flagged)]
    interview = with_asked(given, asked.asked, flagged, asked.on)
    first = questions.first_questions(interview, asked.on)
    if first is not None:
        told_first = telling.question(given, first, asked.on)
        return _answer(told.Next(question=told_first, left=None))
    assessment = assess(interview, asked.on)
    path, message = assessment.refused
    if message:
        raise given.refused(LawRefused(path, message))
    if not assessment.has_law:
        raise LawUnavailable
    coming = questions.next_question(interview, assessment.judged, asked.on)
    found = coming.question
    return _answer(
        told.Next(
            question=telling.question(given, found, asked.on) if found is not None else None,
            left=coming.left,
        )
    )


def _path(given: Given, one: Fact, pointer: str) -> str:
    """Ours for a fact of theirs. Raises Problem."""
    path = f"{given.member(one.of)}.{one.fact}"
    try:
        given.interview.situation.kind(path)
    except KeyError:
        said = _("Nothing here has this name.")
        raise Problem("invalid", 422, errors={pointer: [said]}) from None
    return path


@rights_api("POST")
def explain(request: RightsRequest) -> HttpResponse:
    """Why one benefit comes to what it does. Two calls to the law engine at most."""
    asked = _read(request, Explain)
    given = _given(asked)
    if not _is_national(asked.benefit) and local.benefit(asked.benefit) is None:
        raise Problem("invalid", 422, errors={"/benefit": [_("No benefit has this name.")]})
    whom = given.member(asked.whom) if asked.whom is not None else None
    if asked.whom is not None and whom is None:
        raise Problem("invalid", 422, errors={"/for": [_("Nobody here has this name.")]})
    assessment = _assessment(given, [asked.benefit], asked.on)
    if not assessment.has_law and _is_national(asked.benefit):
        raise LawUnavailable
    for judged in assessment.judged:
        if asked.whom is None or judged.answer.whom == whom:
            return _answer(_explained(given, judged, asked.on))
    raise Problem("invalid", 422, errors={"/for": [_("This benefit is not this person’s own.")]})


def _explained(given: Given, judged: Judged, on: date) -> told.Explained:
    steps = steps_of(given.interview, judged.answer, on)
    reasons = (*steps.steps, *((steps.failed,) if steps.failed else ()))
    read = dict.fromkeys(path for reason in reasons for path in reason.facts)
    known = set(given.interview.situation.paths())
    return told.Explained(
        verdict=telling.verdict(given, judged, steps),
        used=telling.facts_of(given, (path for path in read if path in known)),
        supposed=telling.facts_of(given, steps.supposed),
    )
