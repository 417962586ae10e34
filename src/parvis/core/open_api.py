"""Addresses that programs anywhere may ask: counted, without cookies, from pages of any origin."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from parvis.core.allowance import Allowance
from parvis.core.audience import public_page
from parvis.core.problems import Problem

P = ParamSpec("P")
EVERYBODY: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "RateLimit, RateLimit-Policy, Retry-After",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
    "Access-Control-Max-Age": "86400",
}
Page = Callable[..., HttpResponse]


def open_api(
    *methods: str,
    count: Callable[[HttpRequest, list[Allowance]], None],
    refusal_of: Callable[[Exception], Problem | None],
    told: Callable[[Problem], HttpResponse],
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], Page]:
    """A view for programs anywhere. `count` adds what the request spends, and raises Problem when
    that is too much; `refusal_of`: the problem an exception stands for, None for a fault of ours.

    No cookie opens anything, so that pages of every origin may call it (CORS) and no CSRF token is
    asked.
    """

    def marked(view: Callable[Concatenate[Any, P], HttpResponse]) -> Page:
        @wraps(view)
        def page(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            counted: list[Allowance] = []
            try:
                if request.method == "OPTIONS":
                    return _preflight(methods)
                if request.method not in methods:
                    raise Problem("method", 405, headers={"Allow": ", ".join(methods)})
                count(request, counted)
                response = view(request, *args, **kwargs)
            except Exception as error:
                problem = refusal_of(error)
                if problem is None:
                    raise
                response = told(problem)
            for name, value in (EVERYBODY | (counted[-1].headers() if counted else {})).items():
                response.headers[name] = value
            response.headers.setdefault("Cache-Control", "no-store")
            patch_vary_headers(response, ["Authorization"])
            return response

        page.csrf_exempt = True  # type: ignore[attr-defined]
        return public_page(page)

    return marked


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    allowed = {"Access-Control-Allow-Methods": ", ".join(methods)}
    return HttpResponse(status=204, headers=EVERYBODY | _PREFLIGHT | allowed)
