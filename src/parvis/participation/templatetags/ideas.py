"""Ideas in lists, drawn here: a card costs a template ten times as much (decision 0075)."""

from collections.abc import Iterable
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from parvis.core.ui.components import EMPTY, badge
from parvis.core.ui.icons import icon
from parvis.participation.models import Consultation, Idea

register = template.Library()
_BADGES = {"studied": ("info", ""), "retained": ("success", "check"), "declined": ("warning", "")}
# As `core.ui.components.card` draws it; a test holds them together.
_CARD = (
    '<article class="card card--link"><div class="card__main">{tag}<h3 class="card__title">'
    '<a href="{href}">{title}</a></h3><div class="card__body">{body}</div></div></article>'
)


@register.simple_tag
def idea_stage(idea: Idea) -> SafeString:
    """What became of it; nothing while nothing did."""
    if idea.stage not in _BADGES:
        return EMPTY
    return badge(idea.get_stage_display(), *_BADGES[idea.stage])


@register.simple_tag
def idea_line(idea: Idea) -> SafeString:
    """Where, how many support it and argue, who wrote it."""
    told = [escape(_supports(idea))]
    many = ngettext("%(count)s argument", "%(count)s arguments", idea.arguments)
    told.append(escape(many % {"count": idea.arguments}))
    if idea.commune:
        where = f"{idea.commune.name}, {idea.place}" if idea.place else idea.commune.name
        told.insert(0, f"{icon('map-pin')} {escape(where)}")
    if idea.former_supports:
        told.append(escape(_former(idea.former_supports)))
    if names := [*idea.authors_shown, *filter(None, [idea.former_author])]:
        told.append(escape(", ".join(names)))
    return mark_safe(f'<p class="muted">{" · ".join(told)}</p>')  # noqa: S308  escaped above


@register.simple_tag
def idea_cards(consultation: Consultation, ideas: Iterable[Idea]) -> SafeString:
    above = escape(reverse("participation:ideas", args=[consultation.slug]))
    return mark_safe(  # noqa: S308  escaped here and above
        "".join(
            _CARD.format(
                tag=f'<p class="card__tag">{escape(one.theme)}</p>' if one.theme else "",
                href=f"{above}{one.pk}/",
                title=escape(one.title),
                body=idea_stage(one) + idea_line(one),
            )
            for one in ideas
        )
    )


def _supports(idea: Idea) -> str:
    said = ngettext("%(count)s support", "%(count)s supports", idea.supports)
    said %= {"count": idea.supports}
    if idea.visitor_supports:
        many = idea.visitor_supports
        apart = ngettext(
            "and %(count)s of a visitor, apart", "and %(count)s of visitors, apart", many
        )
        said += f" ({apart % {'count': many}})"
    return said


def _former(many: int) -> str:
    """What it received elsewhere: a total, never added to people here."""
    said = ngettext(
        "%(count)s support received on the former platform",
        "%(count)s supports received on the former platform",
        many,
    )
    return said % {"count": many}
