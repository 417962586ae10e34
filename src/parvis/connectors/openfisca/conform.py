"""OpenFisca's own test files, run through our engine: each difference told, none stops the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import yaml
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.tools import assert_near

from parvis.connectors.openfisca.system import Law

_KNOWN: Final = frozenset(
    {
        "absolute_error_margin", "description", "extensions", "ignore_variables", "input",
        "keywords", "max_spiral_loops", "name", "only_variables", "output", "parameters", "period",
        "reforms", "relative_error_margin",
    }
)  # fmt: skip


class Outcome(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    FAILED = "cannot be computed"
    UNREADABLE = "is no test"


@dataclass(frozen=True, slots=True)
class Told:
    """What one test came to. `why`: every value that differs, or what went wrong."""

    file: Path
    name: str
    outcome: Outcome
    why: tuple[str, ...] = ()


def conform(law: Law, paths: Iterable[Path]) -> Iterator[Told]:
    """Of every test of the files, and of the files below the folders. Never raises for one."""
    for file in files_of(paths):
        yield from _of_file(law, file)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """YAML files, each once, in order."""
    found: set[Path] = set()
    for path in paths:
        found |= {path} if path.is_file() else set(path.rglob("*.y*ml"))
    return sorted(found)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """OpenFisca's tests write `=` as a value."""


_Loader.add_constructor(
    "tag:yaml.org,2002:value", lambda loader, node: loader.construct_scalar(node)
)


def _of_file(law: Law, file: Path) -> Iterator[Told]:
    try:
        tests = yaml.load(file.read_bytes(), _Loader)  # noqa: S506  # a safe one
    except (OSError, yaml.YAMLError) as error:
        yield Told(file, "", Outcome.UNREADABLE, (str(error),))
        return
    for number, test in enumerate(tests if isinstance(tests, list) else [tests], 1):
        name = str(test.get("name", number)) if isinstance(test, dict) else str(number)
        faults = _faults(test)
        if faults:
            yield Told(file, name, Outcome.UNREADABLE, faults)
            continue
        try:
            differences = tuple(_differences(law, test))
        except Exception as error:
            yield Told(file, name, Outcome.FAILED, (f"{type(error).__name__}: {error}",))
        else:
            outcome = Outcome.DIFFERS if differences else Outcome.SAME
            yield Told(file, name, outcome, differences)


def _faults(test: Any) -> tuple[str, ...]:
    if not isinstance(test, dict):
        return ("A test has a period, an input and an output.",)
    unknown = set(map(str, test)) - _KNOWN
    if unknown:
        return tuple(f"Unknown key: {key}" for key in sorted(unknown))
    return () if isinstance(test.get("output"), dict) else ("It has no output.",)


def _differences(law: Law, test: Mapping[str, Any]) -> Iterator[str]:
    system = law
    if test.get("parameters") or test.get("extensions"):
        raise NotImplementedError("parameters or extensions of its own")
    for reform in _listed(test.get("reforms")):
        system = system.apply_reform(reform)
    builder = SimulationBuilder()
    builder.set_default_period(test.get("period"))
    simulation = builder.build_from_dict(system, test.get("input") or {})
    if test.get("max_spiral_loops"):
        simulation.max_spiral_loops = test["max_spiral_loops"]
    for variable, period, at, expected in _expected(system, simulation, test):
        if variable in _listed(test.get("ignore_variables")):
            continue
        if test.get("only_variables") and variable not in test["only_variables"]:
            continue
        found = simulation.calculate(variable, period)
        try:
            assert_near(
                found if at is None else found[at],
                expected,
                _margin(test.get("absolute_error_margin"), variable),
                f"{variable}@{period}: ",
                _margin(test.get("relative_error_margin"), variable),
            )
        except AssertionError as difference:
            yield str(difference).strip()


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _margin(given: Any, variable: str) -> float | None:
    if isinstance(given, Mapping):
        given = given.get(variable, given.get("default"))
    return None if given is None else float(given)


Expected = tuple[str, Any, int | None, Any]


def _expected(system: Law, simulation: Any, test: Mapping[str, Any]) -> Iterator[Expected]:
    """Variable, period, place in its entity (None: all), value."""
    period = test.get("period")
    for key, value in test["output"].items():
        if system.get_variable(key) is not None:
            yield from _by_period(key, period, None, value)
        elif key in simulation.populations:
            for variable, each in value.items():
                yield from _by_period(variable, period, None, each)
        else:
            population = simulation.get_population(key)
            if population is None:
                raise KeyError(f"{key}: neither a variable nor an entity")
            for who, values in value.items():
                at = population.get_index(who)
                for variable, each in values.items():
                    yield from _by_period(variable, period, at, each)


def _by_period(variable: str, period: Any, at: int | None, value: Any) -> Iterator[Expected]:
    """Values by period, at any depth: the innermost key is the period, as OpenFisca has it."""
    if isinstance(value, Mapping):
        for each, expected in value.items():
            yield from _by_period(variable, each, at, expected)
    else:
        yield variable, period, at, value
