"""Refusals as programs read them: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping

import pydantic
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from parvis.cases import actions as cases
from parvis.core.problems import Problem, pointer_to, problem_answer
from parvis.partners.actions.keys import TooMany

__all__ = ["Problem", "answer_of", "refusal_of"]


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
    return problem_answer(problem, _titles()[problem.code])


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
                    pointer_to(*one["loc"]): [one["msg"]] for one in error.errors()
                },
            )  # fmt: skip
    return None


def _pointers(root: str, errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {f"/{root}/" + path.replace(".", "/"): said for path, said in errors.items()}
