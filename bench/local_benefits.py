"""`python -m bench.local_benefits [--people 100000] [--benefits 400]`: rights of a population.

The benefits of the library are judged again and again, each time for a population that nothing was
computed of yet, until there are as many as asked. A fifth of the facts, and half of the quotients,
are unknown. Processor time, of one process.
"""

import time

import click

TARGET = 3.0  # CPU seconds for 400 benefits and 100,000 people (issue 4, "Speed")


@click.command()
@click.option("--people", type=click.IntRange(100), default=100_000, show_default=True)
@click.option("--benefits", type=click.IntRange(1), default=400, show_default=True)
@click.option("--everywhere", is_flag=True, help="As if each benefit held wherever they live.")
@click.option("--each", is_flag=True, help="What each benefit takes, slowest first.")
def main(people: int, benefits: int, everywhere: bool, each: bool) -> None:
    """Judge local benefits for a population at random and say what it took."""
    from parvis.config.cli._screen import console
    from parvis.config.cli._site import open_site

    open_site(database=False)
    told = measured(people, benefits, everywhere=everywhere)
    console.print(
        f"{told.benefits} local benefits × {people:,} people: {told.seconds:.2f} CPU-s, "
        f"{told.benefits * people / told.seconds / 1e6:.0f} million verdicts a second, "
        f"{told.settled:.1%} settled, {told.entitled:.1%} yes"
    )
    if each:
        for name, spent in sorted(told.each.items(), key=lambda pair: -pair[1]):
            console.print(f"  {1000 * spent:7.1f} ms  {name}")
    if told.seconds > TARGET * told.benefits * people / 40_000_000:
        console.print(f"More than the target, {TARGET} CPU-s for 400 × 100,000.")


class Measured:
    def __init__(self) -> None:
        self.benefits = 0
        self.seconds = self.settled = self.entitled = 0.0
        self.each: dict[str, float] = {}


def measured(people: int, benefits: int, *, everywhere: bool = False) -> Measured:
    from dataclasses import replace

    from parvis.eligibility.local import shipped
    from parvis.eligibility.local.columns import Population, judge_columns
    from parvis.eligibility.local.definition import Area, Institution

    every = [(benefit, version) for benefit in shipped() for version in benefit.versions]
    if everywhere:
        france = {"institution": Institution(level="state", code="FR"), "area": Area()}
        every = [
            (replace(one, definition=one.definition.model_copy(update=france)), version)
            for one, version in every
        ]
    columns = population({path for _one, version in every for path in version.paths}, people)
    told = Measured()
    while told.benefits < benefits:
        began = time.process_time()
        everybody = Population(columns, people)
        told.seconds += time.process_time() - began
        for benefit, version in every[: benefits - told.benefits]:
            began = time.process_time()
            found = judge_columns(benefit, version, everybody)
            spent = time.process_time() - began
            told.seconds += spent
            told.benefits += 1
            told.settled += float((found.yes | found.no).mean())
            told.entitled += float(found.yes.mean())
            told.each.setdefault(f"{benefit.id} {version.version.since}", spent)
    told.settled /= told.benefits
    told.entitled /= told.benefits
    return told


def population(paths: set[str], rows: int) -> dict[str, object]:
    """A column for each fact, of believable size, some of it unknown."""
    import numpy as np

    from parvis.eligibility.facts import FACTS
    from parvis.eligibility.local.environment import FOR_ONE
    from parvis.territory.queries import levels_of

    random = np.random.default_rng(20261122)
    communes = np.array(
        [f"64{number:03d}" for number in range(560) if levels_of(f"64{number:03d}")]
    )

    def values(path: str) -> object:
        owner, _, key = path.partition(".")
        fact = FOR_ONE.variables[owner].field(key) if key else FOR_ONE.variables[owner]
        kind = FACTS.get(key)
        if path == "today":
            return np.full(rows, np.datetime64("2026-11-22"))
        if path == "home.commune":
            return random.choice(communes, rows)
        if owner == "law":
            return random.integers(0, 2, rows) * 30_000
        if fact is not None and fact.choices:
            return np.array(fact.choices)[random.integers(0, len(fact.choices), rows)]
        if fact is not None and fact.kind == "bool":
            return random.random(rows) < 0.5
        if fact is not None and fact.kind == "date":
            return np.datetime64("2027-03-01") - random.integers(0, 30_000, rows)
        most = {"age": 95, "people": 6, "children": 4, "half_shares": 8, "disability_rate": 100}
        top = most.get(key, 3_000_000 if kind and kind.unit == "cents/year" else 250_000)
        return random.integers(2 if key in {"people", "half_shares"} else 0, top, rows)

    def known(path: str) -> object:
        if path in {"today", "home.commune"}:
            return np.zeros(rows, bool)
        return random.random(rows) < (0.5 if "quotient" in path else 0.2)

    return {
        path: np.ma.MaskedArray(values(path), known(path))
        for path in sorted(paths | {"home.commune"})
        if "[]" not in path
    }


if __name__ == "__main__":
    main()
