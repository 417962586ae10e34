"""Pieces made of several: steps, timelines, tables, summaries, tabs, pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parvis.core.ui import words
from parvis.core.ui.components import EMPTY, KINDS, address, hidden
from parvis.core.ui.icons import icon


def read(entry: Any, key: str, default: Any = "") -> Any:
    """The same entry may be a dict or an object."""
    found = entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None)
    return default if found is None else found


def joined(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  pieces are safe already


def summary_row(
    content: SafeString, label: object, href: object = "", change: object = ""
) -> SafeString:
    action = EMPTY
    if href:
        action = format_html(
            '<dd class="summary__action"><a href="{}">{}{}</a></dd>',
            address(href), change or _("Change"), hidden(f" ({label})"),
        )  # fmt: skip
    value = content if content.strip() else format_html('<span class="muted">{}</span>', "—")
    return format_html(
        '<div class="summary__row"><dt>{}</dt><dd class="summary__value">{}</dd>{}</div>',
        label, value, action,
    )  # fmt: skip


def _step(number: int, step: Any) -> SafeString:
    state = read(step, "state", "todo")
    label, href = read(step, "label"), read(step, "href")
    said = {"done": pgettext("step", "done"), "current": _("current step")}.get(state, _("to do"))
    mark = icon("check") if state == "done" else number
    text = format_html('<a href="{}">{}</a>', address(href), label) if href else label
    return format_html(
        '<li class="step step--{}"{}><span class="step__mark" aria-hidden="true">{}</span>'
        '<span class="step__label">{}{}</span></li>',
        state if state in {"done", "current"} else "todo",
        mark_safe(' aria-current="step"') if state == "current" else EMPTY,
        mark, text, hidden(f" ({said})"),
    )  # fmt: skip


def steps(items: Sequence[Any], current: int | None = None) -> SafeString:
    """Where one is on a path. `current` counts from 1; else the step whose state says so."""
    states = [read(item, "state") for item in items]
    at = current or (states.index("current") + 1 if "current" in states else len(items))
    label = read(items[at - 1], "label") if 0 < at <= len(items) else ""
    said = _("Step %(at)s of %(total)s") % {"at": at, "total": len(items)}
    return format_html(
        '<div class="steps"><p class="steps__where"><span class="steps__count">{}</span>'
        '<span class="steps__name" aria-hidden="true">{}</span></p>'
        '<ol class="steps__list">{}</ol></div>',
        said, label, joined(_step(n, item) for n, item in enumerate(items, 1)),
    )  # fmt: skip


def _link(place: Any) -> SafeString:
    """One of a chain: what it is, then its name or names; the page one is on leads nowhere."""
    here = bool(read(place, "is_here", False))
    names = [_name(name, is_here=here) for name in read(place, "names", [])]
    state = "here" if here else "there" if names else "todo"
    return format_html(
        '<li class="chain__link chain__link--{}"><span class="chain__kind">{} {}</span>'
        '<span class="chain__names">{}</span>{}</li>',
        state,
        icon(read(place, "icon") or "link"),
        read(place, "kind"),
        format_html_join(" ", "{}", ((name,) for name in names)) or _("not yet"),
        format_html('<span class="chain__note">{}</span>', note)
        if (note := read(place, "note"))
        else EMPTY,
    )


def _name(name: Any, *, is_here: bool) -> SafeString:
    label, href = read(name, "label"), read(name, "href")
    if href:
        return format_html('<a href="{}">{}</a>', address(href), label)
    mark = mark_safe(' aria-current="page"') if is_here else EMPTY
    return format_html("<span{}>{}</span>", mark, label)


def chain(places: Iterable[Any], label: object, number: int = 1) -> SafeString:
    """Where something came from and what became of it, each place leading to the next. A place:
    kind, icon, names ({label, href} each; none: not yet), note, is_here. `number`: of several on a
    page, so that each has a name of its own."""
    return format_html(
        '<nav class="chain" aria-label="{}"><ol class="chain__list">{}</ol></nav>',
        label if number == 1 else f"{label} ({number})", joined(_link(place) for place in places),
    )  # fmt: skip


def _said(at: date | datetime) -> str:
    return words.when(at) if isinstance(at, datetime) else words.plaindate(at)


def _timeline_entry(entry: Any) -> SafeString:
    at, kind = read(entry, "at", None), read(entry, "kind", "neutral")
    moment = words.time_tag(at, _said(at)) if at else EMPTY
    actor, text, items = read(entry, "actor"), read(entry, "text"), read(entry, "items", [])
    if callable(items):  # dict.items of a foreign mapping is not ours
        items = []
    links = format_html_join(
        "",
        "<li>{}</li>",
        (
            (
                format_html('<a href="{}">{}</a>', address(read(i, "href")), read(i, "label"))
                if read(i, "href")
                else read(i, "label"),
            )
            for i in items
        ),
    )
    return format_html(
        '<li class="timeline__entry timeline__entry--{}"><span class="timeline__icon">{}</span>'
        '<div class="timeline__body"><p class="timeline__title">{}</p>'
        '<p class="timeline__meta">{}{}</p>{}{}</div></li>',
        kind if kind in KINDS else "neutral",
        icon(read(entry, "icon") or "info"),
        read(entry, "title"),
        moment,
        format_html(" · {}", actor) if actor else EMPTY,
        format_html('<div class="timeline__text">{}</div>', words.paragraphs(text))
        if text
        else EMPTY,
        format_html('<ul class="timeline__items">{}</ul>', links) if links else EMPTY,
    )


def timeline(entries: Iterable[Any]) -> SafeString:
    return format_html(
        '<ol class="timeline">{}</ol>', joined(_timeline_entry(entry) for entry in entries)
    )


def datatable(columns: Sequence[Any], rows: Iterable[Any], caption: object) -> SafeString:
    """A table that becomes a stack of cards on a narrow screen. The first column heads its row."""
    heads = [(read(c, "key"), read(c, "label"), bool(read(c, "numeric", False))) for c in columns]

    def cell(row: Any, place: int, key: str, label: object, numeric: bool) -> SafeString:
        style = mark_safe(' class="numeric"') if numeric else EMPTY
        if place == 0:
            return format_html('<th scope="row"{}>{}</th>', style, read(row, key))
        return format_html('<td data-label="{}"{}>{}</td>', label, style, read(row, key))

    head = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (mark_safe(' class="numeric"') if numeric else EMPTY, label)
            for _k, label, numeric in heads
        ),
    )
    body = joined(
        format_html(
            "<tr>{}</tr>",
            joined(cell(row, place, *column) for place, column in enumerate(heads)),
        )
        for row in rows
    )
    return tablewrap(
        format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body),
        caption,
    )


def tablewrap(content: SafeString, caption: object = "") -> SafeString:
    """A table inside a region that scrolls sideways when it must, reachable by keyboard."""
    if not caption:
        return format_html('<div class="tablewrap">{}</div>', content)
    title = format_html("<caption>{}</caption>", caption)
    named = mark_safe(  # noqa: S308  both parts are safe
        re.sub(r"<table[^>]*>", lambda found: found[0] + title, content, count=1)
    )
    return format_html(
        '<div class="tablewrap" role="region" aria-label="{}" tabindex="0">{}</div>', caption, named
    )


def _page_link(
    url: object, rel: str, before: SafeString, label: str, after: SafeString
) -> SafeString:
    if not url:
        return EMPTY
    return format_html(
        '<a class="button button--secondary" rel="{}" href="{}">{}<span>{}</span>{}</a>',
        rel, address(url), before, label, after,
    )  # fmt: skip


def pager(next_url: object = "", previous_url: object = "") -> SafeString:
    """Pages by key: only "previous" and "next"."""
    if not next_url and not previous_url:
        return EMPTY
    back = _page_link(previous_url, "prev", icon("arrow-left"), _("Previous"), EMPTY)
    on = _page_link(next_url, "next", EMPTY, _("Next"), icon("arrow-right"))
    return format_html(
        '<nav class="pager" aria-label="{}">{}<span class="pager__gap"></span>{}</nav>',
        _("Pages"), back, on,
    )  # fmt: skip


def _tab(item: Any) -> SafeString:
    count = read(item, "count", None)
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        address(read(item, "href")),
        mark_safe(' aria-current="page"') if read(item, "current", False) else EMPTY,
        read(item, "label"),
        EMPTY if count is None else format_html(' <span class="count">{}</span>', count),
    )


def tabs(items: Iterable[Any], label: object = "") -> SafeString:
    """Links side by side; each is a page with an address of its own."""
    return format_html(
        '<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>',
        label or _("Views"),
        joined(_tab(item) for item in items),
    )
