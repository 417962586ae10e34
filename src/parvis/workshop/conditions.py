"""Writes a condition from a fact, a comparison and a value, for those who do not know the rule
language; what is written stays a text that can be read and changed."""

import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.workshop.reading import PROCESS, Reading
from parvis.workshop.sheets import At
from parvis.workshop.words import CHANNELS, IDENTITIES, OPENERS, Words

_WORDS = {"text", "long_text", "email", "iban", "siret", "phone", "commune"}
_LISTS = {"choices", "files", "group"}
_ORDERED = {"number", "amount", "date"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_AMOUNT = re.compile(r"-?\d+(?:[.,]\d{1,2})?")


class NotWritten(Exception):
    """The condition cannot be written so; the message, translated, says what to choose."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a condition may read. `values`: short name → words, when they are known."""

    name: str
    label: str
    type: str
    values: dict[str, str]
    may_lack: bool = False


def operators() -> list[tuple[str, str]]:
    return [
        ("is", _("is")),
        ("is_not", _("is not")),
        ("more", _("is at least")),
        ("less", _("is at most")),
        ("given", _("is answered")),
        ("not_given", _("is not answered")),
    ]


def facts(reading: Reading, at: At) -> list[Fact]:
    """What a condition of this sheet may read."""
    found = []
    for one in reading.fields():
        if one.type in {"information", "person", "address", "place", "group"}:
            continue
        label = reading.word((*one.words, "label")) or one.id
        options = one.raw.get("options")
        values = {
            str(key): reading.word((*one.words, "options", str(key))) or str(key)
            for key in (options if isinstance(options, list) else [])
        }
        lacks = one.raw.get("required", True) is not True or "show_if" in one.raw
        found.append(Fact(f"answers.{one.id}", label, one.type, values, lacks))
    found += [
        Fact("case.channel", _("How it was asked for"), "choice", _said(CHANNELS)),
        Fact("case.opened_by", _("Who opened the request"), "choice", _said(OPENERS)),
        Fact("applicant.identity", _("Identity of the applicant"), "choice", _said(IDENTITIES)),
    ]
    if at.file == PROCESS:
        for key, label in reading.work_items():
            results = reading.get(PROCESS, ("items", key, "results"), [])
            values = {
                str(one): reading.word(("items", key, "results", str(one))) or str(one)
                for one in (results if isinstance(results, list) else [])
            }
            words = {"task": label}
            found.append(
                Fact(f"items.{key}.result", _("Result of “%(task)s”") % words, "choice", values)
            )
            found.append(Fact(f"items.{key}.done", _("“%(task)s” is done") % words, "yes_no", {}))
    return found


def written(fact: Fact, operator: str, value: str) -> str:
    """The condition as text. Raises NotWritten."""
    name, value = fact.name, value.strip()
    if operator in {"given", "not_given"}:
        return _presence(fact, operator == "given")
    if fact.type in _LISTS:
        if fact.type != "choices" or operator not in {"is", "is_not"}:
            raise NotWritten(_("Of a list, one can only ask whether it is answered."))
        held = f"{_constant(fact, value)} in {name}"
        return held if operator == "is" else f"!({held})"
    if operator in {"more", "less"}:
        if fact.type not in _ORDERED:
            raise NotWritten(_("Only numbers, amounts and dates can be compared so."))
        sign = ">=" if operator == "more" else "<="
        compared = f"{name} {sign} {_constant(fact, value)}"
        return f"has({name}) && {compared}" if fact.may_lack else compared
    return f"{name} {'==' if operator == 'is' else '!='} {_constant(fact, value)}"


def joined(before: str, link: str, new: str) -> str:
    """The condition that was there, and or or, the new one."""
    if not before.strip():
        return new
    sign = "||" if link == "or" else "&&"
    other = "&&" if sign == "||" else "||"
    left = f"({before.strip()})" if other in before else before.strip()
    right = f"({new})" if other in new else new
    return f"{left} {sign} {right}"


def _presence(fact: Fact, wanted: bool) -> str:
    if fact.type in _WORDS:
        return f'{fact.name} {"!=" if wanted else "=="} ""'
    if fact.type in _LISTS:
        return f"size({fact.name}) {'>' if wanted else '=='} 0"
    return f"has({fact.name})" if wanted else f"!has({fact.name})"


def _constant(fact: Fact, value: str) -> str:
    if fact.values:
        folded = value.casefold()
        for key, label in fact.values.items():
            if folded in {key.casefold(), label.casefold()}:
                return json.dumps(key, ensure_ascii=False)
        known = ", ".join(fact.values.values())
        raise NotWritten(_("Choose one of these values: %(values)s.") % {"values": known})
    if fact.type in {"yes_no", "declaration"}:
        if value.casefold() in {"oui", "yes", "true", "vrai"}:
            return "true"
        if value.casefold() in {"non", "no", "false", "faux"}:
            return "false"
        raise NotWritten(_("Write yes or no."))
    if fact.type in {"number", "amount"}:
        if not _AMOUNT.fullmatch(value):
            raise NotWritten(_("Write a number."))
        number = value.replace(",", ".")
        return str(round(float(number) * 100)) if fact.type == "amount" else number
    if fact.type == "date":
        return _date(value)
    return json.dumps(value, ensure_ascii=False)


def _date(value: str) -> str:
    french = _FRENCH_DAY.fullmatch(value)
    if french:
        value = f"{french[3]}-{int(french[2]):02}-{int(french[1]):02}"
    if not _DAY.fullmatch(value):
        raise NotWritten(_("Write a date, as 31/12/2026."))
    return f'date("{value}")'


def _said(words: Words) -> dict[str, str]:
    return {key: str(label) for key, label in words.items()}
