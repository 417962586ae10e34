"""Every address says for whom it is; templates carry nothing that the security policy refuses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from parvis.core.audience import audience_of
from tests.architecture.source import files, shown

REFUSED = {
    "an inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|(?<![\w-])style\s*=", re.I),
    "an event attribute": re.compile(r"<[^>{%]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "something from another site": re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""", re.I),
}  # fmt: skip


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry


def test_every_address_says_for_whom_it_is() -> None:
    silent = [
        route for route, entry in _patterns(get_resolver()) if audience_of(entry.callback) is None
    ]
    assert not silent


def test_addresses_are_tidy() -> None:
    """Small letters and hyphens, a slash at the end unless a file is fetched."""
    tidy = re.compile(r"([a-z0-9-]+/)*([a-z0-9-]+\.[a-z]+)?")
    odd = [
        route
        for route, entry in _patterns(get_resolver())
        if isinstance(entry.pattern, RoutePattern)
        and not tidy.fullmatch(re.sub(r"<[^>]*>", "x", route))
    ]
    assert not odd


def _templates() -> list[Path]:
    return [path for path in files("*.html") if "templates" in path.parts]


@pytest.mark.parametrize("fault", REFUSED)
def test_templates_keep_the_security_policy(fault: str) -> None:
    # Mail programs know no style sheets: a mail carries its own.
    pages = [path for path in _templates() if not {"mail", "mails", "email"} & set(path.parts)]
    found = [
        shown(path, text[: match.start()].count("\n") + 1)
        for path in pages
        for text in [path.read_text()]
        for match in REFUSED[fault].finditer(text)
    ]
    assert not found, fault
