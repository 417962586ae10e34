"""What anybody may open: home, search, services, and the site's own notices."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parvis.cases.queries.public_figures import PublicFigures, public_figures
from parvis.cases.queries.tariffs import prices_shown
from parvis.catalogue import queries as catalogue
from parvis.core.audience import public_page
from parvis.core.references import normalise
from parvis.directory import queries as directory
from parvis.eligibility.rules import is_about_rights
from parvis.participation.queries import chain
from parvis.portal.services import Card, card_of, page_of, themes_of

PLACES = 6  # that a search shows; their own page shows them all


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The square in front of the town hall: say what you want to do."""
    cards = [card_of(installation, _language()) for installation in catalogue.offered()[:6]]
    return render(request, "portal/public/home.html", {"cards": cards})


@public_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Services that match, then places; a case reference goes straight to the case."""
    text = request.GET.get("q", "").strip()[:100]
    reference = normalise(text)
    if reference is not None and request.user.is_authenticated:
        return redirect(_case_page(request, reference))
    found = [card_of(i, _language()) for i in catalogue.search(text)] if text else []
    context = {
        "text": text,
        "cards": found,
        "places": directory.places(directory.Wanted(text=text), most=PLACES) if text else [],
        "more": urlencode({"q": text}),
        "reference": reference,
        "is_about_rights": is_about_rights(text),
    }
    return render(request, "portal/public/search.html", context)


@public_page
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every service offered here, by theme."""
    cards: list[Card] = [card_of(i, _language()) for i in catalogue.offered()]
    return render(request, "portal/public/services.html", {"themes": themes_of(cards)})


@public_page
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it is, what to have at hand, what happens next, on what ground."""
    installation = get_object_or_404(catalogue.offered(), slug=slug)
    package = catalogue.package_of(installation.version_id)
    prices = prices_shown(package, package.form.all_fields(), installation.institution_id)
    context = {
        "page": page_of(installation, _language()),
        "installation": installation,
        "prices": [line for lines in prices.values() for line in lines],
        "chains": chain.of_service(slug),
    }
    return render(request, "portal/public/service.html", context)


@public_page
@require_safe
def service_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """How much a service is asked for and how fast it answers: never of fewer than five people."""
    installation = get_object_or_404(catalogue.offered(), slug=slug)
    found = public_figures(slug)
    context = {
        "installation": installation,
        "figures": found,
        "plot": _plot(found) if found else None,
        "chains": chain.of_service(slug, "figures"),
    }
    return render(request, "portal/public/service_figures.html", context)


def _plot(found: PublicFigures) -> dict[str, object]:
    """A bar a month; the table below says the same."""
    most = max((month.received or 0 for month in found.months), default=0) or 1
    bars = [
        {
            "x": place * 50 + 8,
            "y": 130 - (high := round(110 * (month.received or 0) / most)),
            "high": high,
            "first": month.first,
            "received": month.received,
        }
        for place, month in enumerate(found.months)
    ]
    return {"bars": bars, "width": len(bars) * 50 + 16}


@public_page
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/legal.html")


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/privacy.html")


@public_page
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/help.html")


def _language() -> str:
    return get_language() or "fr"


def _case_page(request: HttpRequest, reference: str) -> str:
    is_agent = getattr(request.user, "is_agent", False)
    return reverse("cases:agent-detail" if is_agent else "cases:detail", args=[reference])
