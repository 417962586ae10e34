"""Pages that other sites show in a frame: under one prefix, without any cookie, and nowhere else.

What is in a foreign frame can be covered or moved by the site around it. So these pages know
nobody: a cookie that is sent is not read, none is set, and nothing in them is done in somebody's
name (decision 0446).
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse

PREFIX: Final = "cadres/"
_POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'"
)


class CookielessFramesMiddleware:
    """Stands before whatever reads cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"/{PREFIX}"):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        varies = [one.strip() for one in response.get("Vary", "").split(",")]
        response.headers["Vary"] = ", ".join(one for one in varies if one and one != "Cookie")
        return response


def let_frame(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let these sites, besides this one, show the page in a frame; without any, every site."""
    ancestors = " ".join(["'self'", *origins]) if origins else "*"
    response.headers["Content-Security-Policy"] = f"{_POLICY}; frame-ancestors {ancestors}"
    response.xframe_options_exempt = True
    return response
