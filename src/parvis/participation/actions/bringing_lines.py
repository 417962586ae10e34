"""One line of what was brought in: made once, brought up to date while nobody edits it here."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from parvis.participation.canonical import canonical
from parvis.participation.models import Consultation, Former, Phase
from parvis.participation.models.former_votes import Source

_HELD: Final = {"remark": "argument", "answer": "argument", "group": ""}


@dataclass(frozen=True, slots=True)
class Bringing:
    """Where to, and what the organiser chose. `phase`: of its ideas; `stages` by the state there
    (empty: left out); `retained`: keys of projects, where the organiser said which; `held_on`: the
    day of that result."""

    consultation: Consultation
    source: str
    phase: Phase | None
    stages: Mapping[str, str]
    shows_names: bool
    retained: Collection[str] | None = None
    held_on: date | None = None

    @property
    def platform(self) -> str:
        return str(Source(self.source).label)

    def author(self, name: str) -> str:
        return name if self.shows_names else ""

    def known(self, kind: str, keys: Collection[str]) -> dict[str, Former]:
        found = Former.objects.filter(
            consultation=self.consultation, source=self.source, kind=kind, key__in=keys
        )
        held = _HELD.get(kind, kind)
        return {one.key: one for one in (found.select_related(held) if held else found)}

    def row(self, kind: str, key: str, written: str = "", **of: Any) -> Former:
        return Former(
            consultation=self.consultation,
            source=self.source,
            kind=kind,
            key=key,
            written=written,
            **of,
        )


def fingerprint(values: Mapping[str, Any]) -> str:
    told = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
    return sha256(canonical(told)).hexdigest()


def change_of(
    former: Former | None,
    held: Any,
    values: Mapping[str, Any],
    count: Counter[str],
    *,
    is_ours: bool = False,
) -> Callable[[], None] | None:
    """What to do to change `held` into `values`: None where nothing is to be done, which is then
    counted as the same, removed here, or edited here and left alone."""
    if former is None:
        return None
    kind, written = former.kind, fingerprint(values)
    if held is None:
        count[f"{kind}_removed"] += 1
    elif former.written == written:
        count[f"{kind}_same"] += 1
    elif is_ours or fingerprint({name: getattr(held, name) for name in values}) != former.written:
        count[f"{kind}_edited"] += 1
    else:

        def change() -> None:
            for name, value in values.items():
                setattr(held, name, value)
            held.save(update_fields=list(values))
            former.written = written
            former.save(update_fields=["written"])
            count[f"{kind}_changed"] += 1

        return change
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """`values`: fields as they are written; `make` makes what holds them."""

    key: str
    values: Mapping[str, Any]
    make: Callable[..., Any]


def keep_up(
    work: Bringing, kind: str, lines: Sequence[Line], count: Counter[str]
) -> dict[str, Any]:
    """Make what is new, change what nobody edited here; what holds each line now, by key."""
    known = work.known(kind, [one.key for one in lines])
    held: dict[str, Any] = {}
    for one in lines:
        row = known.get(one.key)
        if row is None:
            held[one.key] = made = one.make(**one.values)
            work.row(kind, one.key, fingerprint(one.values), **{kind: made}).save()
            count[f"{kind}_new"] += 1
            continue
        if change := change_of(row, getattr(row, kind), one.values, count):
            change()
        if getattr(row, kind) is not None:
            held[one.key] = getattr(row, kind)
    return held
