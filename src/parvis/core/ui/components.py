"""Small pieces: buttons, cards, badges, alerts, people, deadlines."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.core.ui import words
from parvis.core.ui.icons import icon, optional_icon

EMPTY = SafeString("")
SCHEMES = {"", "http", "https", "mailto", "tel"}
BUTTON_KINDS = {"primary", "secondary", "quiet", "danger"}
KINDS = {"neutral", "info", "success", "warning", "danger", "accent"}
ALERT_ICONS = {
    "info": "info",
    "success": "check-circle",
    "warning": "alert",
    "danger": "x-circle",
}
LEVELS = {"error": "danger", "debug": "info"}  # Django's messages have their own words
ATTRIBUTE = re.compile(r"(?:data|aria)(?:-[a-z0-9:]+)+|accesskey|id|target|rel|download|title")


def address(href: object) -> str:
    """A link that cannot run a script: anything but web, mail and phone addresses becomes "#"."""
    text = str(href or "").strip()
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        return "#"
    return text if scheme in SCHEMES else "#"


def attributes(extra: Mapping[str, Any]) -> SafeString:
    """Extra HTML attributes given to a tag (`data_x` -> `data-x`); event handlers are refused."""
    made = []
    for name, value in extra.items():
        html_name = name.replace("_", "-")
        if not ATTRIBUTE.fullmatch(html_name):
            raise ValueError(f"attribute {name!r} cannot be set here")
        if value not in (None, False):
            made.append(format_html(' {}="{}"', html_name, "" if value is True else value))
    return mark_safe("".join(made))  # noqa: S308  each part is escaped above


def hidden(text: object) -> SafeString:
    """Text for screen readers only."""
    return format_html('<span class="visually-hidden">{}</span>', text)


def button(
    label: object,
    *,
    href: object = "",
    icon_name: str = "",
    kind: str = "primary",
    size: str = "",
    name: str = "",
    value: object = "",
    form: str = "",
    extra: Mapping[str, Any] | None = None,
) -> SafeString:
    """A link when `href` is given, else a submit button."""
    kind = kind if kind in BUTTON_KINDS else "primary"
    classes = f"button button--{kind}" + (f" button--{size}" if size else "")
    more = attributes(extra or {})
    # The arrow that leads on comes after the words.
    after = icon_name in {"arrow-right", "chevron-right", "external"}
    drawn = optional_icon(icon_name)
    before, behind = (EMPTY, drawn) if after else (drawn, EMPTY)
    if href:
        return format_html(
            '<a class="{}" href="{}"{}>{}<span>{}</span>{}</a>',
            classes, address(href), more, before, label, behind,
        )  # fmt: skip
    sent = format_html(' name="{}" value="{}"', name, value) if name else EMPTY
    owner = format_html(' form="{}"', form) if form else EMPTY
    return format_html(
        '<button class="{}" type="submit"{}{}{}>{}<span>{}</span>{}</button>',
        classes, sent, owner, more, before, label, behind,
    )  # fmt: skip


def badge(text: object, kind: str = "neutral", icon_name: str = "") -> SafeString:
    kind = kind if kind in KINDS else "neutral"
    drawn = optional_icon(icon_name)
    return format_html(
        '<span class="badge badge--{}">{}{}</span>', kind, drawn, capfirst(str(text))
    )


def alert(
    content: SafeString, kind: str = "info", title: str = "", live: bool = False
) -> SafeString:
    """A message in a tinted box. `live` announces it to screen readers as it appears."""
    kind = LEVELS.get(kind, kind)
    kind = kind if kind in ALERT_ICONS else "info"
    heading = format_html('<p class="alert__title">{}</p>', title) if title else EMPTY
    role = mark_safe(' role="status"') if live else EMPTY
    meaning = {
        "info": _("Information:"),
        "success": _("Success:"),
        "warning": _("Please note:"),
        "danger": _("Error:"),
    }[kind]
    return format_html(
        '<div class="alert alert--{}"{}><span class="alert__icon">{}</span>'
        '<div class="alert__body">{}{}<div class="alert__text">{}</div></div></div>',
        kind, role, icon(ALERT_ICONS[kind]), hidden(f"{meaning} "), heading, content,
    )  # fmt: skip


def card(
    content: SafeString,
    *,
    title: object = "",
    href: object = "",
    icon_name: str = "",
    tag: str = "",
    level: int = 3,
) -> SafeString:
    """A bordered block. With `href`, the title is a link whose target covers the whole card."""
    heading = EMPTY
    if title:
        inner = format_html('<a href="{}">{}</a>', address(href), title) if href else title
        heading = format_html('<h{0} class="card__title">{1}</h{0}>', int(level), inner)
    picture = (
        format_html('<span class="card__icon">{}</span>', icon(icon_name)) if icon_name else EMPTY
    )
    ribbon = format_html('<p class="card__tag">{}</p>', tag) if tag else EMPTY
    body = format_html('<div class="card__body">{}</div>', content) if content.strip() else EMPTY
    return format_html(
        '<article class="card{}">{}<div class="card__main">{}{}{}</div></article>',
        " card--link" if href else "", picture, ribbon, heading, body,
    )  # fmt: skip


def emptystate(
    icon_name: str, title: object, text: object = "", href: object = "", label: object = ""
) -> SafeString:
    after = button(label, href=href, kind="secondary") if href and label else EMPTY
    line = format_html("<p>{}</p>", text) if text else EMPTY
    return format_html(
        '<div class="empty"><span class="empty__picture">{}</span>'
        '<p class="empty__title">{}</p>{}{}</div>',
        icon(icon_name), title, line, after,
    )  # fmt: skip


def hero(content: SafeString, title: object, text: object = "") -> SafeString:
    """The wide welcome of a first page, with the square and its town hall."""
    lead = format_html('<p class="hero__text">{}</p>', text) if text else EMPTY
    return format_html(
        '<section class="hero"><div class="hero__inner"><div class="hero__words"><h1>{}</h1>{}{}'
        '</div><div class="hero__scene">{}</div></div></section>',
        title, lead, content, scene(),
    )  # fmt: skip


@lru_cache(maxsize=1)
def scene() -> SafeString:
    """The drawing of the square, inline so that it wears the territory's colours."""
    return render_to_string("ui/scene.svg")


