"""Choices people make, and who they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.cases.answers.quantities import partial_date
from parvis.cases.answers.results import Around, Refused
from parvis.cases.answers.words import clean
from parvis.catalogue.definition import Field

_YES = {"yes", "oui", "true", "on", "1"}
_NO = {"no", "non", "false", "off", "0"}
_LONGEST_NAME = 100


def choice(field: Field, raw: object, around: Around) -> str | None:
    value = clean(raw)
    if not value:
        return None
    if value not in field.options:
        raise Refused(_("Choose one of the answers of the list."))
    return value


def choices(field: Field, raw: object, around: Around) -> list[str] | None:
    """Chosen options, in the form's order."""
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        return None
    wanted = {clean(one) for one in given} - {""}
    if not wanted:
        return None
    if not wanted <= set(field.options):
        raise Refused(_("Choose among the answers of the list."))
    check_count(field, len(wanted))
    return [option for option in field.options if option in wanted]


def check_count(field: Field, count: int) -> None:
    """Raises Refused when a list has too few or too many entries."""
    least = int(field.min) if field.min is not None else 0
    most = int(field.max) if field.max is not None else count
    if count < least:
        raise Refused(
            ngettext("Give at least %(count)d.", "Give at least %(count)d.", least)
            % {"count": least}
        )
    if count > most:
        raise Refused(
            ngettext("Give %(count)d at most.", "Give %(count)d at most.", most) % {"count": most}
        )


def yes_no(field: Field, raw: object, around: Around) -> bool | None:
    if isinstance(raw, bool):
        return raw
    value = clean(raw).lower()
    if not value:
        return None
    if value in _YES | _NO:
        return value in _YES
    raise Refused(_("Choose yes or no."))


def declaration(field: Field, raw: object, around: Around) -> bool | None:
    """True or nothing: an unticked declaration is no answer."""
    try:
        return yes_no(field, raw, around) or None
    except Refused:
        return None


def person(field: Field, raw: object, around: Around) -> dict[str, Any] | None:
    """{family_name, usual_name, given_names, birth_date}; no date is kept that is not asked."""
    if not isinstance(raw, Mapping):
        return None
    names = {part: clean(raw.get(part)) for part in ("family_name", "usual_name", "given_names")}
    errors = {
        part: _("This name is too long: %(most)d characters at most.") % {"most": _LONGEST_NAME}
        for part, value in names.items()
        if len(value) > _LONGEST_NAME
    }
    born: str | None = None
    if field.birth_date != "none":
        try:
            born = partial_date(raw.get("birth_date"), around)
        except Refused as refused:
            errors["birth_date"] = refused.errors[""]
    if not any(names.values()) and born is None and not errors:
        return None
    given = names | {"birth_date": born or ""}
    errors = {part: said for part, said in nobody(field).items() if not given[part]} | errors
    if errors:
        raise Refused(errors)
    return given


def nobody(field: Field) -> dict[str, str]:
    """What to give of a person, by part."""
    names = {
        "given_names": _("Enter the given name or names."),
        "family_name": _("Enter the name at birth."),
    }
    born = {"birth_date": _("Enter the date of birth.")}
    return names | born if field.birth_date == "required" else names
