"""What the conditions of a local benefit may read, and its reading from a situation.

Only facts that a rule names are ever read. What is not known stays out; what is known to be absent
(no rent, no quotient) is None. Incomes known to be absent count for nothing in a sum.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from parvis.catalogue.expressions import (
    DATE,
    INT,
    Environment,
    Type,
    list_of,
    optional,
    struct,
)
from parvis.catalogue.expressions import STRING as TEXT
from parvis.eligibility.facts import FACTS, Entity, FactKind
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.situation import GOODS, Situation
from parvis.territory.queries import levels_of

LawAmounts = Mapping[str, int]

INCOMES: Final = (
    "wage", "self_employed_income", "unemployment_benefit", "pension", "invalidity_pension",
    "daily_allowances", "alimony_received",
)  # fmt: skip
# A household may well have none of these; of the others there always is one.
MAY_BE_ABSENT: Final = {
    *INCOMES, "alimony_paid", "due_date", "years_of_permit", "disability_rate", "rent", "savings",
    *GOODS, *GOODS.values(),
    "union", "quotient_caf", "reference_income", "half_shares",
}  # fmt: skip
_PLACES: Final = ("epci", "departement", "region")
_MISSING: Final = object()
_YOUNGEST_OF_ONES_OWN: Final = 16


def _types(entity: Entity) -> dict[str, Type]:
    return {key: _type(kind) for key, kind in FACTS.items() if kind.entity is entity}


def _type(kind: FactKind) -> Type:
    return optional(kind.type) if kind.key in MAY_BE_ABSENT else kind.type


_PERSON: Final = _types(Entity.PERSON) | {"age": INT, "resources": INT}
_CHILD: Final = struct(_PERSON)
_SHARED: Final[Mapping[str, Type]] = {
    "today": DATE,
    "home": struct(
        _types(Entity.HOUSEHOLD)
        | dict.fromkeys(_PLACES, optional(TEXT))
        | {"people": INT, "resources": INT}
    ),
    "family": struct(_types(Entity.FAMILY) | {"children": list_of(_CHILD)}),
    "tax": struct(_types(Entity.TAX_HOUSEHOLD) | {"quotient_tax": optional(INT)}),
    "law": struct(dict.fromkeys(BENEFITS, INT)),
}
FOR_ALL: Final = Environment(_SHARED)
FOR_ONE: Final = Environment({**_SHARED, "person": _CHILD})


def environment_for(beneficiary: str) -> Environment:
    """`person` is there when the benefit is a person's or a child's own."""
    return FOR_ONE if beneficiary in {"person", "child"} else FOR_ALL


def names_of(environment: Environment) -> set[str]:
    """Every path a rule may read, for whoever looks for the nearest."""
    return {
        f"{name}.{field}" if field else name
        for name, type_ in environment.variables.items()
        for field, _type in (type_.fields or (("", type_),))
    }


class Reader:
    """Reads from one situation, for one member, on one day."""

    def __init__(self, situation: Situation, whom: str, law: LawAmounts, on: date) -> None:
        self.situation = situation
        self.whom = whom
        self._law = law
        self._on = on

    def facts(self, paths: Iterable[str]) -> dict[str, Any]:
        """Nested facts for these paths of rules, and for nothing else."""
        facts: dict[str, Any] = {}
        in_lists = [path for path in paths if "[]." in path]
        for path in paths:
            if path in in_lists:
                continue
            value = self._children(in_lists) if path == "family.children" else self.value(path)
            if value is _MISSING:
                continue
            owner, _, key = path.partition(".")
            if key:
                facts.setdefault(owner, {})[key] = value
            else:
                facts[owner] = value
        return facts

    def _children(self, paths: list[str]) -> Any:
        if self._fact("home.children") is _MISSING:
            return _MISSING
        keys = [path.rpartition(".")[2] for path in paths]
        return [
            {key: value for key in keys if (value := self._of_person(child, key)) is not _MISSING}
            for child in self.situation.children
        ]

    def value(self, path: str) -> Any:
        """The value at a path of a rule, None if known to be absent, or the mark of the unknown."""
        owner, _, key = path.partition(".")
        match owner:
            case "today":
                return self._on
            case "person":
                return self._of_person(self.whom, key)
            case "law":
                return self._of_law(key)
        reading = _DERIVED.get(path)
        return reading(self) if reading else self._fact(path)

    def _fact(self, path: str) -> Any:
        fact = self.situation.fact(path)
        if fact is None:
            return _MISSING
        key = path.rpartition(".")[2]
        return _MISSING if fact.value is None and key not in MAY_BE_ABSENT else fact.value

    def _of_person(self, member: str, key: str) -> Any:
        if key == "age":
            return self._age(member)
        if key == "resources":
            return self._sum([f"{member}.{income}" for income in INCOMES])
        return self._fact(f"{member}.{key}")

    def _age(self, member: str) -> Any:
        born = self._fact(f"{member}.birth_date")
        if born is _MISSING:
            return born
        # Born on 29 February, one ages on 1 March, as in years_between.
        return self._on.year - born.year - ((self._on.month, self._on.day) < (born.month, born.day))

    def _sum(self, paths: list[str]) -> Any:
        values = [self._fact(path) for path in paths]
        return _MISSING if _MISSING in values else sum(value or 0 for value in values)

    def resources(self) -> Any:
        if self._fact("home.couple") is _MISSING:
            return _MISSING
        return self._sum(_incomes_of(self.situation.adults))

    def people(self) -> Any:
        return len(self.situation.members) if self.situation.is_complete else _MISSING

    def around(self, level: str) -> Any:
        commune = self._fact("home.commune")
        return _MISSING if commune is _MISSING else levels_of(commune).get(level)

    def quotient_tax(self) -> Any:
        """Reference income over the shares and over twelve months, rounded down to the cent."""
        income, halves = self._fact("tax.reference_income"), self._fact("tax.half_shares")
        if _MISSING in (income, halves):
            return _MISSING
        return None if income is None or halves is None else 2 * income // (12 * halves)

    def _of_law(self, code: str) -> Any:
        """One's own when the benefit is a person's; of all adults when it is the household's."""
        if not BENEFITS[code].for_each:
            return self._law.get(code, _MISSING)
        if self.whom in self.situation.children:
            age = self._age(self.whom)
            # AAH and ASI begin at sixteen at the earliest (CSS R821-1, L815-24).
            if age is not _MISSING and age < _YOUNGEST_OF_ONES_OWN:
                return 0
        whom = (self.whom,) if self.whom else self.situation.adults
        values: list[Any] = [self._law.get(f"{code}:{each}", _MISSING) for each in whom]
        return _MISSING if _MISSING in values else sum(values)

    def sources(self, name: str) -> list[str]:
        """The facts of the situation behind what a rule calls `name` (`family.children[1].age`
        included). A right of the State is `law.<code>`; today is nobody's fact."""
        owner, _, key = name.partition(".")
        match owner:
            case "today":
                return []
            case "law":
                return [name]
            case "person":
                return _of_member(self.whom, key)
        if name.startswith("family.children["):
            place, _, field = name.removeprefix("family.children[").partition("].")
            children = self.situation.children
            whose = (children[int(place)],) if place else children
            return [path for each in whose for path in _of_member(each, field)]
        return _SOURCES[name](self.situation) if name in _SOURCES else [name]

    def asked(self, name: str) -> tuple[str, ...]:
        """Those of them that are not known, so that they would settle the matter."""
        return tuple(
            path
            for path in self.sources(name)
            if path.startswith("law.") or self._fact(path) is _MISSING
        )


def _of_member(member: str, key: str) -> list[str]:
    if key == "age":
        return [f"{member}.birth_date"]
    if key == "resources":
        return [f"{member}.{income}" for income in INCOMES]
    return [f"{member}.{key}"]


def _incomes_of(members: Iterable[str]) -> list[str]:
    return [f"{member}.{income}" for member in members for income in INCOMES]


_DERIVED: Final[Mapping[str, Callable[[Reader], Any]]] = {
    "home.people": Reader.people,
    "home.resources": Reader.resources,
    "home.epci": lambda reader: reader.around("epci"),
    "home.departement": lambda reader: reader.around("departement"),
    "home.region": lambda reader: reader.around("region"),
    "tax.quotient_tax": Reader.quotient_tax,
}
_SOURCES: Final[Mapping[str, Callable[[Situation], list[str]]]] = {
    "family.children": lambda situation: ["home.children"],
    "home.people": lambda situation: ["home.couple", "home.children"],
    "home.resources": lambda situation: ["home.couple", *_incomes_of(situation.adults)],
    **{f"home.{place}": lambda situation: ["home.commune"] for place in _PLACES},
    "tax.quotient_tax": lambda situation: ["tax.reference_income", "tax.half_shares"],
}
