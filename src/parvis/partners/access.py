"""Who calls the API: a program of a partner, by its key and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from parvis.cases.queries import Party, partner_party
from parvis.core.audience import mark
from parvis.partners.actions import keys
from parvis.partners.models import Key, Scope
from parvis.partners.problems import Problem, answer_of, refusal_of

P = ParamSpec("P")


class PartnerRequest(HttpRequest):
    """A key was shown; `party` acts for its unit."""

    key: Key
    party: Party


def partner_api(
    scope: Scope,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view for programs that show `Authorization: Bearer <key>` with this scope.

    No cookie is read, so that no other site can act through a browser: the CSRF token is not asked.
    Refusals, those of the domain included, are answered as problems (RFC 9457).
    """

    def marked(view: Callable[Concatenate[Any, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                request.key = _admitted(request, scope)
                request.party = partner_party(
                    str(request.key.pk), request.key.name, request.key.unit
                )
                response = view(request, *args, **kwargs)
            except Exception as error:
                problem = refusal_of(error)
                if problem is None:
                    raise
                response = answer_of(problem)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        page.csrf_exempt = True  # type: ignore[attr-defined]
        return mark(page, "partner")

    return marked


def _admitted(request: HttpRequest, scope: Scope) -> Key:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    key = keys.admit(token=token.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise Problem("key", 401)
    if scope not in key.scopes:
        raise Problem("scope", 403)
    return key
