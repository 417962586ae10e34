"""Refusals as programs read them: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping
from typing import Any

import pydantic
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from parvis.cases import actions as cases
from parvis.partners.actions.keys import TooMany

_ROOT = "urn:parvis:problem:"


class Problem(Exception):
    """`code` names it for programs; `errors` are messages by JSON pointer."""

    def __init__(
        self,
        code: str,
        status: int,
        detail: str = "",
        errors: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(detail or code)
        self.code, self.status, self.detail = code, status, detail
        self.errors = dict(errors or {})


def _titles() -> dict[str, str]:
    return {
        "key": _("Show a valid key: Authorization: Bearer …"),
        "scope": _("This key does not open this."),
        "rate": _("Too many requests with this key: wait a moment."),
        "not-found": _("Nothing here that this key may see."),
        "method": _("This address does not answer to that method."),
        "malformed": _("This request cannot be understood."),
        "invalid": _("Some values need to be corrected."),
        "not-allowed": _("This cannot be done now."),
        "moved": _("Somebody acted on this request meanwhile. Read it again before going on."),
        "idempotency-key": _("Give each change a key of its own: Idempotency-Key: …"),
        "idempotency-reused": _("This Idempotency-Key was used for another request."),
    }


def answer_of(problem: Problem) -> JsonResponse:
    """The problem as an answer."""
    body: dict[str, Any] = {
        "type": _ROOT + problem.code,
        "title": _titles()[problem.code],
        "status": problem.status,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [
            {"pointer": pointer, "detail": " ".join(said)}
            for pointer, said in sorted(problem.errors.items())
        ]
    response = JsonResponse(
        body, status=problem.status, content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Parvis"'
    if problem.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def refusal_of(error: Exception) -> Problem | None:
    """The problem a refusal stands for; None for a fault of ours."""
    match error:
        case Problem():
            return error
        case TooMany():
            return Problem("rate", 429)
        case Http404() | cases.NotFound():
            return Problem("not-found", 404)
        case cases.CaseMoved():
            return Problem("moved", 409)
        case cases.InvalidInputs():
            return Problem("invalid", 422, errors=_pointers("inputs", error.errors))
        case cases.Refused():
            return Problem("not-allowed", 409, str(error))
        case pydantic.ValidationError():
            return Problem(
                "invalid", 422,
                errors={
                    "/" + "/".join(map(str, one["loc"])): [one["msg"]] for one in error.errors()
                },
            )  # fmt: skip
    return None


def _pointers(root: str, errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {f"/{root}/" + path.replace(".", "/"): said for path, said in errors.items()}
