"""What drawing again says to the person who asked for it, in their language."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parvis.participation.sortition.published import Published
from parvis.participation.sortition.redrawing import Certificate


def unreadable(why: str) -> str:
    return _("This is no lottery of version 1: %(why)s.") % {"why": why}


def another_seal() -> str:
    return _("The seal is not the one you gave: this is another lottery.")


def not_same() -> str:
    return _("Drawing again does not give what was announced.")


def same(told: Published, *, is_audited: bool) -> str:
    if is_audited:
        return _(
            "Every panel meets its quotas, the proof holds, and the draw is the one announced."
        )
    if told.draw is None:
        return _("The lottery is whole. It is not drawn yet.")
    return _("The same ticket, the same panel.")


def told(published: Published, seed: str | None, found: Certificate) -> Iterator[str]:
    """The lottery, its certificate, then the panel, one a line."""
    sheet = published.lottery
    yield sheet.title
    yield _("%(people)s people, %(size)s places, %(panels)s panels") % {
        "people": found.people,
        "size": sheet.size,
        "panels": found.panels,
    }
    yield _("Least chance: %(least)s; no lottery gives everybody more than %(bound)s.") % {
        "least": percent(found.least),
        "bound": percent(found.bound),
    }
    yield _("Everybody has at least %(kept)s of the fairest chance they could have.") % {
        "kept": percent(found.kept)
    }
    yield _("Seal: %(seal)s") % {"seal": sheet.seal}
    draw = published.draw or (sheet.drawn(seed) if seed else None)
    if draw is None:
        return
    yield _("Seed: %(seed)s") % {"seed": draw.seed}
    yield _("Ticket: %(ticket)s of a million") % {"ticket": draw.ticket}
    yield _("Panel: %(panel)s") % {"panel": " ".join(draw.panel)}
    for change in draw.changes:
        yield _("%(left)s left; %(joined)s joined.") % {
            "left": change.left,
            "joined": change.joined or _("nobody"),
        }


def percent(part: Fraction) -> str:
    """Two decimals, rounded down: nobody is promised more than they have."""
    hundredths = Decimal(part.numerator * 10_000 // part.denominator) / 100
    return _("%(number)s %%") % {"number": number_format(hundredths, 2)}
