"""Which sheet is about which thing."""

from dataclasses import dataclass

from parvis.workshop.reading import FORM, PROCESS, SERVICE, Reading
from parvis.workshop.sheets.base import At, Sheet
from parvis.workshop.sheets.form import FIELD, PAGE
from parvis.workshop.sheets.process import (
    DEADLINE,
    ITEM,
    LETTER,
    MESSAGE,
    PROCESS_SHEET,
    STATE,
    TRANSITION,
)
from parvis.workshop.sheets.service import FUNCTION, LEGAL, PURPOSE, SERVICE_SHEET
from parvis.workshop.written import Path

# Section of process.yml or service.yml → its sheet and its section of the texts.
SECTIONS: dict[tuple[str, str], tuple[Sheet, str]] = {
    (PROCESS, "states"): (STATE, "states"),
    (PROCESS, "transitions"): (TRANSITION, "transitions"),
    (PROCESS, "items"): (ITEM, "items"),
    (PROCESS, "deadlines"): (DEADLINE, "deadlines"),
    (PROCESS, "documents"): (LETTER, "documents"),
    (PROCESS, "messages"): (MESSAGE, "messages"),
    (SERVICE, "functions"): (FUNCTION, "functions"),
    (SERVICE, "data"): (PURPOSE, "data"),
    (SERVICE, "legal_basis"): (LEGAL, ""),
    (FORM, "pages"): (PAGE, "pages"),
}


@dataclass
class Placing:
    """Finds the sheet of a path in a file."""

    reading: Reading

    def at(self, file: str, path: Path) -> At | None:
        """The sheet about exactly this, None when there is none or the thing does not exist."""
        if not path:
            whole = {SERVICE: (SERVICE_SHEET, ("service",)), PROCESS: (PROCESS_SHEET, ())}
            sheet_words = whole.get(file)
            return At(sheet_words[0], file, (), sheet_words[1]) if sheet_words else None
        if self.reading.get(file, path) is None or len(path) % 2:
            return None
        sheet, section = SECTIONS.get((file, str(path[0])), (None, ""))
        if sheet is None:
            return None
        if len(path) == 2:
            return At(sheet, file, path, (section, path[1]) if section else ())
        if any(part != "fields" for part in path[2::2]):
            return None
        inside = tuple(part for one in path[3::2] for part in ("fields", one))
        words = inside if sheet is PAGE else (section, path[1], *inside)
        kind = self.reading.get(file, (*path, "type"), "")
        return At(FIELD, file, path, words, str(kind))

    def nearest(self, file: str, path: Path) -> tuple[At, Path] | None:
        """The sheet that shows this key, and what of the path lies inside it."""
        for length in range(len(path), -1, -1):
            found = self.at(file, path[:length])
            if found is not None:
                return found, path[length:]
        return None
