"""The lessons that travel with the program, read once a process, and their published schema."""

import json
from functools import lru_cache
from pathlib import Path

from parvis.catalogue.loader import Source, shaped
from parvis.core.paths import library_dir
from parvis.participation.lessons.definition import LessonFile

FOLDER = "lessons"


def folders() -> list[Path]:
    return sorted(path for path in library_dir().glob(f"*/{FOLDER}") if path.is_dir())


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def read(path: Path) -> tuple[LessonFile, Source]:
    """The lesson of a file, its shape checked. Raises PackageFaults."""
    return shaped(path.name, path.read_text(encoding="utf-8"), LessonFile)


@lru_cache(maxsize=1)
def shipped() -> dict[str, LessonFile]:
    """Every lesson, by its key."""
    found = (read(path)[0] for folder in folders() for path in files_in(folder))
    return {one.key: one for one in found}


def schema() -> str:
    """JSON Schema (2020-12) of a lesson, ready to be written to `docs/schema/`."""
    described = LessonFile.model_json_schema(by_alias=True)
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "Parvis lesson"
    return json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
