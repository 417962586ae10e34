"""My requests: what I am filling in, what I sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import ResidentRequest
from parvis.cases.models import Case, Draft
from parvis.cases.queries import badge_of, listed, state_in_words, visible_to
from parvis.cases.queries.drafts import drafts_of, drafts_under
from parvis.cases.views.resident.behalf import party_at
from parvis.catalogue.queries import package_of
from parvis.trust.access import acting, applicant_page

PAGE = 20
DRAFTS = 10
_SALT = "parvis.cases.list"


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One request as it stands in a list; no query."""

    case: Case
    service: str
    icon: str
    state: str
    badge: str
    hand: str
    is_mine: bool
    href: str


@dataclass(frozen=True, slots=True)
class DraftCard:
    draft: Draft
    service: str
    icon: str


@applicant_page
@never_cache
@require_safe
def requests(request: ResidentRequest) -> HttpResponse:
    """Every request, latest first, twenty at a time; drafts stand on the first page."""
    who = party_at(request)
    before = read_cursor(request.GET.get("avant", ""))
    rows = list(_older(listed(visible_to(who)), before)[: PAGE + 1])
    more = len(rows) > PAGE
    language = get_language() or "fr"
    waiting = [] if before else list(_drafts(request)[:DRAFTS])
    context = {
        "cards": [card_of(case, language) for case in rows[:PAGE]],
        "drafts": [_draft_card(draft, language) for draft in waiting],
        "next_url": f"?avant={write_cursor(rows[PAGE - 1])}" if more else "",
        "is_first": before is None,
        "acting": who.acting,
    }
    return render(request, "cases/resident/list.html", context)


def _drafts(request: ResidentRequest) -> QuerySet[Draft]:
    found = acting(request)
    return drafts_under(found) if found is not None else drafts_of(request.user)


def card_of(case: Case, language: str) -> CaseCard:
    package = package_of(case.version_id)
    words = package.words(language)
    return CaseCard(
        case=case,
        service=words.service.name,
        icon=package.service.icon,
        state=state_in_words(case, words),
        badge=badge_of(case),
        hand=_hand(case, words),
        is_mine=case.hand == "applicant",
        href=reverse("cases:detail", args=[case.reference]),
    )


def _hand(case: Case, words: Any) -> str:
    if case.hand == "applicant":
        return _("It is your turn")
    if case.hand in words.functions:
        return str(words.functions[case.hand].name)
    return ""


def _draft_card(draft: Draft, language: str) -> DraftCard:
    package = package_of(draft.version_id)
    return DraftCard(draft, package.words(language).service.name, package.service.icon)


def _older(cases: QuerySet[Case], before: tuple[datetime, int] | None) -> QuerySet[Case]:
    if before is None:
        return cases
    at, key = before
    return cases.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=key))


def write_cursor(case: Case) -> str:
    return signing.dumps([case.submitted_at.isoformat(), case.pk], salt=_SALT)


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """None when it is forged or cut: the list then starts again."""
    try:
        at, key = signing.loads(text, salt=_SALT)
        return datetime.fromisoformat(at), int(key)
    except (signing.BadSignature, ValueError, TypeError):
        return None
