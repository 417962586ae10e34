"""Runs inside the environment of `sortition-algorithms`: invented pools, and their least chances.

Its exact leximin needs a commercial solver; its `maximin` does not, and gives the first thing that
leximin looks at: the highest possible least chance, over panels of whole people.
"""

import csv
import io
import json
import random
import sys
from collections import Counter
from pathlib import Path

from sortition_algorithms import adapters
from sortition_algorithms.committee_generation import find_distribution_maximin
from sortition_algorithms.errors import InfeasibleQuotasError
from sortition_algorithms.settings import Settings
from sortition_algorithms.utils import override_logging_handlers

SEEDS = 40
STRATA = {
    "sex": ["woman", "man"],
    "age": ["15-29", "30-59", "60+"],
    "home": ["owner", "tenant"],
    "area": ["centre", "north", "south"],
}


def pool(seed: int) -> dict:
    """Volunteers unlike the population, quotas drawn around a population of their own."""
    draw = random.Random(seed)  # noqa: S311
    strata = draw.sample(sorted(STRATA), draw.randint(2, 4))
    number = draw.randint(14, 60)
    size = draw.randint(4, max(4, min(12, number // 3)))
    tastes = {s: [draw.uniform(0.3, 2.0) for _ in STRATA[s]] for s in strata}
    people = []
    for place in range(number):
        profile = {s: draw.choices(STRATA[s], tastes[s])[0] for s in strata}
        home = f"h{place // 2}" if seed % 3 == 0 and place % 4 < 2 else ""
        people.append([f"v{place:02}", profile, home])
    quotas = []
    for stratum in strata:
        there = Counter(person[1][stratum] for person in people)
        weights = [draw.uniform(0.5, 1.5) * (there[v] > 0) for v in STRATA[stratum]]
        slack = draw.choice([0, 0, 1])
        for value, weight in zip(STRATA[stratum], weights, strict=True):
            seats = weight / sum(weights) * size
            least, most = int(seats) - slack, int(seats) + (seats > int(seats)) + slack
            quotas.append([stratum, value, max(0, least), min(size, most)])
    return {"seed": seed, "size": size, "quotas": quotas, "volunteers": people}


def chances_of(told: dict) -> dict[str, float]:
    features, people = io.StringIO(), io.StringIO()
    table = csv.writer(features)
    table.writerows([["feature", "value", "min", "max"], *told["quotas"]])
    strata = list(dict.fromkeys(quota[0] for quota in told["quotas"]))
    table = csv.writer(people)
    table.writerow(["id", "address", *strata])
    for name, profile, home in told["volunteers"]:
        table.writerow([name, home or f"alone-{name}", *(profile[s] for s in strata)])
    source = adapters.CSVStringDataSource(features.getvalue(), people.getvalue())
    data = adapters.SelectionData(source)
    settings = Settings(
        id_column="id",
        columns_to_keep=[],
        selection_algorithm="maximin",
        solver_backend="highspy",
        check_same_address=True,
        check_same_address_columns=["address"],
    )
    found, _ = data.load_features(told["size"])
    held, _ = data.load_people(settings, found)
    panels, parts, _ = find_distribution_maximin(found, held, told["size"], ["address"], "highspy")
    chances = dict.fromkeys((one[0] for one in told["volunteers"]), 0.0)
    for panel, part in zip(panels, parts, strict=True):
        for name in panel:
            chances[name] += part
    return chances


def main(folder: Path) -> None:
    override_logging_handlers([], [])
    lines = []
    for seed in range(SEEDS):
        told = pool(seed)
        try:
            chances = chances_of(told)
        except InfeasibleQuotasError:
            told["never"], told["least"] = None, 0
        else:
            told["never"] = sorted(name for name, chance in chances.items() if chance < 1e-9)
            told["least"] = round(min(c for c in chances.values() if c >= 1e-9), 9)
        lines.append(json.dumps(told, separators=(",", ":")))
    (folder / "panels.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
