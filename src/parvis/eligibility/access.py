"""Who calls the API of rights, and what the domains above may know of a sender's household."""

import json
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec

import pydantic
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parvis.accounts.models import Account, Person
from parvis.core.allowance import Allowance, sender_of, spend
from parvis.core.open_api import open_api
from parvis.core.problems import Problem, common_titles, pointer_to, problem_answer
from parvis.eligibility import conversation, queries
from parvis.eligibility.interview import Interview
from parvis.eligibility.ports import LawRefused, LawUnavailable, caller_of
from parvis.eligibility.rules import PER_MINUTE
from parvis.eligibility.situation import Situation


def situation_at(request: HttpRequest) -> Situation | None:
    """What this browser's session was told of the household, else what a resident keeps; None when
    nothing is known, and for agents. At most one query."""
    user = request.user if isinstance(request.user, Account) else None
    if user is not None and user.is_agent:
        return None
    interview = conversation.current(request)
    if interview is not None and interview.asked:
        return interview.situation
    kept = queries.kept_of(user)
    return Interview.from_json(kept.interview).situation if kept is not None else None


def situation_at_desk(request: HttpRequest, person: Person) -> Situation | None:
    """What an adviser was told of this person's household on the screen of rights, in this session;
    None when nothing was, or when it was somebody else's. No query."""
    interview = conversation.current(request, conversation.DESK)
    is_theirs = request.session.get(conversation.DESK_PERSON) == str(person.pk)
    return interview.situation if is_theirs and interview is not None else None


P = ParamSpec("P")
MOST_BYTES: Final = 256 * 1024


class RightsRequest(HttpRequest):
    """`spend_more(n)`: this request counts for `n` more. Raises Problem when that is too much."""

    spend_more: Callable[[int], None]


def rights_api(
    *methods: str, told: Callable[[Problem], HttpResponse] | None = None
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view for programs anywhere: without a key, counted by address; with one, by key.

    No cookie opens anything and nothing is kept. Refusals are problems (RFC 9457), or what `told`
    makes of them.
    """
    return open_api(*methods, count=_count, refusal_of=_refusal_of, told=told or problem_of)


def _count(request: Any, counted: list[Allowance]) -> None:
    """Raises Problem: no such key, not one for rights, or too many requests."""
    policy, name = "address", sender_of(request)
    shown = request.headers.get("Authorization", "")
    caller = None
    if shown:
        kind, _space, token = shown.partition(" ")
        caller = caller_of(token.strip()) if kind.lower() == "bearer" else None
        if caller is not None and caller.may_ask:
            policy, name = "key", caller.name

    def more(cost: int) -> None:
        allowance = spend(policy, name, PER_MINUTE[policy], cost)
        counted.append(allowance)
        if allowance.is_over:
            raise Problem("rate", 429)

    more(1)
    if shown and caller is None:
        raise Problem("key", 401)
    if caller is not None and not caller.may_ask:
        raise Problem("scope", 403)
    request.spend_more = more


def body_of(request: HttpRequest, most: int = MOST_BYTES) -> Any:
    """The JSON that was sent. Raises Problem."""
    if request.content_type != "application/json":
        raise Problem("malformed", 415, _("Send JSON: Content-Type: application/json."))
    if len(request.body) > most:
        raise Problem("too-large", 413)
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Problem("malformed", 400, _("This is not JSON.")) from None


def _refusal_of(error: Exception) -> Problem | None:
    """The problem a refusal stands for; None for a fault of ours."""
    match error:
        case Problem():
            return error
        case Http404():
            return Problem("not-found", 404)
        case LawUnavailable():
            return Problem("law-away", 503, headers={"Retry-After": "30"})
        case LawRefused():
            return Problem("invalid", 422, error.message)
        case pydantic.ValidationError():
            return Problem("invalid", 422, errors=_faults(error))
    return None


def _faults(error: pydantic.ValidationError) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        said = _said(one["type"]) or one["msg"].removeprefix("Value error, ")
        faults.setdefault(pointer_to(*one["loc"]), []).append(said)
    return faults


def _said(kind: str) -> str:
    """The library's own messages are in English only."""
    return {
        "missing": _("This is missing."),
        "extra_forbidden": _("Nothing has this name here."),
        "string_type": _("A text is expected here."),
        "string_pattern_mismatch": _("This is not written as expected."),
        "list_type": _("A list is expected here."),
        "model_type": _("An object is expected here."),
        "model_attributes_type": _("An object is expected here."),
        "dict_type": _("An object is expected here."),
        "bool_type": _("True or false is expected here."),
        "too_long": _("There are too many of these."),
        "too_short": _("There are not enough of these."),
        "literal_error": _("This is none of the answers that are known."),
        "enum": _("This is none of the answers that are known."),
    }.get(kind, "")


def problem_of(problem: Problem) -> HttpResponse:
    """As RFC 9457 says, in the language asked for."""
    return problem_answer(problem, titles()[problem.code])


def titles() -> dict[str, str]:
    """Every problem of this API, by code."""
    return common_titles() | {
        "key": _("Show a valid key: Authorization: Bearer … Without one, send no such header."),
        "scope": _("This key does not open rights."),
        "malformed": _("This request cannot be understood."),
        "too-large": _("This request is too large."),
        "law-away": _("The national law cannot be asked now. Nothing is refused: ask again."),
    }
