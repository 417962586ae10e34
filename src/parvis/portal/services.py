"""A service as people read it, in their language, composed from its package."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue import queries as catalogue
from parvis.catalogue.definition import LegalReference, Length, WebOnly, themes
from parvis.catalogue.models import Installation
from parvis.core.text import fold


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    name: str
    summary: str
    icon: str
    theme: str
    institution: str


@dataclass(frozen=True, slots=True)
class Page:
    """`web_only`: why there is no other way. `parties`: who takes part. `rules`: by which
    decisions are taken without anybody (CRPA L312-1-3). `purposes`: what each datum is for (GDPR
    art. 13)."""

    name: str
    summary: str
    description: list[str]
    before: list[str]
    after: str
    cost: str
    delay: str
    icon: str
    slug: str
    theme: str
    institution: str
    channels: list[str]
    web_only: str
    lead: str
    parties: list[str]
    rules: list[str]
    legal_basis: list[LegalReference]
    purposes: list[str]
    retention: str
    version: str
    package_id: str


def card_of(installation: Installation, language: str) -> Card:
    package = catalogue.package_of(installation.version_id)
    words = package.words(language).service
    theme = next(iter(package.service.themes), "")
    return Card(
        slug=installation.slug,
        name=words.name,
        summary=words.summary,
        icon=package.service.icon,
        theme=themes.label(theme),
        institution=installation.institution.name,
    )


def themes_of(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    """Cards by theme, in alphabetical order of themes."""
    by_theme: dict[str, list[Card]] = {}
    for card in cards:
        by_theme.setdefault(card.theme, []).append(card)
    return sorted(by_theme.items(), key=lambda theme: fold(theme[0]))


def page_of(installation: Installation, language: str) -> Page:
    package = catalogue.package_of(installation.version_id)
    service, words = package.service, package.words(language)
    card = card_of(installation, language)
    return Page(
        name=card.name,
        summary=card.summary,
        description=[p for p in words.service.description.strip().split("\n\n") if p],
        before=words.service.before,
        after=words.service.after,
        cost=words.service.cost,
        delay=_delay(service.delay),
        icon=card.icon,
        slug=card.slug,
        theme=card.theme,
        institution=card.institution,
        channels=list(service.channels),
        web_only=_web_only(service.web_only, language),
        lead=words.functions[service.lead].name,
        parties=[words.functions[name].name for name in service.functions],
        rules=[
            words.transitions[made.id].rules
            for made in package.process.transitions
            if made.id in package.process.automatic_decisions()
        ],
        legal_basis=service.legal_basis,
        purposes=[words.data[use.id] for use in service.data],
        retention=_retention(service.retention.months, service.retention.then),
        version=package.service.version,
        package_id=service.id,
    )


def _web_only(said: WebOnly | None, language: str) -> str:
    """Why it cannot be asked for otherwise; empty when it can."""
    if said is None:
        return ""
    because: Mapping[str, str] = {str(key): words for key, words in said.because.items()}
    return because.get(language) or because.get("fr") or next(iter(because.values()))


def _delay(delay: Length | None) -> str:
    if delay is None:
        return ""
    forms = {
        "day": ngettext("%(count)s day", "%(count)s days", delay.count),
        "working_day": ngettext("%(count)s working day", "%(count)s working days", delay.count),
        "business_day": ngettext("%(count)s business day", "%(count)s business days", delay.count),
        "month": ngettext("%(count)s month", "%(count)s months", delay.count),
        "year": ngettext("%(count)s year", "%(count)s years", delay.count),
    }
    return forms[delay.unit] % {"count": delay.count}


def _retention(months: int, then: str) -> str:
    length = ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    if then == "erase":
        return _("Kept %(length)s after the end of the request, then erased.") % {"length": length}
    return _("Kept %(length)s after the end of the request, then made anonymous.") % {
        "length": length
    }
