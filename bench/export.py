"""`python -m bench.export N`: what exporting N cases as CSV takes, in a process of its own."""

import json
import resource
import sys
import time
from pathlib import Path

ENOUGH = "Mesurer l’export"


def main(cases: int) -> None:
    from parvis.config.cli._site import open_site

    open_site()
    from bench.site.people import AGENT, account
    from parvis.cases.actions import steering
    from parvis.cases.exports import Asked, columns_of
    from parvis.cases.queries.steering import services_led, versions_of
    from parvis.directory.queries import actor_of, units_of

    agent = account(AGENT)
    unit = units_of(agent)[0]
    service = services_led(unit.pk)[0]
    before, began = _peak(), time.perf_counter()
    pieces = steering.export(
        asked=Asked(unit, service, "all", None, None),
        columns=columns_of(versions_of(service)),
        file_format="csv",
        actor=actor_of(agent, unit),
        reason=ENOUGH,
    )
    rows = size = 0
    for piece in pieces:
        rows, size = rows + piece.count(b"\n"), size + len(piece)
        if rows >= cases:
            break
    told = {
        "rows": rows,
        "megabytes": size / 1024**2,
        "seconds": time.perf_counter() - began,
        "before": before,
        "peak": _peak(),
    }
    sys.stdout.write(json.dumps(told))


def _peak() -> float:
    """Most memory this process has held, in MB; what its starter held does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
