"""Which sheet is about which thing."""

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.workshop.reading import FORM, MIGRATIONS, PROCESS, SCENARIOS, SERVICE, Reading
from parvis.workshop.sheets.base import At, Sheet
from parvis.workshop.sheets.dates import DEADLINE, LETTER, MESSAGE
from parvis.workshop.sheets.form import FIELD, FORM_SHEET, PAGE
from parvis.workshop.sheets.migrations import MIGRATION
from parvis.workshop.sheets.outside import CHARGE, LOOKUP, TARIFF
from parvis.workshop.sheets.process import PROCESS_SHEET, STATE, TRANSITION
from parvis.workshop.sheets.scenarios import SCENARIO, STEP, step_types
from parvis.workshop.sheets.service import FUNCTION, LEGAL, PURPOSE, SERVICE_SHEET
from parvis.workshop.sheets.tasks import ITEM
from parvis.workshop.written import Path

# Section of a file → its sheet and its section of the texts.
SECTIONS: dict[tuple[str, str], tuple[Sheet, str]] = {
    (PROCESS, "states"): (STATE, "states"),
    (PROCESS, "transitions"): (TRANSITION, "transitions"),
    (PROCESS, "items"): (ITEM, "items"),
    (PROCESS, "charges"): (CHARGE, "charges"),
    (PROCESS, "tariffs"): (TARIFF, ""),
    (PROCESS, "lookups"): (LOOKUP, ""),
    (PROCESS, "deadlines"): (DEADLINE, "deadlines"),
    (PROCESS, "documents"): (LETTER, "documents"),
    (PROCESS, "messages"): (MESSAGE, "messages"),
    (SERVICE, "functions"): (FUNCTION, "functions"),
    (SERVICE, "data"): (PURPOSE, "data"),
    (SERVICE, "legal_basis"): (LEGAL, ""),
    (FORM, "pages"): (PAGE, "pages"),
    (SCENARIOS, "scenarios"): (SCENARIO, ""),
    (MIGRATIONS, "migrations"): (MIGRATION, ""),
}
WHOLE: dict[str, tuple[Sheet, Path]] = {
    SERVICE: (SERVICE_SHEET, ("service",)),
    FORM: (FORM_SHEET, ()),
    PROCESS: (PROCESS_SHEET, ()),
}


@dataclass
class Placing:
    """Finds the sheet of a path in a file."""

    reading: Reading

    def at(self, file: str, path: Path) -> At | None:
        """The sheet about exactly this, None when there is none or the thing does not exist."""
        if not path:
            whole = WHOLE.get(file)
            return At(whole[0], file, (), whole[1]) if whole else None
        if self.reading.get(file, path) is None or len(path) % 2:
            return None
        sheet, section = SECTIONS.get((file, str(path[0])), (None, ""))
        if sheet is None:
            return None
        kind = str(self.reading.get(file, (*path, "kind"), ""))
        if len(path) == 2:
            return At(sheet, file, path, (section, path[1]) if section else (), kind)
        if sheet is SCENARIO:
            step = self.reading.get(file, path)
            is_step = len(path) == 4 and path[2] == "steps" and isinstance(step, dict)
            return At(STEP, file, path, (), step_types(self.reading, step)) if is_step else None
        if any(part != "fields" for part in path[2::2]):
            return None
        inside = tuple(part for one in path[3::2] for part in ("fields", one))
        words = inside if sheet is PAGE else (section, path[1], *inside)
        return At(FIELD, file, path, words, str(self.reading.get(file, (*path, "type"), "")))

    def everything(self) -> Iterator[At]:
        """Every sheet of the package, in its order."""
        for file in WHOLE:
            yield from self._that(file, ())
        for page in self.reading.pages:
            yield from self._that(FORM, ("pages", str(page.get("id"))))
            for one in self.reading.page_fields(str(page.get("id"))):
                yield from self._that(one.file, one.path)
        for file, section in SECTIONS:
            if section != "pages":
                for key in self.reading.names(file, (section,)):
                    yield from self._that(file, (section, key))
                    for step in self.reading.names(file, (section, key, "steps")):
                        yield from self._that(file, (section, key, "steps", step))
        for one in self.reading.every_field():
            if one.file != FORM or len(one.path) > 4:
                yield from self._that(one.file, one.path)

    def _that(self, file: str, path: Path) -> Iterator[At]:
        found = self.at(file, path) if file in self.reading.documents else None
        if found is not None:
            yield found

    def nearest(self, file: str, path: Path) -> tuple[At, Path] | None:
        """The sheet that shows this key, and what of the path lies inside it."""
        for length in range(len(path), -1, -1):
            found = self.at(file, path[:length])
            if found is not None:
                return found, path[length:]
        return None
