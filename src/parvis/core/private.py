"""What somebody signed in was shown is theirs alone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOT_KEPT = "private, no-store"


class PrivateAnswersMiddleware:
    """No proxy and no shared computer keeps what a browser with a session was answered, unless the
    page itself says for how long; whoever opens the browser next cannot go back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response
