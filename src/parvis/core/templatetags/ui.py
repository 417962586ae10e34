"""`{% load ui %}`: the tags and filters of every page. What they draw is in `core.ui`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context, RequestContext
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from parvis.core import navigation
from parvis.core.ui import components, fields, icons, lists, maps, menus, style, words

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.asset, name="asset")
register.simple_tag(components.avatar, name="avatar")
register.simple_tag(components.person, name="person")
register.simple_tag(lists.chain, name="chain")
register.simple_tag(lists.pager, name="pager")
register.simple_tag(lists.steps, name="steps")
register.simple_tag(lists.tabs, name="tabs")
register.simple_tag(lists.timeline, name="timeline")
register.simple_tag(menus.menu, name="menu")
register.simple_tag(menus.more, name="more")
register.simple_tag(maps.assets, name="mapassets")
register.simple_tag(maps.shown, name="map")
register.simple_tag(maps.picked, name="pickmap")
register.simple_tag(fields.render_errorsummary, name="errorsummary")
register.filter("clocktime", words.clocktime)
register.filter("euros", words.euros)
register.filter("filesize", words.filesize)
register.filter("linked", words.linked)
register.filter("paragraphs", words.paragraphs)
register.filter("phone", words.phone)
register.filter("prose", words.prose)
register.filter("reference", words.reference)
register.filter("unbroken", words.unbroken)


@register.simple_tag
def button(
    label: object,
    href: object = "",
    icon: str = "",
    kind: str = "primary",
    size: str = "",
    name: str = "",
    value: object = "",
    form: str = "",
    **extra: Any,
) -> SafeString:
    return components.button(
        label,
        href=href,
        icon_name=icon,
        kind=kind,
        size=size,
        name=name,
        value=value,
        form=form,
        extra=extra,
    )


@register.simple_tag
def badge(text: object, kind: str = "neutral", icon: str = "") -> SafeString:
    return components.badge(text, kind, icon)


@register.simple_tag
def deadline(at: date | datetime, why: object = "", overdue: bool | None = None) -> SafeString:
    return components.deadline(at, why, overdue) if at else SafeString("")


@register.simple_tag
def progress(value: float, max: float, label: object) -> SafeString:
    return components.progress(value, max, label)


@register.simple_tag
def emptystate(
    icon: str, title: object, text: object = "", href: object = "", label: object = ""
) -> SafeString:
    return components.emptystate(icon, title, text, href, label)


@register.simple_tag
def datatable(columns: Sequence[Any], rows: Iterable[Any], caption: object = "") -> SafeString:
    return lists.datatable(columns, rows, caption)


@register.simple_tag
def field(bound: BoundField, label: str = "") -> SafeString:
    return fields.render_field(bound, label)


@register.simple_tag
def filedrop(bound: BoundField, label: str = "") -> SafeString:
    return fields.render_filedrop(bound, label)


@register.simple_tag
def formfields(form: BaseForm) -> SafeString:
    return fields.render_form(form)


@register.simple_block_tag
def alert(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    return components.alert(content, kind, title)


@register.simple_block_tag
def card(
    content: SafeString,
    title: object = "",
    href: object = "",
    icon: str = "",
    tag: str = "",
    level: int = 3,
) -> SafeString:
    return components.card(content, title=title, href=href, icon_name=icon, tag=tag, level=level)


@register.simple_block_tag
def cards(content: SafeString) -> SafeString:
    """A grid of cards, as many columns as fit."""
    return mark_safe(f'<div class="cards">{content}</div>')  # noqa: S308  rendered by the template


@register.simple_block_tag
def details(content: SafeString, summary: object, open: bool = False) -> SafeString:
    return components.details(content, summary, open)


@register.simple_block_tag
def summarylist(content: SafeString) -> SafeString:
    return mark_safe(f'<dl class="summary">{content}</dl>')  # noqa: S308  as above


@register.simple_block_tag
def row(content: SafeString, label: object, href: object = "", change: object = "") -> SafeString:
    return lists.summary_row(content, label, href, change)


@register.simple_block_tag
def tablewrap(content: SafeString, caption: object = "") -> SafeString:
    return lists.tablewrap(content, caption)


@register.simple_block_tag
def actions(content: SafeString) -> SafeString:
    """Buttons side by side, stacked on a narrow screen."""
    return mark_safe(f'<div class="actions">{content}</div>')  # noqa: S308  as above


@register.simple_block_tag
def captured(content: SafeString) -> SafeString:
    """Keeps a block aside (`{% captured as aside %}`), so that a frame sees if it is empty."""
    return mark_safe(content.strip())  # noqa: S308  as above


@register.simple_block_tag
def hero(content: SafeString, title: object = "", text: object = "") -> SafeString:
    """The wide welcome of a first page, drawn in the frame's `hero` block; carries the h1."""
    return components.hero(content, title, text)


@register.filter
def grouped(number: int) -> str:
    """ "55 231" in French."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def longdate(at: date | datetime | None) -> str:
    return words.longdate(at) if at else ""


@register.filter
def plaindate(at: date | datetime | None) -> str:
    return words.plaindate(at) if at else ""


@register.filter
def when(at: datetime | None) -> str:
    return words.when(at) if at else ""


@register.simple_tag(takes_context=True)
def navigation_items(
    context: RequestContext, audience: navigation.Audience
) -> list[navigation.Link]:
    """The links of an audience, for the frames: `{% navigation_items "agent" as links %}`."""
    request = context.get("request")
    return navigation.links(audience, request) if request is not None else []


@register.simple_tag(takes_context=True)
def stylesheet(context: Context) -> str:
    """Address of the style sheet in the visitor's colours."""
    return style.address(context.get("chosen_theme") or "")


@register.simple_tag(takes_context=True)
def place(context: Context, name: str) -> str:
    """The address of a well-known page (`navigation.place`), or nothing when unserved, or when it
    is not for the person who reads."""
    return navigation.address(name, context.get("request"))


@register.simple_tag(takes_context=True)
def frame_notice(context: RequestContext) -> str:
    """What every page of this session says first (`navigation.provide_notice`)."""
    request = context.get("request")
    return navigation.notice(request) if request is not None else ""


@register.simple_tag(takes_context=True)
def agent_unit(context: RequestContext) -> str:
    """Where the agent works now, as the directory says it (`navigation.provide_unit`)."""
    request = context.get("request")
    return navigation.unit(request) if request is not None else ""
