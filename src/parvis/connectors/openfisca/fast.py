"""OpenFisca's engine made faster from outside; the legislation is left as published.

Everything that replaces a part of openfisca-core stands in this module, and nothing else needs it:
without `install()` the same programs run on the plain engine (PARVIS_LAW_ENGINE=plain). Each part
has its test of equality in `tests/test_fast.py`.

- periods: arithmetic on instants and periods, which are immutable, is remembered;
- parameters: a snapshot of the law at an instant opens the branches that are read, when they are
  read, and is kept, by system; several thousand values are not copied to read forty;
- indexing: a parameter chosen by a column is looked up once for each distinct value, not by row;
- values: a value already there is handed over before the engine's own bookkeeping;
- roles: who is what in a family, counted once a simulation;
- sums over several periods: whether they can be added is asked once;
- order: what a computation went through is remembered, and gone through again the same way for the
  same rights and month: each formula finds what it asks for, and nothing of the engine's
  bookkeeping is left. What another household needs besides is computed as ever.
"""

import functools
import sys
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import (
    ParameterNode,
    ParameterNodeAtInstant,
    VectorialParameterNodeAtInstant,
)
from openfisca_core.populations import CorePopulation, GroupPopulation, Population
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from parvis.connectors.openfisca import compute as computing

Period, Instant = periods.Period, periods.Instant
SNAPSHOTS_KEPT = 400  # of each system: 36 months of 10 years, and reforms do not chase each other
_PERIODS_KEPT = 1 << 16
_FRAMES = 3000
_PROPERTIES = (
    "stop", "this_year", "first_month", "last_month", "last_3_months", "last_year", "n_2",
    "first_day",
)  # fmt: skip


def install() -> None:
    """Replace, in this process, all that is written here."""
    periods_remembered()
    parameters_opened_when_read()
    parameters_indexed_by_value()
    values_handed_over()
    roles_counted_once()
    sums_of_known_periods()
    order_remembered()
    # Each step has frames of ours besides those of the engine; a long history needs a thousand.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES))


def periods_remembered() -> None:
    memo = functools.lru_cache(maxsize=_PERIODS_KEPT)
    Instant.offset = memo(Instant.offset)
    Period.offset = memo(Period.offset)
    Period.contains = memo(Period.contains)
    plain = Period.get_subperiods
    remembered = memo(lambda period, unit: tuple(plain(period, unit)))
    Period.get_subperiods = lambda self, unit: list(remembered(self, unit))
    for name in _PROPERTIES:
        found = Period.__dict__.get(name)
        if isinstance(found, property) and found.fget is not None:
            setattr(Period, name, property(memo(found.fget)))


_OWN = frozenset({"_name", "_instant_str", "_node", "_made", "_checked"})


class _Opened(ParameterNodeAtInstant):  # type: ignore[misc]
    """A branch of the law at an instant; its children are made when they are asked for."""

    def __init__(self, name: str, node: Any, instant_str: str) -> None:
        self._name = name
        self._instant_str = instant_str
        self._node = node
        self._made: dict[str, Any] = {}
        self._checked = False

    @property
    def _children(self) -> dict[str, Any]:
        found = {name: self._child(name) for name in self._node.children}
        return {name: child for name, child in found.items() if child is not None}

    def _child(self, name: str) -> Any:
        made = self._made.get(name, self)
        if made is self:
            child = self._node.children.get(name)
            made = None if child is None else child._get_at_instant(self._instant_str)
            self._made[name] = made
            if made is not None:
                self.__dict__[name] = made
        return made

    def __getattr__(self, key: str) -> Any:
        if key not in _OWN and not key.startswith("__"):
            child = self._child(key)
            if child is not None:
                return child
        return super().__getattr__(key)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, np.ndarray):
            return VectorialParameterNodeAtInstant.build_from_node_name(self, key)
        child = self._child(key)
        return child if child is not None else super().__getattr__(key)

    def add_child(self, child_name: str, child_at_instant: Any) -> None:
        self._made[child_name] = child_at_instant
        self.__dict__[child_name] = child_at_instant


