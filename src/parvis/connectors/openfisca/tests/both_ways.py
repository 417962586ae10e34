"""The same population by processes and by a Dask cluster whose worker is killed: prints both.

A process of its own, since what `fast` replaces cannot be put back:
`python -m parvis.connectors.openfisca.tests.both_ways FOLDER`"""

import json
import os
import signal
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from parvis.connectors.openfisca import batch, cluster, verdicts
from parvis.connectors.openfisca.loaded import warm
from parvis.core.paths import library_dir
from parvis.eligibility.population import storage

MONTH = date(2026, 11, 1)
CODES = ["rsa", "aide_logement", "af", "aah", "quotient_caf"]
CHUNK, KILLED_AFTER = 300, 2


def main(folder: Path) -> dict[str, Any]:
    verdicts.CHUNK = CHUNK
    [where] = library_dir().glob("*/population")
    people = storage.kept(where)
    run = verdicts.Run(people, CODES, MONTH, {code: code for code in people.households.communes})
    numbers, far, near = range(run.chunks), folder / "far.csv", folder / "near.csv"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        address = local.scheduler_address
        with Client(address, set_as_default=False) as client:
            first = next(iter(client.run(os.getpid).values()))

        def report(done: int, _total: int) -> None:
            if done == KILLED_AFTER:
                os.kill(first, signal.SIGKILL)

        verdicts.write(run, cluster.run(address, run.part, numbers, CODES, MONTH), far, report)
        with Client(address, set_as_default=False) as client:
            left = list(client.run(os.getpid).values())
    law = warm(folder, CODES, MONTH)
    done = batch.run(law, run.part, numbers, CODES, MONTH, 2)
    verdicts.write(run, done, near, lambda *_each: None)
    return {
        "chunks": len(numbers),
        "was_killed": first not in left,
        **{each.stem: sha256(each.read_bytes()).hexdigest() for each in (far, near)},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
