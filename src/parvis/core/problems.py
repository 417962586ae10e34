"""Refusals as programs read them: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

ROOT = "urn:parvis:problem:"
MEDIA_TYPE = "application/problem+json"
_LONGEST_POINTER = 200


class Problem(Exception):
    """`code` names it for programs; `errors` are messages by JSON pointer; `headers` go along."""

    def __init__(
        self,
        code: str,
        status: int,
        detail: str = "",
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or code)
        self.code, self.status, self.detail = code, status, detail
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})


def is_program(request: HttpRequest) -> bool:
    """Whether a program reads the answer: addresses under /api/ have no other readers."""
    return request.path_info.startswith("/api/")


def common_titles() -> dict[str, str]:
    """What every API may refuse, by code."""
    return {
        "rate": _("Too many requests in this minute: wait for the time that Retry-After says."),
        "not-found": _("Nothing has this address."),
        "method": _("This address does not answer to that method."),
        "invalid": _("Some values need to be corrected."),
    }


def problem_answer(problem: Problem, title: str) -> JsonResponse:
    """The problem as an answer. What is quoted of the request is cut short and made printable."""
    body: dict[str, Any] = {
        "type": ROOT + problem.code,
        "title": title,
        "status": problem.status,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [
            {"pointer": _printable(pointer), "detail": " ".join(said)}
            for pointer, said in sorted(problem.errors.items())
        ]
    response = JsonResponse(
        body, status=problem.status, content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Parvis"'
    if problem.status == 429:
        response.headers["Retry-After"] = "60"
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def pointer_to(*parts: object) -> str:
    """JSON pointer (RFC 6901) to a place of the request."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def _printable(pointer: str) -> str:
    """A lone surrogate is valid in JSON and can be written in no answer."""
    return pointer[:_LONGEST_POINTER].encode("utf-8", "replace").decode()
