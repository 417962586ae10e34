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
    from parvis.eligibility.population import calibration, margins, storage
    from parvis.eligibility.reforms.simulation import Use, concerned, tried
    from parvis.eligibility.reforms.tariffs import Bands, Effort

    path = storage.margins_of("200067254")
    assert path is not None
    began = time.perf_counter()
    published = margins.read(path)
    found = calibration.population(published, asked.households, 1)
    drawing = time.perf_counter() - began
    people = storage.Population(published.area, published.name, found.households, "", {})
    today, lines = Bands((50_000, 100_000), (150, 300, 420)), []
    for name, use in (
        ("children of 3 to 10", Use((3, 10), 75, 120)),
        ("every household", Use(None, 100, 12)),
    ):
        began = time.perf_counter()
        who = concerned(people, use)
        choosing, trials = time.perf_counter() - began, []
        for turn in range(asked.times):
            began = time.perf_counter()
            tried(who, today, Effort(Decimal(40 + turn) / 100, 80, 600), use.times)
            trials.append(time.perf_counter() - began)
        lines.append(
            f"{name}: {len(who)} concerned, chosen in {choosing * 1000:.0f} ms,"
            f" a variant in {statistics.median(trials) * 1000:.0f} ms"
        )
    sys.stdout.write(f"{asked.households} households drawn and raked in {drawing:.1f} s\n")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
