"""Requests that no page could answer."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import DivisionByZero

from parvis.core.problems import Problem, is_program, problem_answer
from parvis.core.views.faults import bad_request

log = logging.getLogger(__name__)


class RequestSizeMiddleware:
    """Answers 413 with a page that says the limit (a problem, to programs), reading nothing of the
    body; 404 to an address that holds a NUL, which PostgreSQL keeps nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        most = _most_bytes(request)
        if not length.isdecimal() or len(length) > 18 or int(length) > most:
            if is_program(request):
                return problem_answer(
                    Problem("too-large", 413, headers={"Access-Control-Allow-Origin": "*"}),
                    _("This request is too large."),
                )
            return render(request, "413.html", {"megabytes": most // (1024 * 1024)}, status=413)
        return self.get_response(request)


class FormAddressMiddleware:
    """An address that only takes a form says so to who opens it, as one does by coming back after
    signing in; programs get the bare 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_opened = request.method == "GET" and not is_program(request)
        if is_opened and isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = answer["Allow"]
            return page
        return answer


class UnkeepableMiddleware:
    """Answers 400 to what was read as text or a number, and which PostgreSQL can hold nowhere: a
    NUL, half a character, a number or a day beyond all. Each place that a request may name would
    have to look for them otherwise. What was begun is undone, as by any fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _is_unkeepable(error):
            return None
        # Not an error: strangers send such things. What a form let through is found by this line.
        log.warning("%s %s: %s", request.method, request.path_info, error)
        return bad_request(request, error)


def _is_unkeepable(error: Exception) -> bool:
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    # A division by zero would be ours.
    return isinstance(error, DataError) and not isinstance(error.__cause__, DivisionByZero)


def _most_bytes(request: HttpRequest) -> int:
    """Only a form with files may be larger than what Django reads into memory."""
    if request.content_type == "multipart/form-data":
        return int(settings.REQUEST_MAX_BYTES)
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or int(settings.REQUEST_MAX_BYTES)
