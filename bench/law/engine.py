"""One engine, measured in a process of its own: `python -m bench.law.engine fast FOLDER …`.

Amounts are kept by chunk under a stamp of all that they depend on: a run that was stopped goes on,
and one whose programs changed begins again.
"""

import json
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from bench.law.memory import Watched
from parvis.connectors.openfisca import (
    batch,
    columns,
    complement,
    compute,
    fast,
    inputs,
    outputs,
    quotient,
    sample,
)
from parvis.connectors.openfisca.outputs import CHAINED, OUTPUTS, QUOTIENT
from parvis.connectors.openfisca.system import Law, stamp

CODES = [*OUTPUTS, QUOTIENT]
QUICK = [code for code in CODES if code not in CHAINED]
ONCE = 5
PROCESSES = 2
SOME = 100
_SAME_FOR_BOTH = (columns, complement, compute, inputs, outputs, quotient, sample)


def of(engine: str) -> str:
    """Names what the amounts of an engine depend on."""
    modules = (*_SAME_FOR_BOTH, fast) if engine == "fast" else _SAME_FOR_BOTH
    sources = b"".join(Path(str(each.__file__)).read_bytes() for each in modules)
    return blake2b(stamp().encode() + sources, digest_size=6).hexdigest()


def measured(
    engine: str, kept: Path, count: int, alone: int, months: Sequence[date]
) -> dict[str, Any]:
    began = time.process_time()
    if engine == "fast":
        fast.install()
    law = Law(kept / "law" if engine == "fast" else None)
    found: dict[str, Any] = {"boot": time.process_time() - began}
    began = time.process_time()
    compute.compute(law, sample.households(40, months[0]), CODES, months[0])
    found["first"] = time.process_time() - began
    for name, codes in (("one", CODES), ("quick", QUICK)):
        found[name] = min(_once(law, codes, months[0], seed) for seed in range(ONCE))
    folder = kept / f"{engine}-{of(engine)}"
    folder.mkdir(exist_ok=True)
    found["folder"] = str(folder)
    found["batches"] = [_population(law, folder, count, month) for month in months]
    if alone:
        _each_alone(law, folder, alone, months[0])
    return found


def _once(law: Law, codes: list[str], month: date, seed: int) -> float:
    household = sample.households(1, month, seed)
    began = time.process_time()
    compute.compute(law, household, codes, month)
    return time.process_time() - began


def _part(month: date, count: int, number: int) -> Any:
    return sample.households(_size(count, number), month, 1000 + number)


def _size(count: int, number: int) -> int:
    return min(batch.CHUNK, count - number * batch.CHUNK)


def files(folder: Path, count: int, month: date) -> list[Path]:
    """Where the amounts of each chunk are kept."""
    return [
        folder / f"{month:%Y-%m}-{number:04}-{_size(count, number)}.npz"
        for number in range(-(-count // batch.CHUNK))
    ]


def alone_files(folder: Path, alone: int, month: date) -> list[Path]:
    """Where the amounts of households computed one by one are kept, `SOME` to a file."""
    name = f"{month:%Y-%m}-alone-{alone}"
    return [folder / f"{name}-{first:05}.npz" for first in range(0, alone, SOME)]


def together_file(folder: Path, alone: int, month: date) -> Path:
    """Those of the same households computed at once."""
    return folder / f"{month:%Y-%m}-together-{alone}.npz"


def _population(law: Law, folder: Path, count: int, month: date) -> dict[str, Any] | None:
    """What is not kept yet; None when some was: the time then says nothing."""
    wanted = files(folder, count, month)
    missing = [number for number, file in enumerate(wanted) if not file.exists()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, left_out = time.perf_counter(), 0
    with Watched() as memory:
        for done in batch.run(law, partial(_part, month, count), missing, CODES, month, PROCESSES):
            _keep(wanted[done.number], done.cents)
            left_out += len(done.left_out)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    _say(folder, month, f"{len(missing)} of {len(wanted)} chunks computed in {wall:.0f} s")
    if len(missing) < len(wanted):
        return None
    return {
        "month": month.isoformat(),
        "wall": wall,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory": memory.most / 1e6,
        "left_out": left_out,
    }


def _keep(file: Path, cents: Mapping[str, Any]) -> None:
    part = file.with_name(f"{file.stem}.part.npz")
    np.savez_compressed(part, **{code: values.astype("i4") for code, values in cents.items()})
    part.replace(file)


def _one_of(whole: columns.Households, number: int) -> columns.Households:
    return whole.among(np.arange(whole.count) == number)


def _each_alone(law: Law, folder: Path, alone: int, month: date) -> None:
    """The same households each for itself, then together."""
    whole = sample.households(alone, month, 7)
    for place, file in enumerate(alone_files(folder, alone, month)):
        if file.exists():
            continue
        some = range(place * SOME, min((place + 1) * SOME, alone))
        done = sorted(
            batch.run(law, partial(_one_of, whole), some, CODES, month, PROCESSES),
            key=lambda each: each.number,
        )
        _keep(file, {code: np.concatenate([each.cents[code] for each in done]) for code in CODES})
        _say(folder, month, f"{some.stop} of {alone} households alone")
    file = together_file(folder, alone, month)
    if not file.exists():
        [together] = batch.run(law, lambda _number: whole, [0], CODES, month, 1)
        _keep(file, together.cents)


def _say(folder: Path, month: date, what: str) -> None:
    sys.stderr.write(f"{folder.name} {month:%Y-%m}: {what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    engine, kept, count, alone, *months = sys.argv[1:]
    told = measured(
        engine, Path(kept), int(count), int(alone), [date.fromisoformat(one) for one in months]
    )
    sys.stdout.write(json.dumps(told))
