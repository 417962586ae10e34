"""Who reads: anybody, so many times a minute from one address."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parvis.core.allowance import Allowance, sender_of, spend
from parvis.core.open_api import open_api
from parvis.core.problems import Problem, common_titles, problem_answer

PER_MINUTE: Final = 120
Page = Callable[..., HttpResponse]


def reading_api(view: Callable[..., HttpResponse]) -> Page:
    """A view for programs that read. Refusals are problems (RFC 9457)."""
    made: Page = open_api(
        "GET", "HEAD", count=_count, refusal_of=_refusal_of, told=_told
    )(view)  # fmt: skip
    return made


def _count(request: HttpRequest, counted: list[Allowance]) -> None:
    allowance = spend("participation", sender_of(request), PER_MINUTE)
    counted.append(allowance)
    if allowance.is_over:
        raise Problem("rate", 429)


def _refusal_of(error: Exception) -> Problem | None:
    match error:
        case Problem():
            return error
        case Http404():
            return Problem("not-found", 404)
    return None


def _told(problem: Problem) -> HttpResponse:
    return problem_answer(problem, common_titles()[problem.code])


def text_of(request: HttpRequest, name: str) -> str:
    """A text of the address; PostgreSQL keeps no NUL, so that nothing has one."""
    return request.GET.get(name, "").replace("\0", "\ufffd")


def number_of(request: HttpRequest, name: str) -> int:
    """A whole number of the address; 0 when it is not given. Raises Problem."""
    text: Any = request.GET.get(name, "0") or "0"
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise invalid(name, _("A whole number is expected here."))
    return int(text)


def invalid(name: str, said: str) -> Problem:
    return Problem("invalid", 422, errors={f"/{name}": [said]})
