"""Is everything this site leans on well? Asked by `parvis check` and by the administrators' page.

A domain or connector registers a check in its `apps.py`; a check answers within seconds, writes
nothing, and may raise: that is "bad" too. What checks ask the database goes in one statement.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.counting import Asked, answers

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Health:
    """How one thing is, in a sentence; `remedy` says what to do when it is not well."""

    state: State
    message: str
    remedy: str = ""


Check = Callable[..., Health]
Asking = Callable[[], Mapping[str, Asked]]
_checks: dict[str, tuple[Check, Asking]] = {}


def register(name: str, check: Check, asks: Asking = dict) -> None:
    """Add a check; the same name again replaces it. `asks`: what it wants of the database, which
    the check is then given by these names."""
    _checks[name] = check, asks


def examine() -> Iterator[tuple[str, Health]]:
    """Each check's name and answer, in the order of registration."""
    known = _answered_together()
    for name, (check, asks) in list(_checks.items()):
        try:
            told = check(**(_answered(asks()) if known is None else known[name]))
        except Exception as error:
            why = str(error).strip().split("\n")[0] or type(error).__name__
            told = Health("bad", _("It does not answer (%(why)s).") % {"why": why})
        yield name, told


def _answered_together() -> dict[str, dict[str, Any]] | None:
    """What every check asks, by one statement; None when it fails: each then asks alone, so that
    one in trouble hides no other."""
    try:
        asked = {name: asks() for name, (_check, asks) in _checks.items()}
        found = _answered(
            {
                f"{at}.{key}": one
                for at, each in enumerate(asked.values())
                for key, one in each.items()
            }
        )
    except Exception:
        return None
    return {
        name: {key: found[f"{at}.{key}"] for key in each}
        for at, (name, each) in enumerate(asked.items())
    }


def _answered(asked: Mapping[str, Asked]) -> dict[str, Any]:
    if not asked:
        return {}
    with transaction.atomic():
        return answers(**asked)
