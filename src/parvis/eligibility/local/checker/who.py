"""Who grants a benefit, where, when, and where to ask."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from parvis.eligibility.local.area import beyond_power
from parvis.eligibility.local.checker.sheet import Sheet
from parvis.eligibility.local.fields import FIELDS
from parvis.territory.queries import levels_of

_NO_END: Final = date.max


def check(sheet: Sheet) -> None:
    _who(sheet)
    _periods(sheet)
    asked = sheet.definition.ask
    if not (asked.service or asked.place or asked.address or asked.url or asked.phone):
        fix = _("give a service, a place, an address, a url or a telephone number")
        sheet.add(("ask",), _("nobody is told where to ask"), fix)
    if sheet.definition.example and sheet.definition.note is None:
        fix = _("add note: what is invented, and where the real figure may be found")
        sheet.add(("example",), _("an example must say what is not known"), fix)


def _who(sheet: Sheet) -> None:
    definition, report = sheet.definition, sheet.report
    who = definition.institution
    if report.known(sheet.file, ("field",), definition.field, FIELDS, _("field")):
        field = FIELDS[definition.field]
        if who.level not in field.levels:
            said = _("a %(level)s has no power over “%(field)s” (%(law)s)") % {
                "level": who.level,
                "field": definition.field,
                "law": field.law,
            }
            fix = _("who may: %s") % ", ".join(sorted(field.levels))
            sheet.add(("institution", "level"), said, fix)
    if who.level == "commune" and not levels_of(who.code):
        said = _("there is no commune “%s” today") % who.code
        sheet.add(("institution", "code"), said, _("write its INSEE code, five characters"))
    for key, code in beyond_power(definition.area, who):
        said = _("“%s” lies beyond the institution’s territory") % code
        sheet.add(("area", key), said, _("remove it, or name the institution that has power there"))


def _periods(sheet: Sheet) -> None:
    spans = sorted(
        (version.since, version.until or _NO_END, path) for path, version in sheet.versions()
    )
    for (_since, until, _path), (since, _until, path) in pairwise(spans):
        # The next version closes one that had no end.
        if since <= until != _NO_END or since == _since:
            said = _("two versions hold on %s") % since.isoformat()
            fix = _("until: %s in the one before") % (since - timedelta(days=1)).isoformat()
            sheet.add((*path, "from"), said, fix)
    for since, until, path in spans:
        if until < since:
            sheet.add((*path, "until"), _("it ends before it begins"), _("write a later day"))
