"""Scenarios in words: what each step does, what is looked at, what was found instead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue.ports import Failure
from parvis.core.forms import write_amount
from parvis.workshop.forms.kinds import day_shown
from parvis.workshop.reading import COLON, Reading
from parvis.workshop.sheets import Ask
from parvis.workshop.sheets.offers import players
from parvis.workshop.sheets.scenarios import STEP
from parvis.workshop.words import PAYMENTS, UNITS

_EXPECTED = {ask.path[1]: ask for ask in STEP.asks if ask.path[0] == "expect"}


def step_said(reading: Reading, step: Mapping[str, Any]) -> list[str]:
    """What a step does, in one sentence; what it looks at, in one for each thing."""
    expected = step.get("expect")
    if isinstance(expected, dict):
        return [_line(reading, key, value) for key, value in expected.items()] or [_("Nothing yet")]
    wait = step.get("wait")
    if isinstance(wait, dict):
        unit = str(UNITS.get(str(wait.get("unit")), wait.get("unit")))
        return [_("%(count)s %(unit)s pass") % {"count": wait.get("count"), "unit": unit}]
    if "until" in step:
        return [_("Time passes until %(day)s") % {"day": moment_said(step["until"])}]
    return [_deed(step) % _words(reading, step)]


def moment_said(at: Any) -> str:
    """The day of a moment; the hour is left out."""
    return at.strftime("%d/%m/%Y") if isinstance(at, datetime) else str(at)


def told_said(reading: Reading, name: str) -> str:
    """ "applicant: receipt" in words: who ← what."""
    return _value(reading, _EXPECTED["told"], name)


def failure_said(reading: Reading, failure: Failure) -> str:
    """What went otherwise than expected."""
    key, _dot, name = failure.key.partition(".")
    if key == "opened":
        words = {"task": dict(reading.work_items()).get(name, name)}
        return _("“%(task)s” was never opened.") % words
    ask = _EXPECTED.get(key)
    if ask is None:
        return failure.message
    wanted = _value(reading, ask, failure.wanted)
    words = {"what": _label(reading, ask, name), "wanted": wanted}
    words["found"] = _value(reading, ask, failure.found)
    return _("%(what)s: expected “%(wanted)s”, found “%(found)s”") % words


def _deed(step: Mapping[str, Any]) -> str:
    if "move" in step:
        return _("%(who)s: “%(move)s”")
    if "pays" in step:
        return _("%(who)s pays “%(charge)s”: %(payment)s")
    if "ask" in step:
        return _("%(who)s asks for the opinion “%(ask)s”")
    if step.get("pass_on"):
        return _("%(who)s gives “%(item)s” to another unit")
    if "not_ours" in step:
        return _("%(who)s sends back “%(item)s”: %(not_ours)s")
    if "insist" in step:
        return _("%(who)s gives “%(item)s” back to the unit that sent it back: %(insist)s")
    return _("%(who)s finishes “%(item)s”: %(result)s")


def _words(reading: Reading, step: Mapping[str, Any]) -> dict[str, str]:
    def named(key: str, known: list[tuple[str, str]]) -> str:
        return dict(known).get(str(step.get(key)), str(step.get(key, "–")))

    item, result = str(step.get("item")), str(step.get("result", ""))
    items = reading.work_items()
    return {
        "who": named("who", players(reading)),
        "move": named("move", reading.transitions()),
        "item": named("item", items),
        "ask": named("ask", items),
        "charge": named("pays", reading.charges()),
        "payment": str(PAYMENTS.get(str(step.get("payment", "paid")), "")),
        "result": reading.word(("items", item, "results", result)) or result,
        "not_ours": str(step.get("not_ours", "")),
        "insist": str(step.get("insist", "")),
    }


def _line(reading: Reading, key: str, value: Any) -> str:
    ask = _EXPECTED.get(key)
    if ask is None:
        return f"{key}{COLON}{value}"
    if isinstance(value, dict):
        lines = [
            f"{_label(reading, ask, name)}{COLON}{_value(reading, ask, one)}"
            for name, one in value.items()
        ]
        return "\n".join(lines)
    return f"{ask.label}{COLON}{_value(reading, ask, value)}"


def _label(reading: Reading, ask: Ask, name: str) -> str:
    """What is looked at; of a table, which of its entries."""
    if ask.kind != "table" or not name:
        return str(ask.label)
    return f"{ask.label}, {_named(reading, ask.parts[0], name)}"


def _value(reading: Reading, ask: Ask, value: Any) -> str:
    if ask.kind == "table":
        ask = ask.parts[1]
    if isinstance(value, list):
        return ", ".join(_value(reading, ask, one) for one in value) or _("none")
    if ask.kind == "euros" and isinstance(value, int):
        return f"{write_amount(value)}\u202f€"
    if ask.kind == "told" and value:
        who, _colon, message = str(value).partition(": ")
        receiver, said = ask.parts
        return f"{_named(reading, receiver, who)} ← {_named(reading, said, message)}"
    if ask.kind == "day":
        return _("none") if value == "none" else day_shown(value)
    return _named(reading, ask, str(value)) if value not in ("", None) else _("nothing")


def _named(reading: Reading, ask: Ask, name: str) -> str:
    return dict(ask.offered(reading)).get(name, name) if ask.offered else name
