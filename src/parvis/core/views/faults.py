"""What cannot be answered, said as its reader reads: a page, or a problem to a program."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from parvis.core.open_api import EVERYBODY
from parvis.core.problems import Problem, is_program, problem_answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came cannot be read."""
    if is_program(request):
        return _problem("malformed", 400, _("This request cannot be understood."))
    return defaults.bad_request(request, exception or ValueError())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404"""
    if is_program(request):
        return _problem("not-found", 404, _("Nothing has this address."))
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the fault is ours, and in the log."""
    if is_program(request):
        return _problem("fault", 500, _("Something went wrong here: try again later."))
    return defaults.server_error(request)


def _problem(code: str, status: int, title: str) -> HttpResponse:
    return problem_answer(Problem(code, status, headers=EVERYBODY), title)
