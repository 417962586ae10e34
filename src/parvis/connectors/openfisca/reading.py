"""Situations made into rows for the law process; those that cannot be are refused, by name.

A row holds the facts that the rights asked for depend on, and no other.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.connectors.openfisca.outputs import (
    AMOUNTS,
    CHILD_AT_SCHOOL_FROM,
    CHILD_EARNS_FROM,
    FACTS_OF,
)
from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.ports import LawRefused
from parvis.eligibility.situation import (
    GOODS,
    ME,
    PARTNER,
    Fact,
    Situation,
    may_be_restricted,
    may_have_a_complement,
)

CommuneOf = Callable[[str], str | None]
"""The code of today's commune for a code; None: nobody knows it."""

_EXPECTS_UNTIL: Final = 55
_APPRENTICE: Final = range(14, 31)
_OLDEST: Final = date(1900, 1, 1)
NOT_TENANTS: Final = frozenset({"owner", "owner_with_loan", "free", "none"})
NO_RENT: Final = frozenset({"owner", "free", "none"})
_NOTHING: Final[Mapping[str, Fact]] = {}
_OF_A_GROWN_CHILD: Final = ("activity", "wage")


def facts_of(benefits: Collection[str]) -> frozenset[str]:
    """Raises KeyError: not a right of this law."""
    return frozenset().union(*(FACTS_OF[each] for each in benefits))


def needed(situation: Situation, benefits: Collection[str], month: date) -> list[str]:
    """Paths that must be known before the law can be asked, as far as can be said yet: that of
    the rent appears once it is known that there may be one."""
    keys = facts_of(benefits)
    found: list[str] = []
    for member in situation.members:
        person = _of_adult if member in (ME, PARTNER) else _of_child
        found += [f"{member}.{key}" for key in person(situation, member, month) if key in keys]
    return found + [path for path in _of_groups(situation) if path.partition(".")[2] in keys]


def missing(situation: Situation, benefits: Collection[str], month: date) -> list[str]:
    """Those of which nothing is known."""
    return [path for path in needed(situation, benefits, month) if situation.fact(path) is None]


def row(
    situation: Situation, benefits: Collection[str], month: date, commune_of: CommuneOf
) -> dict[str, Any]:
    """What travels to the law process. Raises LawRefused, KeyError."""
    facts: dict[str, dict[str, Any]] = {}
    for path in needed(situation, benefits, month):
        owner, _dot, key = path.partition(".")
        fact = situation.facts.get(owner, _NOTHING).get(key)
        if fact is None:
            raise LawRefused(path, _("This fact is needed, and nobody gave it."))
        value = fact.value
        try:
            _check_value(key, value)
        except LawRefused as refused:
            refused.path = path
            raise
        facts.setdefault(owner, {})[key] = value.isoformat() if isinstance(value, date) else value
    _check_members(situation)
    _check_dates(situation, facts, month)
    home = facts.get(Entity.HOUSEHOLD, {})
    if home.get("commune"):
        home["commune"] = _today(home["commune"], commune_of)
    return {"members": list(situation.members), "facts": facts}


def _of_adult(situation: Situation, member: str, month: date) -> Iterator[str]:
    age = _age(situation, member, month)
    yield from ("birth_date", "nationality")
    if _value(situation, f"{member}.nationality") not in {None, "french"}:
        yield "years_of_permit"
    yield from ("activity", *AMOUNTS, "disability_rate")
    if may_be_restricted(situation, member):
        yield "work_restriction"
    if age is None or age in _APPRENTICE:
        yield "apprentice"
    if (age is None or age < _EXPECTS_UNTIL) and _expects(situation, member):
        yield "due_date"


def _expects(situation: Situation, member: str) -> bool:
    """One of the two is enough."""
    other = PARTNER if member == ME else ME
    return other not in situation.members or not _value(situation, f"{other}.due_date")


def _of_child(situation: Situation, member: str, month: date) -> Iterator[str]:
    age = _age(situation, member, month)
    yield from ("birth_date", "disability_rate", "shared_custody")
    if may_have_a_complement(situation, member):
        yield "aeeh_category"
    if age is not None and age >= CHILD_AT_SCHOOL_FROM:
        yield "school"
    if age is not None and age >= CHILD_EARNS_FROM:
        yield from _OF_A_GROWN_CHILD
        if age in _APPRENTICE:
            yield "apprentice"


