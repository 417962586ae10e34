"""What a town may change of a package without editing it, so that updates keep flowing.

An overlay is a tree laid over the package's document. Only words, announced delays, channels and
lengths of time may change: neither questions, states nor conditions (that is a new package).
"""

from typing import Any

ALLOWED = (
    ("texts",),
    ("service", "delay"),
    ("service", "channels"),
    ("service", "without_web"),
    ("service", "web_only"),
    ("process", "items", "*", "due"),
    ("process", "items", "*", "remind_before"),
    ("process", "items", "*", "escalate_before"),
    ("process", "deadlines", "*", "remind_before"),
    ("process", "deadlines", "*", "escalate_before"),
)


class OverlayRefused(Exception):
    """The overlay touches something only the package may say; the message names it."""


def laid_over(document: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """The document with the overlay's values in place. Raises OverlayRefused."""
    return _merge(document, overlay, ())


def _merge(base: dict[str, Any], over: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        here = (*path, key)
        if not _may_change(here):
            raise OverlayRefused(".".join(here))
        if key not in base and path and path[0] != "texts":
            raise OverlayRefused(f"{'.'.join(here)}: not in the package")
        inside = base.get(key)
        if isinstance(value, dict) and isinstance(inside, dict):
            merged[key] = _merge(inside, value, here)
        else:
            merged[key] = value
    return merged


def _may_change(path: tuple[str, ...]) -> bool:
    """True when `path` leads to an allowed place, or lies under one."""
    return any(
        all(part in {"*", step} for part, step in zip(allowed, path, strict=False))
        for allowed in ALLOWED
    )
