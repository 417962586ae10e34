"""Each page says for whom it is; a page that does not is not served (`architecture.md`).

The marks for residents and agents stand in `accounts/access.py`, which knows who is signed in.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., Any])

# Views of libraries, which cannot carry a mark: module prefix -> audience.
FOREIGN_VIEWS: dict[str, str] = {
    "django.views.static": "public",
    "django.contrib.staticfiles": "public",
    "django.views.i18n": "public",
}


def mark(view: View, audience: str) -> View:
    """Note the audience on a view; read by the access table test."""
    view.audience = audience  # type: ignore[attr-defined]
    return view


def public_page(view: View) -> View:
    """Anybody may open it."""
    return mark(view, "public")


def audience_of(view: Callable[..., Any]) -> str | None:
    """The declared audience, or None when the view forgot to say."""
    declared = getattr(view, "audience", None)
    if declared is not None:
        return str(declared)
    inner = getattr(view, "view_class", view)
    module = getattr(inner, "__module__", "")
    return next((who for prefix, who in FOREIGN_VIEWS.items() if module.startswith(prefix)), None)


class ClosedByDefaultMiddleware:
    """Refuses to serve a view that declares no audience."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        if audience_of(view) is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no audience")
