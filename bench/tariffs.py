"""A tariff moved, and its figures again: `python -m bench.tariffs --households 100000`.

Draws the population (once, as the command of the site does), then measures the median of several
trials of a new variant, everything a page needs computed each time.
"""

import argparse
import statistics
import sys
import time
from decimal import Decimal

from parvis.config.cli._site import open_site


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=9)
    asked = parser.parse_args()
    open_site(database=False)
    for name, seconds in measured(asked.households, asked.times).items():
        sys.stdout.write(f"{name}: {seconds * 1000:.0f} ms\n")


def measured(households: int, times: int) -> dict[str, float]:
    """Seconds by what was done. The population is drawn and raked first, which is not counted."""
    from parvis.eligibility.population import calibration, margins, storage
    from parvis.eligibility.reforms.simulation import Use, concerned, tried
    from parvis.eligibility.reforms.tariffs import Bands, Effort

    path = margins.margins_of("200067254")
    assert path is not None
    published = margins.read(path)
    drawn = calibration.population(published, households, 1)
    people = storage.Population(published.area, published.name, drawn.households, "", {})
    today, found = Bands((50_000, 100_000), (150, 300, 420)), {}
    for name, use in (
        ("children of 3 to 10", Use((3, 10), 75, 120)),
        ("every household", Use(None, 100, 12)),
    ):
        began = time.perf_counter()
        who = concerned(people, use)
        found[f"who is concerned, {name}"] = time.perf_counter() - began
        trials = []
        for turn in range(times):
            began = time.perf_counter()
            tried(who, today, Effort(Decimal(40 + turn) / 100, 80, 600), use.times)
            trials.append(time.perf_counter() - began)
        found[f"a variant, {name} ({len(who)})"] = statistics.median(trials)
    return found


if __name__ == "__main__":
    main()
