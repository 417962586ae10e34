"""A population as files: one line for each household (CSV, compressed), and a manifest beside it.

`sample.csv.xz` of the library is the small open one. `parvis eligibility population` writes larger
ones in a folder of the site, which are then used first.
"""

import csv
import hashlib
import io
import json
import lzma
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from parvis.core.paths import library_dir
from parvis.eligibility.population.calibration import Calibrated
from parvis.eligibility.population.households import MOST_CHILDREN, NOBODY, Households
from parvis.eligibility.population.margins import KINDS, Margins

VERSION: Final = 1
_BY_ADULT: Final = ("ages", "activities", "wages", "self_employed", "unemployment", "pensions")
_PLAIN: Final = ("kind", "occupancy", "rent", "savings", "quotient")


class InvalidPopulation(ValueError):
    """The files are not those that were written: changed, cut, or of another version."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Households and where they come from. `digest`: SHA-256 of the file, which scenarios name."""

    code: str
    name: str
    households: Households
    digest: str
    manifest: Mapping[str, Any]


def write(found: Calibrated, margins: Margins, folder: Path, *, seed: int) -> Path:
    """`sample.csv.xz` and `sample.json` in this folder; the same population, the same bytes."""
    text = _text(found.households)
    packed = lzma.compress(text.encode(), preset=6)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "sample.csv.xz"
    target.write_bytes(packed)
    manifest = _manifest(found, margins, seed) | {"sha256": hashlib.sha256(packed).hexdigest()}
    told = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "sample.json").write_text(told + "\n", encoding="utf-8")
    return target


def _manifest(found: Calibrated, margins: Margins, seed: int) -> dict[str, Any]:
    weights = found.households.weight
    return {
        "version": VERSION,
        "area": margins.area,
        "name": margins.name,
        "seed": seed,
        "households": len(found.households),
        "stands_for_households": round(float(weights.sum())),
        "stands_for_persons": round(float(weights @ found.households.persons)),
        "effective_size": round(found.effective_size),
        "smallest_weight": round(float(weights.min()), 3),
        "largest_weight": round(float(weights.max()), 3),
        "numpy": np.__version__,
        "law": list(found.law),
        "margins": [
            {"id": name, **source.model_dump(mode="json")} for name, source in margins.sources()
        ],
        "fit": [
            {**asdict(fit), "wanted": round(fit.wanted, 6), "reached": round(fit.reached, 6)}
            for fit in found.fits
        ],
        "limits": dict(margins.limits),
    }


def _text(households: Households) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    adults = [f"{name}{place}" for name in _BY_ADULT for place in (1, 2)]
    rows.writerow(["weight", "commune", *_PLAIN, *adults, "children"])
    columns: list[Iterable[object]] = [
        [f"{weight:.6f}" for weight in households.weight.tolist()],
        [households.communes[place] for place in households.commune.tolist()],
        *(getattr(households, name).tolist() for name in _PLAIN),
        *(getattr(households, name)[:, place].tolist() for name in _BY_ADULT for place in (0, 1)),
        [" ".join(str(age) for age in ages if age != NOBODY) for ages in households.children],
    ]
    rows.writerows(zip(*columns, strict=True))
    return out.getvalue()


def read(folder: Path) -> Population:
    """Raises InvalidPopulation; FileNotFoundError: none there."""
    path = folder / "sample.csv.xz"
    packed = path.read_bytes()
    manifest = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(packed).hexdigest()
    if manifest.get("version") != VERSION:
        raise InvalidPopulation(f"{path}: version {manifest.get('version')}, not {VERSION}")
    if digest != manifest.get("sha256"):
        raise InvalidPopulation(f"{path}: not the file that its manifest describes")
    try:
        households = _households(lzma.decompress(packed).decode())
    except (lzma.LZMAError, ValueError, KeyError, IndexError) as error:
        raise InvalidPopulation(f"{path}: {error}") from error
    return Population(manifest["area"], manifest["name"], households, digest, manifest)


def _households(text: str) -> Households:
    header, *rows = csv.reader(io.StringIO(text))
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    communes = tuple(sorted(set(columns["commune"])))
    at = {code: place for place, code in enumerate(communes)}
    children = np.full((len(rows), MOST_CHILDREN), NOBODY)
    for row, ages in enumerate(columns["children"]):
        each = ages.split()
        children[row, : len(each)] = each
    plain = {name: np.array(columns[name], dtype=np.int64) for name in _PLAIN}
    if not (0 <= plain["kind"].min() <= plain["kind"].max() < len(KINDS)):
        raise ValueError("kind")
    return Households(
        communes=communes,
        weight=np.array(columns["weight"], dtype=float),
        commune=np.array([at[code] for code in columns["commune"]]),
        children=children,
        **plain,
        **{
            name: np.stack(
                [np.array(columns[f"{name}{place}"], dtype=np.int64) for place in (1, 2)], axis=1
            )
            for name in _BY_ADULT
        },
    )


def folders(site: Path) -> list[Path]:
    """Where populations lie: those made on this site, then those of the library."""
    made = sorted(path.parent for path in site.glob("*/sample.json"))
    return [*made, *sorted(path.parent for path in library_dir().glob("*/population/sample.json"))]


@lru_cache(maxsize=4)
def _kept(folder: Path, changed: float) -> Population:
    return read(folder)


def kept(folder: Path) -> Population:
    """The same, read once for each process and each writing of the file."""
    return _kept(folder, (folder / "sample.csv.xz").stat().st_mtime)
