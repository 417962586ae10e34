"""One engine, measured in a process of its own: `python -m bench.law.engine fast FOLDER …`."""

import gc
import json
import resource
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from parvis.connectors.openfisca import batch, compute, fast, sample
from parvis.connectors.openfisca.outputs import CHAINED, OUTPUTS
from parvis.connectors.openfisca.system import Law

CODES = list(OUTPUTS)
QUICK = [code for code in CODES if code not in CHAINED]
ALONE = 5
PROCESSES = 2


def measured(engine: str, kept: Path, count: int, months: list[date]) -> dict[str, Any]:
    began = time.process_time()
    if engine == "fast":
        fast.install()
    law = Law(kept if engine == "fast" else None)
    found: dict[str, Any] = {"boot": time.process_time() - began}
    began = time.process_time()
    compute.compute(law, sample.households(40, months[0]), CODES, months[0])
    found["first"] = time.process_time() - began
    for name, codes in (("one", CODES), ("quick", QUICK)):
        found[name] = min(_alone(law, codes, months[0], seed) for seed in range(ALONE))
    found["batches"] = [_population(law, kept, engine, count, month) for month in months]
    return found


def _alone(law: Law, codes: list[str], month: date, seed: int) -> float:
    household = sample.households(1, month, seed)
    began = time.process_time()
    compute.compute(law, household, codes, month)
    return time.process_time() - began


def _part(month: date, count: int, number: int) -> Any:
    return sample.households(min(batch.CHUNK, count - number * batch.CHUNK), month, 1000 + number)


def _population(law: Law, kept: Path, engine: str, count: int, month: date) -> dict[str, Any]:
    chunks = -(-count // batch.CHUNK)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = sorted(
        batch.run(law, partial(_part, month, count), chunks, CODES, month, PROCESSES),
        key=lambda each: each.number,
    )
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cents = {code: np.concatenate([each.cents[code] for each in done]) for code in CODES}
    np.savez(kept / f"{engine}-{month}.npz", **cents)
    gc.collect()
    return {
        "month": month.isoformat(),
        "wall": wall,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak": after.ru_maxrss / 1024,
        "left_out": sum(len(each.left_out) for each in done),
    }


if __name__ == "__main__":
    engine, kept, count, *months = sys.argv[1:]
    told = measured(engine, Path(kept), int(count), [date.fromisoformat(one) for one in months])
    sys.stdout.write(json.dumps(told))
