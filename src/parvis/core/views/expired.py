"""A form whose security token is too old (a sign-in in another tab, cookies erased): what was typed
comes back, ready to be sent again by the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_LARGEST = 500_000


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers 403. What was posted is offered again only when it was posted from this very site,
    so that another site can make nobody send anything."""
    fields = _typed(request) if _comes_from_here(request) else []
    context = {"fields": fields, "path": request.get_full_path(), "files": bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def _comes_from_here(request: HttpRequest) -> bool:
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == here
    return request.headers.get("Referer", "").startswith(f"{here}/")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    pairs = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    too_large = sum(len(name) + len(value) for name, value in pairs) > _LARGEST
    # A password is typed again, never written into a page.
    return [] if too_large or any("password" in name for name, _value in pairs) else pairs
