"""Language, colours and the statements every site owes its visitors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from parvis.core.audience import public_page
from parvis.core.context import THEME_COOKIE, THEMES
from parvis.core.ui import style

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the visitor came from, if it is ours."""
    wanted = request.POST.get("next") or request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if ours else "/")


@public_page
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    answer = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return answer


@public_page
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says (no cookie)."""
    answer = _back(request)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        answer.delete_cookie(THEME_COOKIE, samesite="Lax")
    return answer


@public_page
@require_GET
@cache_control(public=True, max_age=YEAR, immutable=True)
@vary_on_headers("Accept-Encoding")
def stylesheet(request: HttpRequest, mode: style.Mode) -> HttpResponse:
    """The style sheet. Its address carries its version (`?v=`), so it may be kept for good."""
    sheet = style.sheet(mode)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(
        sheet.gzipped if packed else sheet.text, content_type="text/css; charset=utf-8"
    )
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@public_page
@require_GET
def preferences(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "core/preferences.html",
        {"languages": settings.LANGUAGES, "language": translation.get_language()},
    )


@public_page
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")
