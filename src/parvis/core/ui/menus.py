"""The links of the frames. Drawn here, not in a template: every page has them, some twice."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parvis.core.navigation import Link
from parvis.core.ui.icons import icon, optional_icon

_ITEM = '<li><a href="{href}"{current}>{icon}<span>{label}</span>{badge}</a></li>'
_MORE = """<details class="menu menu--more{narrow}" data-menu><summary{current}>\
<span class="menu__label">{label}{here}</span>{icon}</summary>
<div class="menu__panel"><ul class="is-narrow">{moved}</ul><ul>{links}</ul></div></details>"""


def menu(links: Iterable[Link]) -> SafeString:
    """The items of a list of pages, the one that is open marked."""
    return SafeString("".join(map(_item, links)))


def _item(link: Link) -> str:
    badge = "" if link.badge is None else f' <span class="count">{escape(link.badge)}</span>'
    return _ITEM.format(
        href=escape(link.href),
        current=' aria-current="page"' if link.current else "",
        icon=optional_icon(link.icon),
        label=escape(link.label),
        badge=badge,
    )


def more(links: list[Link], moved: list[Link]) -> SafeString:
    """What does not stand on the row of the menu (`links`), after what leaves it on a narrow screen
    (`moved`); it says where one is when that is among them."""
    if not (links or moved):
        return SafeString("")
    here = "".join(f" · {escape(link.label)}" for link in links if link.current)
    narrow = "".join(f" · {escape(link.label)}" for link in moved if link.current)
    mark = "is-current" if here else "is-current-narrow" if narrow else ""
    return SafeString(
        _MORE.format(
            narrow="" if links else " is-narrow",
            current=f' class="{mark}"' if mark else "",
            label=escape(_("More")),
            here=(f'<span class="is-narrow">{narrow}</span>' if narrow else "") + here,
            icon=icon("chevron-down"),
            moved=menu(moved),
            links=menu(links),
        )
    )
