"""The comparison of rules as text, CSV and JSON. Every number is written from integers."""

import csv
import json
from dataclasses import asdict
from fractions import Fraction
from io import StringIO

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.participation.counting.compare import SMALLEST, Given


def decimal(value: Fraction) -> str:
    """Two decimals, rounded half up."""
    hundredths = (value.numerator * 200 + value.denominator) // (value.denominator * 2)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def money(cents: int) -> str:
    """«1 250,50 €» in French, «€1,250.50» in English: as the language in force writes it."""
    units = f"{cents // 100:,}"
    if get_language() == "fr":
        decimals = f",{cents % 100:02}" if cents % 100 else ""
        return units.replace(",", "\u202f") + decimals + "\u00a0€"
    return f"€{units}" + (f".{cents % 100:02}" if cents % 100 else "")


def _written(value: Fraction) -> str:
    return decimal(value).replace(".", "," if get_language() == "fr" else ".")


def rule_name(name: str) -> str:
    return {
        "greedy": _("most support first"),
        "equal-shares": _("equal shares, without completion"),
        "equal-shares+add-one": _("equal shares, shares grown"),
        "equal-shares+utilitarian": _("equal shares, then most support first"),
        "equal-shares+phragmen": _("equal shares, then Phragmén"),
        "phragmen": _("Phragmén"),
        "own": _("the rule of this vote"),
    }.get(name, name)


def as_text(given: tuple[Given, ...]) -> str:
    """A paragraph for each rule, the chosen one first."""
    ordered = sorted(given, key=lambda one: not one.is_chosen)
    return "\n\n".join("\n".join(_paragraph(one)) for one in ordered) + "\n"


def _paragraph(one: Given) -> list[str]:
    chosen = _(" (the rule of this vote)") if one.is_chosen and one.rule != "own" else ""
    projects = ngettext("%(number)s project", "%(number)s projects", len(one.projects))
    lines = [
        f"{rule_name(one.rule)}{chosen}",
        "  "
        + _("%(projects)s, %(spent)s; funded per voter: %(each)s")
        % {
            "projects": projects % {"number": len(one.projects)},
            "spent": money(one.spent),
            "each": _written(one.funded_each),
        },
        "  "
        + _("Left with nothing: %(without)s of %(voters)s voters")
        % {"without": _number(one.without), "voters": one.voters},
    ]
    if one.areas_without:
        told = ", ".join(one.areas_without)
        lines.append("  " + _("Areas without a project: %(areas)s") % {"areas": told})
    for group in one.groups:
        value = group.value or _("not said")
        lines.append(
            f"  {_trait(group.trait)} {value}: "
            + _("%(without)s of %(voters)s left with nothing")
            % {"without": _number(group.without), "voters": _number(group.voters)}
        )
    return lines


def _trait(name: str) -> str:
    return {"age": _("age"), "area": _("area"), "channel": _("channel")}.get(name, name)


def _number(many: int | None) -> str:
    return _("fewer than %(number)s") % {"number": SMALLEST} if many is None else str(many)


def as_csv(given: tuple[Given, ...]) -> str:
    """One line for each rule, and one for each rule and group; hidden numbers are empty."""
    out = StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(
        ["rule", "chosen", "trait", "value", "projects", "spent_cents", "voters", "without",
         "funded_per_voter"]
    )  # fmt: skip
    for one in given:
        head = [one.rule, "yes" if one.is_chosen else "no"]
        each = decimal(one.funded_each)
        table.writerow([*head, "", "", len(one.projects), one.spent, one.voters, one.without, each])
        for group in one.groups:
            told = [group.trait, group.value, "", "", group.voters, group.without, ""]
            table.writerow([*head, *told])
    return out.getvalue()


def as_json(given: tuple[Given, ...]) -> str:
    told = [{**asdict(one), "funded_each": decimal(one.funded_each)} for one in given]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
