"""The conditions and amounts of a benefit: typed, of a named quotient, without a dead tier."""

import re
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from parvis.catalogue.expressions import (
    BOOL,
    INT,
    ExpressionError,
    compile_expression,
)
from parvis.catalogue.expressions import (
    check as typed,
)
from parvis.eligibility.local.checker import scales
from parvis.eligibility.local.checker.sheet import Place, Sheet
from parvis.eligibility.local.compiled import amount_text
from parvis.eligibility.local.definition import AmountRule, Version
from parvis.eligibility.local.environment import names_of
from parvis.eligibility.verdicts import Per

QUOTIENTS: Final = {"caf": "family.quotient_caf", "tax": "tax.quotient_tax"}
_PATH: Final = re.compile(r"\b[a-z]\w*(?:\.[a-z]\w*)+")
_WORD: Final = re.compile(r"\b[a-z]\w*\b(?!\s*[.(])")
_VAGUE: Final = re.compile(r"\b(?:qf|quotient(?:_familial)?)\b")


def check(sheet: Sheet) -> None:
    for path, version in sheet.versions():
        _version(sheet, path, version)
    _quotient(sheet)


def _version(sheet: Sheet, path: Place, version: Version) -> None:
    ids = [each.id for each in version.conditions] + [each.id for each in version.declared]
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        sheet.add(path, _("two conditions are called “%s”") % name, _("rename one"))
    for place, condition in enumerate(version.conditions):
        _rule(sheet, (*path, "conditions", place, "rule"), condition.rule, is_condition=True)
    if sheet.definition.kind == "right" and version.amount is not None:
        sheet.add((*path, "amount"), _("a right has no amount"), _("kind: aid or price"))
    if sheet.definition.kind != "right" and version.amount is None:
        sheet.add(path, _("the amount is missing"), _("add amount, or kind: right"))
    if version.amount is not None:
        _amount(sheet, (*path, "amount"), version.amount, version)


def _rule(sheet: Sheet, path: Place, text: str, is_condition: bool) -> bool:
    try:
        read = typed(text, sheet.environment, BOOL if is_condition else INT)
    except ExpressionError as error:
        _wrong(sheet, path, text, error)
        return False
    sheet.quotients |= {kind for kind, name in QUOTIENTS.items() if name in read.paths}
    return True


def _wrong(sheet: Sheet, path: Place, text: str, error: ExpressionError) -> None:
    if _VAGUE.search(text):
        said = _("in “%s”: which quotient familial?") % text
        fix = _("write family.quotient_caf (CAF) or tax.quotient_tax (tax)")
    else:
        said, fix = _("in “%(text)s”: %(error)s") % {"text": text, "error": error}, ""
        known = names_of(sheet.environment)
        strange = [one for one in _PATH.findall(text) if one not in known]
        strange += [one for one in _WORD.findall(text) if not strange and _is_a_field(one, known)]
        near = [near for one in strange if (near := _nearest(one, known))]
        fix = _("did you mean “%s”?") % near[0] if near else fix
    sheet.add(path, said, fix)


def _amount(sheet: Sheet, path: Place, rule: AmountRule, version: Version) -> None:
    ways = [key for key in ("flat", "tiers", "effort", "formula") if getattr(rule, key) is not None]
    if len(ways) != 1:
        said = _("an amount is one of flat, tiers, effort, formula")
        sheet.add(path, said, _("keep one"))
        return
    if rule.per is Per.UNIT and rule.unit is None:
        sheet.add(path, _("per what is not said"), _("add unit: {fr: un repas, en: a meal}"))
    if rule.times is not None and not _rule(sheet, (*path, "times"), rule.times, False):
        return
    way = getattr(rule, ways[0])
    base = way.rule if rule.formula else getattr(way, "of", "0")
    here = (*path, ways[0], "rule" if rule.formula else "of")
    if not _base(sheet, here, base):
        return
    scales.check(sheet, (*path, ways[0]), way, version)
    _absent(sheet, (*path, ways[0]), base, way)
    try:
        typed(amount_text(rule, sheet.environment), sheet.environment, INT)
    except ExpressionError as error:
        _wrong(sheet, here, base, error)


def _base(sheet: Sheet, path: Place, text: str) -> bool:
    """As _rule, but a fact that may be absent is allowed: `absent` says what then."""
    try:
        read = typed(text, sheet.environment)
    except ExpressionError as error:
        _wrong(sheet, path, text, error)
        return False
    if not read.type.required.matches(INT):
        said = _("“%s” is no whole number of cents") % text
        sheet.add(path, said, _("write a base or a rule that gives one"))
        return False
    sheet.quotients |= {kind for kind, name in QUOTIENTS.items() if name in read.paths}
    return True


def _absent(sheet: Sheet, path: Place, base: str, way: object) -> None:
    type_ = compile_expression(base, sheet.environment).type
    if type_.is_optional and getattr(way, "absent", None) is None:
        said = _("“%s” may be absent: what then is not said") % base
        fix = (
            _("add absent: the amount for who has none")
            if hasattr(way, "absent")
            else (_("write has(%(base)s) ? %(base)s : …") % {"base": base})
        )
        sheet.add(path, said, fix)


def _quotient(sheet: Sheet) -> None:
    said = sheet.definition.quotient
    if sheet.quotients and said is None:
        fix = _("add quotient: {kind: caf or tax, source: the paper on which it is read}")
        sheet.add(("versions",), _("the source of the quotient familial is not said"), fix)
    elif said is not None and sheet.quotients != {said.kind}:
        message = _("the quotient familial said is not the one that is read")
        names = ", ".join(QUOTIENTS[kind] for kind in sorted(sheet.quotients)) or _("none")
        sheet.add(("quotient", "kind"), message, _("the rules read: %s") % names)


def _is_a_field(word: str, known: set[str]) -> bool:
    return any(name.endswith(f".{word}") for name in known)


def _nearest(name: str, known: set[str]) -> str | None:
    same = sorted(one for one in known if one.rpartition(".")[2] == name.rpartition(".")[2])
    near = same or get_close_matches(name, sorted(known), n=1)
    return near[0] if near else None
