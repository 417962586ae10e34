"""Is everything this site leans on well? Asked by `parvis check` and by the administrators' page.

A domain or connector registers a check in its `apps.py`; a check answers within seconds, writes
nothing, and may raise: that is "bad" too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Health:
    """How one thing is, in a sentence; `remedy` says what to do when it is not well."""

    state: State
    message: str
    remedy: str = ""


Check = Callable[[], Health]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check; the same name again replaces it."""
    _checks[name] = check


def examine() -> Iterator[tuple[str, Health]]:
    """Each check's name and answer, in the order of registration."""
    for name, check in list(_checks.items()):
        try:
            told = check()
        except Exception as error:
            why = str(error).strip().split("\n")[0] or type(error).__name__
            told = Health("bad", _("It does not answer (%(why)s).") % {"why": why})
        yield name, told
