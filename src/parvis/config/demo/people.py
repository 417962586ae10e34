"""The people of the demonstration: whom one may sign in as with one click."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`key` is the stable subject of the stand-in identity provider; `part` says why to try it."""

    key: str
    name: str
    kind: str  # "resident" or "agent"
    part: str


PEOPLE: tuple[DemoPerson, ...] = ()
