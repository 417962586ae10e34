"""Communes, addresses and places, checked against the official geographic code."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.answers.results import Around, Candidate, Refused
from parvis.cases.answers.words import clean
from parvis.catalogue.definition import Field
from parvis.core import maps
from parvis.territory.models import Area
from parvis.territory.queries import search_key

_POSTAL_CODE = re.compile(r"\d{5}", re.ASCII)
_CODE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
_LONGEST = 200


def commune(field: Field, raw: object, around: Around) -> str | None:
    """An INSEE code, from a code, or {typed, code, kept}: a name, a postal code, both. `code` is
    chosen among several candidates; `kept` is the answer the typed name was shown for."""
    if not isinstance(raw, Mapping):
        typed = clean(raw)
        known = _with_code(typed.upper(), around)
        return (known or _named(typed, around)).code if typed else None
    typed = clean(raw.get("typed"))
    chosen, kept = _with_code(raw.get("code"), around), _with_code(raw.get("kept"), around)
    if chosen is not None and _still_meant(chosen, typed, around):
        return chosen.code
    if not typed:
        return None
    if kept is not None and _is_called(kept, typed):
        return kept.code
    return _named(typed, around).code


def _with_code(raw: object, around: Around) -> Area | None:
    code = clean(raw)
    return around.communes.by_code(code) if _CODE.fullmatch(code) else None


def _still_meant(chosen: Area, typed: str, around: Around) -> bool:
    """The text was not changed after a commune was chosen for it."""
    return not typed or any(found.code == chosen.code for found in around.communes.search(typed))


def _named(typed: str, around: Around) -> Area:
    found = around.communes.search(typed[:_LONGEST])
    exact = [one for one in found if _is_called(one, typed)]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1 and _POSTAL_CODE.fullmatch(typed):
        return found[0]
    if not found:
        raise Refused(_("We do not know this commune. Write its name or its postal code."))
    raise Refused(
        _("Choose your commune among these."), candidates={"": candidates(exact or found)}
    )


def _is_called(one: Area, typed: str) -> bool:
    """The typed words are the commune's name, with or without one of its postal codes."""
    words = search_key(typed).split()
    name = " ".join(word for word in words if word not in one.postal_codes)
    return bool(name) and name in {search_key(one.name), search_key(one.found_as)}


def candidates(found: Iterable[Area]) -> list[Candidate]:
    """Communes to choose from, told apart by département."""
    return [
        Candidate(one.code, f"{one.name} ({one.departement.name})" if one.departement else one.name)
        for one in found
    ]


def address(field: Field, raw: object, around: Around) -> dict[str, str] | None:
    """{line, extra, postal_code, commune_code, commune_name}; `commune_code` is "" for an address
    the code does not know, kept as typed (`as_typed`): abroad, or a place of its own."""
    if not isinstance(raw, Mapping):
        raw = {"line": raw}
    given = _parts(raw, "line", "extra", "postal_code", "commune_name", "commune_code")
    if not any(value for part, value in given.items() if part != "commune_code"):
        return None
    errors = {}
    if not given["line"]:
        errors["line"] = no_address()["line"]
    try:
        settled = _settle_commune(given, raw, around)
    except Refused as refused:
        raise Refused(errors | refused.errors, refused.candidates) from None
    if errors:
        raise Refused(errors)
    return {"line": given["line"], "extra": given["extra"]} | settled


def _parts(raw: Mapping[str, Any], *names: str) -> dict[str, str]:
    values = {name: clean(raw.get(name)) for name in names}
    too_long = {
        name: _("This is too long: %(most)d characters at most.") % {"most": _LONGEST}
        for name, value in values.items()
        if len(value) > _LONGEST
    }
    if too_long:
        raise Refused(too_long)
    return values


def _settle_commune(
    given: dict[str, str], raw: Mapping[str, Any], around: Around
) -> dict[str, str]:
    postal_code = given["postal_code"].replace(" ", "")
    kept = {"postal_code": postal_code, "commune_code": "", "commune_name": given["commune_name"]}
    # An empty code already there is an address settled as free; a blank form has no such key.
    free = bool(raw.get("as_typed")) or raw.get("commune_code") == ""
    if free and given["commune_name"]:
        return kept | {"postal_code": given["postal_code"]}
    chosen = _chosen(given, postal_code, around)
    if chosen is None:
        chosen = _at(postal_code, given["commune_name"], around)
    postal_code = _postal_code_of(chosen, postal_code, around)
    if not postal_code:
        raise Refused({"postal_code": _("Enter the postal code: 5 digits.")})
    return {
        "postal_code": postal_code,
        "commune_code": chosen.code,
        "commune_name": chosen.name,
    }