def details(content: SafeString, summary: object, opened: bool = False) -> SafeString:
    return format_html(
        '<details class="details"{}><summary>{}<span>{}</span></summary>'
        '<div class="details__body">{}</div></details>',
        mark_safe(" open") if opened else EMPTY, icon("chevron-right"), summary, content,
    )  # fmt: skip


def avatar(name: object) -> SafeString:
    """Initials in a coloured round; the name itself must stand beside it."""
    text = str(name or "")
    colour = sha256(text.encode()).digest()[0] % 6
    return format_html(
        '<span class="avatar avatar--{}" aria-hidden="true">{}</span>', colour, words.initials(text)
    )


def person(name: object, sub: object = "") -> SafeString:
    line = format_html('<span class="person__sub">{}</span>', sub) if sub else EMPTY
    return format_html(
        '<span class="person">{}<span class="person__words">'
        '<span class="person__name">{}</span>{}</span></span>',
        avatar(name), name, line,
    )  # fmt: skip


def deadline(at: date | datetime, why: object = "", overdue: bool | None = None) -> SafeString:
    """A date to keep, how far it is, and why that one. `overdue` is computed when not said."""
    moment = words.local(at)
    day = moment.date() if isinstance(moment, datetime) else moment
    today = words.today()
    late = day < today if overdue is None else overdue
    soon = not late and (day - today).days <= 3
    kind = "late" if late else "soon" if soon else "calm"
    # Translators: a deadline, for example "by 12 March 2026" (that day included)
    text = _("by %(date)s") % {"date": words.plaindate(day)}
    away = words.days_away(day, today)
    reason = details(format_html("{}", why), _("Why this date?")) if why else EMPTY
    return format_html(
        '<div class="deadline deadline--{}"><p class="deadline__when">{}<span>{}{} '
        '<span class="deadline__away">({})</span></span></p>{}</div>',
        kind,
        icon("alert" if late else "clock"),
        hidden(_("Date passed: ")) if late else EMPTY,
        words.time_tag(day, text),
        away,
        reason,
    )


def progress(value: float, maximum: float, label: object) -> SafeString:
    return format_html(
        '<label class="progress"><span class="progress__label">{}</span>'
        '<progress value="{}" max="{}"></progress></label>',
        label, value, maximum,
    )  # fmt: skip
