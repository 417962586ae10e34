"""Where a fault is shown: beside which question of which sheet, or else in which file."""

from collections.abc import Iterable
from dataclasses import dataclass

from parvis.catalogue.loader import Fault
from parvis.workshop.reading import Reading
from parvis.workshop.sheets import At, Placing
from parvis.workshop.written import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and its place. `at` None: only the text of the file can be shown."""

    fault: Fault
    at: At | None
    name: str = ""

    @property
    def said(self) -> str:
        return f"{self.fault.message}{' → ' if self.fault.remedy else ''}{self.fault.remedy}"


def placed(reading: Reading, faults: Iterable[Fault]) -> list[Found]:
    """Each fault with the sheet and the input it speaks of."""
    placing = Placing(reading)
    texts = {_words_of(at): at for at in placing.everything() if at.words}
    return [_one(reading, placing, texts, fault) for fault in faults]


def of_sheet(found: Iterable[Found], at: At) -> dict[str, list[str]]:
    """What is to be said in this sheet, by input; "" for the whole of it."""
    said: dict[str, list[str]] = {}
    for one in found:
        if one.at is not None and (one.at.file, one.at.path) == (at.file, at.path):
            said.setdefault(one.name, []).append(one.said)
    return said


def _one(
    reading: Reading, placing: Placing, texts: dict[tuple[str, ...], At], fault: Fault
) -> Found:
    document = reading.documents.get(fault.file)
    path: Path = document.named(fault.path) if document else tuple(fault.path)
    if fault.file.startswith("texts."):
        language = fault.file.split(".")[1]
        words = tuple(str(part) for part in path)
        for length in range(len(words), 0, -1):
            at = texts.get(words[:length])
            if at is not None:
                rest = ".".join(words[length:])
                return Found(fault, at, f"w.{language}.{rest}" if rest else "")
        return Found(fault, None)
    near = placing.nearest(fault.file, path)
    if near is None or (not near[0].path and path and not _asked(near[0], near[1])):
        return Found(fault, None)
    at, inside = near
    return Found(fault, at, f"k.{'.'.join(map(str, inside))}" if inside else "")


def _asked(at: At, inside: Path) -> bool:
    return any(ask.path[0] == inside[0] for ask in at.asks) if inside else True


def _words_of(at: At) -> tuple[str, ...]:
    return tuple(str(part) for part in at.words)
