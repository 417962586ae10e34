"""The local benefits of the library, read once: `library/<publisher>/benefits/**/<benefit>.yml`."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from parvis.catalogue.loader import MAX_FILE_BYTES, Fault, PackageFaults, Source, shaped
from parvis.core.paths import library_dir
from parvis.eligibility.local.area import covers
from parvis.eligibility.local.benefit import Benefit, benefit_of
from parvis.eligibility.local.definition import BenefitFile
from parvis.eligibility.local.published import fingerprint, published_in

FOLDER = "benefits"


def folders() -> list[Path]:
    """Where the library that travels with the program keeps benefits."""
    return sorted(path for path in library_dir().glob(f"*/{FOLDER}") if path.is_dir())


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yml"))


def read(path: Path) -> tuple[BenefitFile, Source]:
    """The file's benefit, its shape checked. Raises PackageFaults."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise PackageFaults([Fault(str(path), 0, "the file is larger than 1 MB", "shorten it")])
    return shaped(path.name, path.read_text(encoding="utf-8"), BenefitFile)


@lru_cache(maxsize=1)
def shipped() -> tuple[Benefit, ...]:
    """Every benefit of the library, with the versions that were published; read once a process."""
    return tuple(benefit for folder in folders() for benefit in published(folder))


def published(folder: Path) -> list[Benefit]:
    """The benefits of a folder with their versions as published; a version changed since is not.

    Raises PackageFaults, ExpressionError: what was published was sound, then was spoilt."""
    days = published_in(folder)
    found = []
    for path in files_in(folder):
        definition, _source = read(path)
        kept = tuple(
            version
            for version in definition.versions
            if days.get(definition.id, {}).get(version.since.isoformat())
            == fingerprint(definition, version)
        )
        if kept:
            found.append(benefit_of(definition.model_copy(update={"versions": kept})))
    return found


def benefits_for(commune: str, on: date) -> list[Benefit]:
    """The published benefits of where one lives (INSEE code of today), in force on a day: the
    commune's first, then those of wider and wider areas. No database is asked."""
    here = [
        benefit
        for benefit in shipped()
        if benefit.version_on(on)
        and covers(benefit.definition.area, benefit.definition.institution, commune)
    ]
    return sorted(here, key=_nearest)


def benefit(benefit_id: str) -> Benefit | None:
    return next((one for one in shipped() if one.id == benefit_id), None)


def _nearest(one: Benefit) -> tuple[int, str]:
    levels: Sequence[str] = ("commune", "epci", "departement", "region", "state")
    return levels.index(one.definition.institution.level), one.id
