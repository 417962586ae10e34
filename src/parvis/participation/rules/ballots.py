"""What a voter typed, read as a ballot; why it cannot be cast, in words for them."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.refusals import Refused
from parvis.core.ui.words import euros as exact
from parvis.participation.counting.ballot import Ballot, Choice, choice_text, fault_of
from parvis.participation.counting.election import Election as Terms
from parvis.participation.models.election import Election
from parvis.participation.rules.elections import terms_of


def money(cents: int) -> str:
    """An amount without its cents where there are none: budgets are round."""
    said = exact(cents)
    return said if cents % 100 else _CENTS.sub("", said)


_CENTS = re.compile(r"[.,]00(?=\D*$)")


class BallotRefused(Refused):
    """The ballot breaks the rules of the vote; the message says how, and what to do."""


def checked(terms: Terms, choices: tuple[Choice, ...]) -> str:
    """The ballot as it is kept (`choice_text`). Raises BallotRefused."""
    if why := _why_not(terms, choices):
        raise BallotRefused(why)
    if fault_of(terms, Ballot("", choices)):
        raise BallotRefused(_("This ballot cannot be read: choose again among the projects."))
    return choice_text(terms, choices)


def spent(terms: Terms, choices: tuple[Choice, ...]) -> int:
    """Cents of what is chosen."""
    index = terms.index
    return sum(terms.projects[index[name]].cost for name, _points in choices if name in index)


def ways(election: Election) -> str:
    """How one fills in this ballot, in a sentence."""
    terms = terms_of(election)
    most = terms.most
    if election.ballot == Election.Ballot.KNAPSACK:
        return _(
            "Put the projects you want in your basket, as long as their costs together stay within"
            " %(budget)s."
        ) % {"budget": money(terms.budget)}
    if election.ballot == Election.Ballot.RANKING and most:
        return _("Write 1 beside the project you want most, then 2, 3… up to %(most)s.") % {
            "most": most
        }
    if election.ballot == Election.Ballot.RANKING:
        return _("Write 1 beside the project you want most, then 2, 3… as far as you like.")
    if election.ballot == Election.Ballot.POINTS:
        return _("Share out %(points)s points between the projects, as you like.") % {
            "points": terms.points
        }
    if most:
        return ngettext(
            "Tick the project you want.", "Tick the projects you want, %(most)s at most.", most
        ) % {"most": most}
    return _("Tick every project that you find good.")


def _why_not(terms: Terms, choices: tuple[Choice, ...]) -> str:
    if not choices:
        return _("Choose one project at least.")
    if terms.most is not None and len(choices) > terms.most:
        return ngettext(
            "You chose %(number)s projects, and one may choose %(most)s: remove some.",
            "You chose %(number)s projects, and one may choose %(most)s: remove some.",
            terms.most,
        ) % {"number": len(choices), "most": terms.most}
    over = spent(terms, choices) - terms.budget
    if terms.kind == "knapsack" and over > 0:
        return _("Your choice goes over the budget by %(amount)s: remove a project.") % {
            "amount": money(over)
        }
    given = sum(points for _name, points in choices)
    if terms.kind == "points" and terms.points is not None and given > terms.points:
        return _("You gave %(given)s points, and you have %(points)s: take some back.") % {
            "given": given,
            "points": terms.points,
        }
    return ""


def read(terms: Terms, data: Mapping[str, object], chosen: list[str]) -> tuple[Choice, ...]:
    """The choices of a form: `chosen` codes, or for each project `rang-<code>`, `points-<code>`.

    Raises BallotRefused: two projects at one rank, something that is no number."""
    if terms.kind in {"approval", "knapsack"}:
        return tuple((code, 1) for code in dict.fromkeys(chosen))
    prefix = "rang-" if terms.kind == "ranking" else "points-"
    numbers = {p.id: _number(data.get(f"{prefix}{p.id}")) for p in terms.projects}
    given = {code: number for code, number in numbers.items() if number}
    if terms.kind == "points":
        return tuple(given.items())
    if len(set(given.values())) < len(given):
        raise BallotRefused(_("Two projects have the same rank: give each one its own."))
    return tuple((code, 1) for code in sorted(given, key=lambda code: given[code]))


def _number(typed: object) -> int:
    text = str(typed or "").strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 6:
        raise BallotRefused(_("“%(typed)s” is not a whole number.") % {"typed": text[:20]})
    return int(text)
