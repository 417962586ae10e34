"""What every page says first while one acts for somebody."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.directory.queries import memberships_at
from parvis.trust.access import acting


def banner(request: HttpRequest) -> str:
    """Empty for those who act for themselves."""
    found = acting(request)
    if found is None:
        return ""
    return render_to_string("trust/banner.html", {"acting": found}, request)


def works_somewhere(request: HttpRequest) -> bool:
    """Agents of a unit have mandates in their menu."""
    return bool(memberships_at(request))
