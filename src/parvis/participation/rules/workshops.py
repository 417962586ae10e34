"""Places of a workshop, what is published of who came, and minutes drafted from notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from parvis.participation.models import Registration, Workshop
from parvis.participation.rules.small_cells import SMALLEST

NEEDS_KEPT: Final = timedelta(days=30)
"""How long after a workshop what somebody needs there is kept."""
A_DAY_BEFORE: Final = timedelta(hours=24)
Mode = Registration.Mode


def modes_of(workshop: Workshop) -> list[Registration.Mode]:
    """The ways in which one may come."""
    found = {Mode.ON_SITE: workshop.is_on_site, Mode.REMOTE: workshop.is_remote}
    return [mode for mode, holds in found.items() if holds]


def seats_of(workshop: Workshop, mode: str) -> int:
    return workshop.remote_seats if mode == Mode.REMOTE else workshop.seats


@dataclass(frozen=True, slots=True)
class Attendance:
    """What everybody may read. None: fewer than five, or a part from which the few others could be
    worked out."""

    total: int | None
    on_site: int | None = None
    remote: int | None = None

    @property
    def is_broken_down(self) -> bool:
        return self.on_site is not None


def attendance_told(on_site: int, remote: int) -> Attendance:
    """No cell of one to four people, and none that a subtraction gives."""
    total = on_site + remote
    if 0 < total < SMALLEST:
        return Attendance(None)
    if min(on_site, remote) < SMALLEST:
        return Attendance(total)
    return Attendance(total, on_site, remote)


def minutes_from(
    steps: Iterable[Mapping[str, Any]],
    notes: Iterable[tuple[str, str]],
    ideas: Iterable[str],
    words: Mapping[str, str],
) -> str:
    """A first draft as prose (`core.documents.prose`): notes under the step they were taken in, in
    the order of the workshop, then the ideas. `words`: "notes" and "ideas", the two headings."""
    kept: dict[str, list[str]] = {str(step["title"]): [] for step in steps}
    for step, text in notes:
        kept.setdefault(step, []).append(" ".join(text.split()))
    parts = []
    for title, said in kept.items():
        if said:
            lines = "\n".join(f"- {one}" for one in said)
            parts.append(f"{title or words['notes']}\n{lines}")
    listed = "\n".join(f"- {one}" for one in ideas)
    if listed:
        parts.append(f"{words['ideas']}\n{listed}")
    return "\n\n".join(parts)
