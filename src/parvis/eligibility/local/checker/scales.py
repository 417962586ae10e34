"""Tiers, floors and caps: every amount of a scale can be reached."""

import re

from django.utils.translation import gettext as _

from parvis.catalogue.expressions import BOOL, ExpressionError, compile_expression
from parvis.eligibility.local.checker.sheet import Place, Sheet
from parvis.eligibility.local.definition import Effort, Formula, Tiers, Version


def check(sheet: Sheet, path: Place, scale: object, version: Version) -> None:
    match scale:
        case Tiers():
            _tiers(sheet, path, scale, version)
        case Effort(floor=floor, cap=cap) | Formula(floor=floor, cap=cap) if floor >= cap:
            fix = _("exchange them")
            sheet.add((*path, "floor"), _("the floor is not below the cap"), fix)


def _tiers(sheet: Sheet, path: Place, tiers: Tiers, version: Version) -> None:
    *steps, last = tiers.steps
    before: int | None = None
    for place, step in enumerate(steps):
        here = (*path, "steps", place)
        if step.up_to is None:
            sheet.add(here, _("only the last tier has no end"), _("add up_to"))
            return
        if before is not None and step.up_to <= before:
            said = _("the amount of this tier is never reached")
            sheet.add(here, said, _("write the ends in ascending order"))
            return
        if _barred(sheet, tiers.of, 0 if before is None else before + 1, step.up_to, version):
            _unreachable(sheet, here)
        before = step.up_to
    if last.up_to is not None:
        end = (*path, "steps", len(steps))
        sheet.add(end, _("the last tier has no end"), _("remove up_to, or add a tier after it"))
    elif _barred(sheet, tiers.of, (before or 0) + 1, None, version):
        _unreachable(sheet, (*path, "steps", len(steps)))


def _unreachable(sheet: Sheet, path: Place) -> None:
    said = _("the amount of this tier is never reached: a condition refuses before")
    sheet.add(path, said, _("remove the tier, or widen the condition"))


def _barred(sheet: Sheet, base: str, low: int, high: int | None, version: Version) -> bool:
    """Does a condition on the base alone refuse the whole tier? Looked at where it may turn:
    the ends of the tier and around every number the condition holds."""
    for condition in version.conditions:
        try:
            rule = compile_expression(condition.rule, sheet.environment, BOOL)
        except ExpressionError:
            continue
        if rule.paths != {base}:
            continue
        turns = [int(one) + by for one in re.findall(r"\d+", condition.rule) for by in (-1, 0, 1)]
        top = max([low, *turns]) + 1 if high is None else high
        owner, _dot, key = base.partition(".")
        values = [low, top, *(one for one in turns if low <= one <= top)]
        if all(rule.evaluate({owner: {key: one}}).is_false for one in values):
            return True
    return False
