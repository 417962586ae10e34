"""Run by a Python that has `pabutools`: CPU seconds and winners of each rule on one file."""

import json
import sys
import time

from pabutools import rules
from pabutools.election import Cost_Sat, parse_pabulib


def main(path: str, increment: float) -> None:
    # It calls itself once for each project bought.
    sys.setrecursionlimit(100_000)
    began = time.process_time()
    instance, profile = parse_pabulib(path)
    told = {"load": {"seconds": time.process_time() - began, "winners": []}}
    mes, growth = rules.method_of_equal_shares, int(increment) if increment >= 1 else increment
    work = {
        "greedy": lambda: rules.greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat),
        "equal shares": lambda: mes(instance, profile, sat_class=Cost_Sat),
        "equal shares + add-one": lambda: mes(
            instance, profile, sat_class=Cost_Sat, voter_budget_increment=growth
        ),
        "phragmen": lambda: rules.sequential_phragmen(instance, profile),
    }
    for name, count in work.items():
        began = time.process_time()
        chosen = count()
        seconds = time.process_time() - began
        told[name] = {"seconds": seconds, "winners": sorted(p.name for p in chosen)}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
