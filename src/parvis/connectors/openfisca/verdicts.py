"""What a whole population is entitled to, as a file: a line for each household, in its order.

Computed by processes of this machine or by a cluster, the bytes are the same. A manifest beside it
says of which population, month and law.
"""

import csv
import gzip
import hashlib
import io
import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from parvis.connectors.openfisca.batch import CHUNK, Done
from parvis.connectors.openfisca.columns import Column, Households
from parvis.connectors.openfisca.outputs import OUTPUTS, QUOTIENT
from parvis.connectors.openfisca.populations import columns
from parvis.connectors.openfisca.system import versions
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.population.storage import Population

SUFFIXES: Final = (".csv", ".csv.gz", ".csv.xz")
VERSION: Final = 1
_ADULTS: Final = ("me", "partner")


class UnknownSuffix(ValueError):
    """The name of the file says none of `SUFFIXES`."""


@dataclass(frozen=True, slots=True)
class Run:
    """`codes`: rights (`national.BENEFITS`) and `quotient_caf`. `communes`: today's code of each
    commune of the population."""

    population: Population
    codes: Sequence[str]
    month: date
    communes: Mapping[str, str]

    @property
    def chunks(self) -> int:
        return -(-len(self.population.households) // CHUNK)

    def rows(self, number: int) -> range:
        return range(number * CHUNK, min((number + 1) * CHUNK, len(self.population.households)))

    def part(self, number: int) -> Households:
        """The chunk of this number, as `batch.Part`."""
        return columns(self.population.households, self.rows(number), self.month, self.communes)


@dataclass(slots=True)
class Summary:
    """Of each column, the households entitled and cents in all, by their weights; why the
    households that could not be computed were left out."""

    households: int = 0
    entitled: dict[str, float] = field(default_factory=dict)
    cents: dict[str, float] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)


def write(
    run: Run, done: Iterable[Done], file: Path, report: Callable[[int, int], None]
) -> Summary:
    """The file and its manifest, whole or not at all. Raises UnknownSuffix, what `done` raises."""
    pack = _packer(file)
    text, summary = io.StringIO(), Summary()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["household", "weight", "commune", *_names(run.codes)])
    for number, each in enumerate(_in_order(done)):
        _add(run, each, lines, summary)
        report(number + 1, run.chunks)
    packed = pack(text.getvalue().encode())
    file.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((file, packed), (manifest_of(file), _manifest(run, summary, packed))):
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
    return summary


def manifest_of(file: Path) -> Path:
    return file.with_name(f"{file.name.partition('.')[0]}.json")


def _packer(file: Path) -> Callable[[bytes], bytes]:
    suffix = "".join(file.suffixes[-2:]) if file.suffix in {".gz", ".xz"} else file.suffix
    if suffix not in SUFFIXES:
        raise UnknownSuffix(f"{file.name}: {', '.join(SUFFIXES)}")
    packers = {".gz": lambda text: gzip.compress(text, mtime=0), ".xz": lzma.compress}
    return packers.get(file.suffix, lambda text: text)


def _in_order(done: Iterable[Done]) -> Iterator[Done]:
    """Chunks come as they are done; those before go first."""
    early: dict[int, Done] = {}
    following = 0
    for each in done:
        early[each.number] = each
        while following in early:
            yield early.pop(following)
            following += 1


def _names(codes: Sequence[str]) -> list[str]:
    return [name for code in codes for name in _names_of(code)]


def _names_of(code: str) -> list[str]:
    if code != QUOTIENT and OUTPUTS[code].whose == "individu":
        return [f"{code}_{who}" for who in _ADULTS]
    return [code]


def _add(run: Run, each: Done, lines: Any, summary: Summary) -> None:
    rows, people = run.rows(each.number), run.population.households
    weight = people.weight[rows.start : rows.stop]
    said = {
        name: values
        for code in run.codes
        for name, values in zip(_names_of(code), _values(run, code, each), strict=True)
    }
    left = np.zeros(len(rows), bool)
    left[list(each.left_out)] = True
    summary.households += len(rows)
    summary.left_out |= {rows.start + place: why for place, why in each.left_out.items()}
    for name, values in said.items():
        counted = np.where(left, 0, values)
        summary.entitled[name] = summary.entitled.get(name, 0.0) + float(weight @ (counted > 0))
        summary.cents[name] = summary.cents.get(name, 0.0) + float(weight @ counted)
    cells = [["" if out else value for out, value in zip(left, values.tolist(), strict=True)]
             for values in said.values()]  # fmt: skip
    lines.writerows(
        zip(
            rows,
            [f"{one:.6f}" for one in weight.tolist()],
            [people.communes[place] for place in people.commune[rows.start : rows.stop].tolist()],
            *cells,
            strict=True,
        )
    )


def _values(run: Run, code: str, each: Done) -> list[Column]:
    """Cents of each household (1 or 0 for a right without a sum), by column."""
    cents = each.cents[code]
    if code in BENEFITS and BENEFITS[code].is_flag:
        cents = (cents > 0).astype("i8")
    if len(_names_of(code)) == 1:
        return [cents]
    households = run.part(each.number)
    found = []
    for role in range(len(_ADULTS)):
        values = np.zeros(households.count, "i8")
        mine = households.role == role
        values[households.home[mine]] = cents[mine]
        found.append(values)
    return found


def _manifest(run: Run, summary: Summary, packed: bytes) -> bytes:
    told = {
        "version": VERSION,
        "population": {
            "area": run.population.code,
            "name": run.population.name,
            "sha256": run.population.digest,
        },
        "month": f"{run.month:%Y-%m}",
        "law": versions(),
        "order": "months as they were lived (decision 0302)",
        "unit": "euro cents; 1 or 0 for a right without a sum; empty: could not be computed",
        "columns": {
            name: {
                "households_entitled": round(summary.entitled[name]),
                "cents": round(summary.cents[name]),
            }
            for name in _names(run.codes)
        },
        "households": summary.households,
        "left_out": {str(row): why for row, why in sorted(summary.left_out.items())},
        "sha256": hashlib.sha256(packed).hexdigest(),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