def _of_groups(situation: Situation) -> Iterator[str]:
    yield from ("home.couple", "home.children", "home.commune", "home.occupancy")
    occupancy = _value(situation, "home.occupancy")
    if occupancy is not None and occupancy not in NO_RENT:
        yield "home.rent"
    if occupancy is not None and occupancy not in NOT_TENANTS:
        yield "home.flat_share"
    yield from ("home.savings", "home.other_property")
    if _value(situation, "home.other_property"):
        yield from (f"home.{key}" for key in owned(situation))
    if PARTNER in situation.members:
        yield "family.union"
    elif situation.children:
        yield "family.child_support_unpaid"
    yield from _of_taxes(situation)


def owned(situation: Situation) -> Iterator[str]:
    """What is to be known of goods: nothing has a rental value, or brings rents, that is not."""
    for value, following in GOODS.items():
        yield value
        if _value(situation, f"home.{value}"):
            yield following


def _of_taxes(situation: Situation) -> Iterator[str]:
    """The reference income, once known, says more than that incomes were steady."""
    if situation.fact("tax.reference_income") is not None:
        yield "tax.reference_income"
        return
    yield "tax.incomes_steady"
    if _value(situation, "tax.incomes_steady") is False:
        yield "tax.reference_income"


def _value(situation: Situation, path: str) -> Any:
    fact = situation.fact(path)
    return fact.value if fact is not None else None


def _age(situation: Situation, member: str, month: date) -> int | None:
    born = _value(situation, f"{member}.birth_date")
    return _years(born, month) if isinstance(born, date) else None


def _years(since: date, until: date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


_NEVER_ABSENT: Final = frozenset(
    {"birth_date", "couple", "children", "commune", "occupancy", "nationality", "incomes_steady"}
    | {"other_property"}
)
_KINDS: Final[dict[str, type]] = {"bool": bool, "int": int, "date": date, "string": str}


@lru_cache(maxsize=4096, typed=True)
def _check_value(key: str, value: Any) -> None:
    """Raises LawRefused, which is not remembered."""
    kind = FACTS[key]
    if value is None:
        if key in _NEVER_ABSENT:
            raise LawRefused(key, _("This cannot be absent."))
        return
    wanted = _KINDS[str(kind.type)]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise LawRefused(key, _("This is not a value that can be read here."))
    if kind.type.choices and value not in kind.type.choices:
        raise LawRefused(key, _("This is none of the answers that are known."))
    if isinstance(value, int):
        if kind.lowest is not None and value < kind.lowest:
            raise LawRefused(key, _("This is too low."))
        if kind.highest is not None and value > kind.highest:
            raise LawRefused(key, _("This is too high."))


def _check_members(situation: Situation) -> None:
    """Raises LawRefused."""
    couple = _value(situation, "home.couple")
    if couple is not None and couple != (PARTNER in situation.members):
        raise LawRefused("home.couple", _("The people of the household do not match this answer."))
    children = _value(situation, "home.children")
    if children is not None and children != len(situation.children):
        raise LawRefused(
            "home.children", _("The people of the household do not match this answer.")
        )


def _check_dates(situation: Situation, facts: dict[str, dict[str, Any]], month: date) -> None:
    """Raises LawRefused."""
    end = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    born = {
        member: date.fromisoformat(facts[member]["birth_date"])
        for member in situation.members
        if "birth_date" in facts.get(member, {})
    }
    for member, birth in born.items():
        path = f"{member}.birth_date"
        if birth >= end:
            raise LawRefused(path, _("This birth date is in the future."))
        if birth < _OLDEST:
            raise LawRefused(path, _("This birth date is too long ago."))
    parents = [born[member] for member in situation.adults if member in born]
    for child in situation.children:
        if child in born and parents and born[child] <= min(parents):
            raise LawRefused(f"{child}.birth_date", _("A child cannot be older than its parents."))
    for member in situation.adults:
        due = facts.get(member, {}).get("due_date")
        if due and not 0 <= _months(month, date.fromisoformat(due)) <= 10:
            raise LawRefused(
                f"{member}.due_date", _("A birth is expected within the ten months to come.")
            )


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month


def _today(code: str, commune_of: CommuneOf) -> str:
    found = commune_of(code)
    if found is None:
        raise LawRefused("home.commune", _("Nobody knows this commune."))
    return found
