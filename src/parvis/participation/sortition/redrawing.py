"""Draws a published panel again, and says what differs from what was announced."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from parvis.participation.sortition.lottery import TICKETS
from parvis.participation.sortition.pool import InvalidPool, Pool
from parvis.participation.sortition.proof import UNIT
from parvis.participation.sortition.published import Openings, Published, Sheet
from parvis.participation.sortition.replacing import replacement

# What solvers miss of a bound by rounding: far below what a ticket is worth.
_ROUNDING = Fraction(1, 1_000_000)
_SHOWN = 20


@dataclass(frozen=True)
class Certificate:
    """In parts of 1. `least`: of those a panel can hold; `bound`: no lottery gives all of them
    more; `kept`: the part of their ideal chance that everybody has at least."""

    least: Fraction
    bound: Fraction
    kept: Fraction
    people: int
    never: int
    panels: int


def certificate(sheet: Sheet, pool: Pool | None = None) -> Certificate:
    """With the pool the bound is proven; without, it is the one that was told."""
    lottery, many = sheet.lottery, len(sheet.people)
    can = set(range(many)) - set(lottery.ideal.never)
    chances = lottery.chances(many)
    first = lottery.ideal.levels[0]
    bound = Fraction(first.value, UNIT)
    if pool is not None:
        bound += max(Fraction(0), lottery.ideal.gaps(pool)[0])
    return Certificate(
        least=Fraction(min(chances[place] for place in can), TICKETS),
        bound=bound,
        kept=lottery.kept(many),
        people=many,
        never=len(lottery.ideal.never),
        panels=len(lottery.panels),
    )


def faults_of(sheet: Sheet) -> Iterator[str]:
    """What anybody can check of the lottery itself."""
    lottery, many = sheet.lottery, len(sheet.people)
    if list(sheet.ids) != sorted(set(sheet.ids)):
        yield _("The pseudonyms are not in order, or one is there twice.")
    if sum(lottery.tickets) != TICKETS or min(lottery.tickets, default=0) < 1:
        yield _("The tickets do not add up to a million.")
    if len(lottery.tickets) != len(lottery.panels):
        yield _("There are not as many panels as lots of tickets.")
    for number, panel in enumerate(lottery.panels, 1):
        if len(set(panel)) != sheet.size or not all(0 <= place < many for place in panel):
            yield _("Panel %(number)s does not have %(size)s members of the list.") % {
                "number": number,
                "size": sheet.size,
            }
    if sorted(lottery.ideal.chances()) != list(range(many)):
        yield _("The ideal chance of some people is missing.")


def faults_of_draw(told: Published, seed: str | None = None) -> Iterator[str]:
    """What the seed gives, against what was announced. `seed`: the one read elsewhere."""
    if told.draw is None:
        return
    if seed is not None and told.lottery.drawn(seed).ticket != told.draw.ticket:
        yield _("The seed you gave leads to ticket %(yours)s; ticket %(told)s was announced.") % {
            "yours": told.lottery.drawn(seed).ticket,
            "told": told.draw.ticket,
        }
    again = told.lottery.drawn(told.draw.seed)
    if again.ticket != told.draw.ticket:
        yield _("The seed leads to ticket %(again)s; ticket %(told)s was announced.") % {
            "again": again.ticket,
            "told": told.draw.ticket,
        }
    if again.panel != told.draw.panel:
        yield _("The panel announced is not the one of this ticket.")


def faults_of_openings(told: Published, openings: Openings) -> Iterator[str]:
    """For an auditor: quotas of every panel, the proof, the replacements."""
    sheet = told.lottery
    opened = {one.id: one.record for one in openings.people}
    if opened != {one.id: one.record for one in sheet.people}:
        yield _("The openings are not those of the people listed.")
        return
    try:
        pool = openings.pool(sheet)
    except InvalidPool as error:
        yield str(error)
        return
    broken = [n for n, panel in enumerate(sheet.lottery.panels, 1) if pool.broken(panel)]
    for number in broken[:_SHOWN]:
        yield _("Panel %(number)s breaks a quota, or holds two people of one address.") % {
            "number": number
        }
    if max(sheet.lottery.ideal.gaps(pool), default=Fraction(0)) > _ROUNDING:
        yield _("The proof of the fairest chances does not hold.")
    if told.draw is not None:
        yield from _faults_of_changes(told, pool)


def _faults_of_changes(told: Published, pool: Pool) -> Iterator[str]:
    assert told.draw is not None
    order = told.lottery.order(told.draw.seed)
    panel = list(told.draw.panel)
    gone: list[str] = []
    for change in told.draw.changes:
        if change.left not in panel:
            gone.append(change.left)  # withdrew while waiting
            continue
        found = replacement(pool, panel, change.left, order, gone)
        if found != change.joined:
            yield _("%(left)s was replaced by %(joined)s; by the draw it is %(found)s.") % {
                "left": change.left,
                "joined": change.joined or "–",
                "found": found or "–",
            }
        gone.append(change.left)
        panel.remove(change.left)
        if change.joined:
            panel.append(change.joined)
