"""Run by a Python that has `sortition-algorithms`: CPU seconds and least chance of its maximin."""

import csv
import io
import json
import sys
import time

from sortition_algorithms import adapters
from sortition_algorithms.committee_generation import find_distribution_maximin
from sortition_algorithms.settings import Settings


def main(path: str) -> None:
    with open(path) as file:
        told = json.load(file)
    features, people = io.StringIO(), io.StringIO()
    csv.writer(features).writerows([["feature", "value", "min", "max"], *told["quotas"]])
    strata = list(dict.fromkeys(quota[0] for quota in told["quotas"]))
    table = csv.writer(people)
    table.writerow(["id", "address", *strata])
    for name, profile, home in told["volunteers"]:
        table.writerow([name, home or f"alone-{name}", *(profile[s] for s in strata)])
    source = adapters.CSVStringDataSource(features.getvalue(), people.getvalue())
    data = adapters.SelectionData(source)
    settings = Settings(
        id_column="id", columns_to_keep=[], selection_algorithm="maximin",
        solver_backend="highspy", check_same_address=True,
        check_same_address_columns=["address"],
    )  # fmt: skip
    found, _ = data.load_features(told["size"])
    held, _ = data.load_people(settings, found)
    began = time.process_time()
    panels, parts, _ = find_distribution_maximin(found, held, told["size"], ["address"], "highspy")
    seconds = time.process_time() - began
    chances = dict.fromkeys((one[0] for one in told["volunteers"]), 0.0)
    for panel, part in zip(panels, parts, strict=True):
        for name in panel:
            chances[name] += part
    least = min(chance for chance in chances.values() if chance > 1e-9)
    print(json.dumps({"seconds": seconds, "least": least}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