def _postal_code_of(chosen: Area, typed: str, around: Around) -> str:
    """The commune's own when it has one and the typed one is blank or another commune's; a code
    that serves no commune is a CEDEX, kept."""
    if typed in chosen.postal_codes or len(chosen.postal_codes) != 1:
        return typed
    if not typed or around.communes.search(typed, 1):
        return chosen.postal_codes[0]
    return typed


def _chosen(given: dict[str, str], postal_code: str, around: Around) -> Area | None:
    """The commune named by its code, as long as what is typed beside does not contradict it."""
    known = _with_code(given["commune_code"], around)
    if known is None:
        return None
    typed = search_key(given["commune_name"])
    same_name = not typed or typed == search_key(known.name)
    same_code = not postal_code or postal_code in known.postal_codes
    if same_name or same_code:
        return known
    return None


def _at(postal_code: str, name: str, around: Around) -> Area:
    if postal_code and not _POSTAL_CODE.fullmatch(postal_code):
        raise Refused({"postal_code": _("A French postal code has 5 digits, like 64230.")})
    if not postal_code and not name:
        raise Refused({"postal_code": no_address()["postal_code"]})
    served = around.communes.search(postal_code, 60) if postal_code else []
    named = [one for one in served if _is_called(one, name)]
    if len(named) == 1:
        return named[0]
    if served and not name:
        if len(served) == 1:
            return served[0]
        raise _ambiguous(served)
    # Within one postal code, a typing mistake has few candidates; a CEDEX code has none.
    close = around.communes.search(f"{postal_code} {name}".strip())
    if len(close) == 1 and (served or _is_called(close[0], name)):
        return close[0]
    if close:
        raise _ambiguous(close)
    return _by_name_alone(name, postal_code, served, around)


def _by_name_alone(name: str, postal_code: str, served: list[Area], around: Around) -> Area:
    """The code serves nobody of that name: a CEDEX, or one of the two is wrong."""
    found = [one for one in around.communes.search(name) if _is_called(one, name)] if name else []
    near = [one for one in found if one.code[:2] == postal_code[:2]] or found
    if len(near) == 1 and not served:
        return near[0]
    if near or served:
        raise _ambiguous(near + served)
    raise Refused(
        {
            "commune_name": _(
                "We do not know this commune with this postal code. Correct it, or tick "
                "“Keep the address as I wrote it”."
            )
        }
    )


def _ambiguous(found: list[Area]) -> Refused:
    return Refused(
        {"commune_name": _("Choose your commune among these.")},
        candidates={"commune_name": candidates(found)},
    )


def place(field: Field, raw: object, around: Around) -> dict[str, Any] | None:
    """{label, latitude, longitude, commune_code}; coordinates are null without a position."""
    if not isinstance(raw, Mapping):
        raw = {"label": raw}
    given = _parts(raw, "label", "commune_name", "commune_code")
    latitude, longitude = _coordinate(raw, "latitude", 90), _coordinate(raw, "longitude", 180)
    if not any(given.values()) and latitude is None:
        return None
    errors: dict[str, str] = {}
    found: dict[str, list[Candidate]] = {}
    if not given["label"]:
        errors["label"] = nowhere()["label"]
    where = {"typed": given["commune_name"], "code": given["commune_code"], "kept": raw.get("kept")}
    code = ""
    try:
        code = commune(field, where, around) or ""
        if not code:
            errors["commune_name"] = nowhere()["commune_name"]
    except Refused as refused:
        errors["commune_name"] = refused.errors[""]
        found = {"commune_name": list(refused.candidates.get("", []))}
    if errors:
        raise Refused(errors, found)
    if latitude is None or longitude is None:
        latitude = longitude = None
    elif not field.anywhere and _is_elsewhere(latitude, longitude):
        raise Refused({"label": _("The pin lies outside the territory: move it, or remove it.")})
    return {
        "label": given["label"],
        "latitude": latitude,
        "longitude": longitude,
        "commune_code": code,
    }


def _is_elsewhere(latitude: float, longitude: float) -> bool:
    here = maps.extent(maps.landmarks())
    return here is not None and not here.holds(latitude, longitude)


def _coordinate(raw: Mapping[str, Any], name: str, most: int) -> float | None:
    """A position is optional: what cannot be read is left out, the label says the place."""
    given = raw.get(name)
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        return None
    try:
        value = float(given.replace(",", ".") if isinstance(given, str) else given)
    except (ValueError, OverflowError):
        return None
    return round(value, 6) if -most <= value <= most else None


def no_address() -> dict[str, str]:
    """What to give of an address, by part."""
    return {
        "line": _("Enter the number and the street, or the place name."),
        "postal_code": _("Enter the postal code and the commune."),
    }


def nowhere() -> dict[str, str]:
    """What to give of a place, by part."""
    return {
        "label": _("Say where it is: an address, a crossing, the name of a park…"),
        "commune_name": _("Write the commune where this place is."),
    }