def parameters_opened_when_read() -> None:
    def at_instant(self: Any, instant_str: str) -> Any:
        return _Opened(self.name, self, instant_str)

    def snapshot(self: Any, instant: Any) -> Any:
        key = (
            instant.start if isinstance(instant, Period)
            else periods.instant(instant) if isinstance(instant, (str, int)) else instant
        )  # fmt: skip
        if not isinstance(key, Instant):
            raise AssertionError(f"{instant!r} is no instant.")
        kept = self.__dict__.setdefault("_snapshots", {})
        found = kept.get(key)
        if found is None:
            if self.parameters is None:
                return None
            if len(kept) >= SNAPSHOTS_KEPT:
                kept.pop(next(iter(kept)))
            found = kept[key] = self.parameters.get_at_instant(str(key))
        return found

    ParameterNode._get_at_instant = at_instant
    TaxBenefitSystem.get_parameters_at_instant = snapshot


class _Chosen(VectorialParameterNodeAtInstant):  # type: ignore[misc]
    """Branches chosen by a column: the distinct ones, and which row has which. `name`: that of the
    node they are branches of, as traces say it."""

    def __init__(self, nodes: list[Any], which: Any, name: str) -> None:
        self.nodes, self.which = nodes, which
        self._name, self._instant_str = name, nodes[0]._instant_str

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return _by_row([node[key] for node in self.nodes], self.which, self._name)
        names, column = _distinct(key)
        pairs, which = np.unique(self.which.astype("i8") * len(names) + column, return_inverse=True)
        chosen = [self.nodes[pair // len(names)][names[pair % len(names)]] for pair in pairs]
        return _by_row(chosen, which, self._name)


def _distinct(key: Any) -> tuple[list[Any], Any]:
    if isinstance(key, EnumArray):
        values, which = np.unique(np.asarray(key), return_inverse=True)
        names = [each.name for each in key.possible_values]
        return [names[value] for value in values], which
    if key.dtype == object and isinstance(key[0], Enum):
        key = np.array([each.name for each in key])
    values, which = np.unique(key, return_inverse=True)
    return list(values), which


def _by_row(nodes: list[Any], which: Any, name: str) -> Any:
    if isinstance(nodes[0], ParameterNodeAtInstant):
        return _Chosen(nodes, which, name)
    return np.array(nodes)[which]


def parameters_indexed_by_value() -> None:
    vectorial = VectorialParameterNodeAtInstant

    def build(node: Any, key: Any) -> Any:
        if not getattr(node, "_checked", False):
            vectorial.check_node_vectorisable(node)
            if isinstance(node, _Opened):
                node._checked = True
        values, which = _distinct(key)
        name_of = vectorial._get_appropriate_subnode_function(values[0])
        return _by_row([node[name_of(node, value)] for value in values], which, node._name)

    vectorial.build_from_node_name = staticmethod(build)


_plain_calculate, _plain_call = Simulation.calculate, CorePopulation.__call__
_plain_purge = Simulation.purge_cache_of_invalid_values


def values_handed_over() -> None:
    CorePopulation.__call__ = _call
    Simulation.calculate = _calculate
    Simulation.purge_cache_of_invalid_values = _purge


def _calculate(self: Any, variable_name: str, period: Any) -> Any:
    if period.__class__ is not Period:
        period = periods.period(period)
    known = self.__dict__.setdefault("_known", {})
    found = known.get((variable_name, period))
    if found is not None and not self.trace:
        return found
    result = _plain_calculate(self, variable_name, period)
    holder = self.get_variable_population(variable_name)._holders.get(variable_name)
    # What a spiral or the start of the calculation gives is not held, and must not be.
    if holder is not None and (
        holder._eternal or holder._memory_storage._arrays.get(period) is result
    ):
        known[variable_name, period] = result
        if not holder._eternal and self.__dict__.get("_order") is not None:
            self._order.append((variable_name, period))
    return result


def _call(self: Any, variable_name: str, period: Any, options: Any = None) -> Any:
    if not options and period.__class__ is Period and self.simulation is not None:
        known = self.simulation.__dict__.get("_known")
        if known is not None and not self.simulation.trace:
            found = known.get((variable_name, period))
            if found is not None:
                return found
    return _plain_call(self, variable_name, period, options)


def _purge(self: Any) -> None:
    if self.invalidated_caches and not self.tracer.stack:
        known = self.__dict__.get("_known", {})
        for name, period in self.invalidated_caches:
            for key in [key for key in known if key[0] == name and period.contains(key[1])]:
                del known[key]
    _plain_purge(self)


def roles_counted_once() -> None:
    def mask(population: Any, role: Any) -> Any:
        memo = population.__dict__.setdefault("_masks", {})
        found = memo.get(role.key)
        if found is None:
            found = np.logical_or.reduce(
                [population.members_role == each for each in role.subroles or [role]]
            )
            memo[role.key] = found
        return found

    def has_role(self: Any, role: Any) -> Any:
        return mask(self.simulation.get_population(role.entity.plural), role)

    def nb_persons(self: Any, role: Any = None) -> Any:
        memo = self.__dict__.setdefault("_counts", {})
        key = role.key if role else None
        if key not in memo:
            memo[key] = (
                np.bincount(self.members_entity_id, minlength=self.count)
                if role is None
                else self.sum(mask(self, role))
            )
        return memo[key]

    has_role.projectable = True  # type: ignore[attr-defined]
    nb_persons.projectable = True  # type: ignore[attr-defined]
    Population.has_role = has_role
    GroupPopulation.nb_persons = nb_persons


ORDERS_KEPT = 64
_orders: dict[Any, list[tuple[str, Any]]] = {}
_ready: dict[Any, list[tuple[str, Any, Any, bool]]] = {}


def order_remembered() -> None:
    computing.follow = _follow


def _follow(simulation: Any, what: Any) -> None:
    """Goes the way of the first computation of `what`, or notes that of this one."""
    known = simulation.__dict__.setdefault("_known", {})
    for population in simulation.populations.values():
        for name, holder in population._holders.items():
            for period, values in holder._memory_storage._arrays.items():
                known[name, period] = values
    order = _orders.get(what)
    if order is None:
        if len(_orders) >= ORDERS_KEPT:
            oldest = next(iter(_orders))
            del _orders[oldest]
            _ready.pop(oldest, None)
        _orders[what] = simulation._order = []
        return
    steps = _ready.get(what) or _ready.setdefault(
        what, [_step(simulation.tax_benefit_system, *each) for each in order]
    )
    parts: dict[str, _Part] = {}
    for name, period, formula, is_told_law in steps:
        if (name, period) not in known:
            part = parts.get(name) or parts.setdefault(name, _Part(simulation, name))
            values = part.none() if formula is None else part.found(formula, period, is_told_law)
            if values is not None:
                known[name, period] = part.kept[period] = values


def _step(system: Any, name: str, period: Any) -> tuple[str, Any, Any, bool]:
    formula = system.get_variable(name).get_formula(period)
    return name, period, formula, formula is not None and formula.__code__.co_argcount > 2


class _Part:
    """A variable of one simulation."""

    def __init__(self, simulation: Any, name: str) -> None:
        self.simulation = simulation
        self.at_instant = simulation.tax_benefit_system.get_parameters_at_instant
        self.variable = simulation.tax_benefit_system.get_variable(name)
        self.population = simulation.get_variable_population(name)
        self.kept = self.population.get_holder(name)._memory_storage._arrays
        self.dtype, self.is_choice = self.variable.dtype, self.variable.value_type is Enum
        self.shape = (self.population.count,)
        self.default: Any = None

    def found(self, formula: Any, period: Any, is_told_law: bool) -> Any:
        """None: the engine must look at it itself."""
        try:
            if is_told_law:
                values = formula(self.population, period, self.at_instant)
            else:
                values = formula(self.population, period)
            if values.__class__ is not np.ndarray or values.dtype != self.dtype or self.is_choice:
                values = self.simulation._cast_formula_result(values, self.variable)
        except Exception:
            return None
        return values if values.shape == self.shape else None

    def none(self) -> Any:
        """The same for every period; nobody may write into it."""
        if self.default is None:
            self.default = self.variable.default_array(self.population.count)
            self.default.flags.writeable = False
        return self.default


_plain_add = Simulation.calculate_add
_addable: set[tuple[str, Any]] = set()


def sums_of_known_periods() -> None:
    Simulation.calculate_add = _add


def _add(self: Any, variable_name: str, period: Any) -> Any:
    """Adds in the same order; whether the periods can be added is asked once."""
    if self.trace or (variable_name, period) not in _addable:
        found = _plain_add(self, variable_name, period)
        if period.__class__ is Period:
            _addable.add((variable_name, period))
        return found
    unit = self.tax_benefit_system.get_variable(variable_name).definition_period
    known, total = self.__dict__.get("_known", {}), 0
    for each in period.get_subperiods(unit):
        values = known.get((variable_name, each))
        total = total + (self.calculate(variable_name, each) if values is None else values)
    return total
