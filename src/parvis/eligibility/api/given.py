"""A household as programs tell it: its shapes are made from `facts.FACTS`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model

from parvis.catalogue.expressions import BOOL, DATE, INT
from parvis.core import clock
from parvis.eligibility.facts import FACTS, Entity, FactKind, Unit
from parvis.eligibility.local.environment import MAY_BE_ABSENT
from parvis.eligibility.situation import Fact, Origin

MOST_CHILDREN: Final = FACTS["children"].highest or 0
GROUPS: Final = {
    Entity.HOUSEHOLD: "household",
    Entity.FAMILY: "family",
    Entity.TAX_HOUSEHOLD: "tax_household",
}
"""What programs call them."""
_EUROS: Final = "EUR"
_ID: Final = r"^[A-Za-z0-9_-]{1,40}$"


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _reader(kind: FactKind) -> Callable[[Any], Fact | None]:
    def read(given: Any) -> Fact | None:
        """None: not known."""
        if isinstance(given, dict):
            return _dated(kind, given)
        return Fact(_value(kind, given), clock.today())

    return read


def _dated(kind: FactKind, given: dict[str, Any]) -> Fact | None:
    if given == {"unknown": True}:
        return None
    if "value" not in given:
        raise ValueError(_("Say a value, or {“unknown”: true}."))
    strange = set(given) - {"value", "on", "origin", "currency"}
    if strange:
        raise ValueError(
            _("Nothing has this name here.") + f" ({sorted(map(str, strange))[0][:40]})"
        )
    currency = given.get("currency", _EUROS)
    if currency != _EUROS:
        raise ValueError(_("Amounts are in euro cents: convert this one, then send EUR."))
    told = Fact(_value(kind, given["value"]), clock.today())
    if "on" in given:
        told = replace(told, on=_said_on(given["on"]))
    if "origin" in given:
        try:
            told = replace(told, origin=Origin(given["origin"]))
        except ValueError:
            raise ValueError(_("This is none of the answers that are known.")) from None
    return told


def _said_on(given: Any) -> date:
    on = _date(given)
    if on > clock.today():
        raise ValueError(_("A fact is known since a day that is past."))
    return on


def _value(kind: FactKind, given: Any) -> Any:
    if given is None:
        if kind.key not in MAY_BE_ABSENT:
            raise ValueError(_("This cannot be absent. Leave it out when it is not known."))
        return None
    if kind.type == DATE:
        return _date(given)
    if kind.type == BOOL:
        if not isinstance(given, bool):
            raise ValueError(_("True or false is expected here."))
        return given
    if kind.type == INT:
        return _number(kind, given)
    if not isinstance(given, str) or len(given) > 60:
        raise ValueError(_("A text is expected here."))
    if kind.type.choices and given not in kind.type.choices:
        raise ValueError(
            _("This is none of the answers that are known: %(known)s.")
            % {"known": ", ".join(kind.type.choices)}
        )
    return given


def _date(given: Any) -> date:
    try:
        if isinstance(given, str) and len(given) == 10:
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise ValueError(_("This is no day of the calendar. Write it like 2026-11-30."))


def _number(kind: FactKind, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError(
            _("A whole number of euro cents is expected here.")
            if kind.unit.startswith("cents")
            else _("A whole number is expected here.")
        )
    if kind.lowest is not None and given < kind.lowest:
        raise ValueError(_("This is too low: %(least)d at least.") % {"least": kind.lowest})
    if kind.highest is not None and given > kind.highest:
        raise ValueError(_too_high(kind, kind.highest))
    return given


def _too_high(kind: FactKind, most: int) -> str:
    match kind.unit:
        case Unit.CENTS_A_MONTH:
            return _("This is too high: at most %(most)d euro cents a month.") % {"most": most}
        case Unit.CENTS_A_YEAR:
            return _("This is too high: at most %(most)d euro cents a year.") % {"most": most}
    return _("This is too high: %(most)d at most.") % {"most": most}


def schema_of(kind: FactKind) -> dict[str, Any]:
    """What a program may send for this fact, as JSON Schema."""
    value = _value_schema(kind)
    if kind.key in MAY_BE_ABSENT:
        value = {"anyOf": [value, {"type": "null"}]}
    dated = {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": value,
            "on": {"type": "string", "format": "date"},
            "origin": {"type": "string", "enum": [each.value for each in Origin]},
            "currency": {"const": _EUROS},
        },
    }
    return {"anyOf": [value, dated, {"$ref": "#/components/schemas/Unknown"}]}


def _value_schema(kind: FactKind) -> dict[str, Any]:
    if kind.type == DATE:
        return {"type": "string", "format": "date"}
    if kind.type == BOOL:
        return {"type": "boolean"}
    if kind.type == INT:
        bounds = {"minimum": kind.lowest, "maximum": kind.highest}
        told = {name: bound for name, bound in bounds.items() if bound is not None}
        return {"type": "integer", **told, **({"description": kind.unit} if kind.unit else {})}
    return {"type": "string", **({"enum": list(kind.type.choices)} if kind.type.choices else {})}


UNKNOWN_SCHEMA: Final = {
    "type": "object",
    "description": "Not known: the same as leaving the fact out, and never zero.",
    "required": ["unknown"],
    "additionalProperties": False,
    "properties": {"unknown": {"const": True}},
}


def _facts_of(entity: Entity) -> dict[str, Any]:
    return {
        kind.key: (
            Annotated[Any, PlainValidator(_reader(kind)), WithJsonSchema(schema_of(kind))],
            Field(default_factory=lambda: None),
        )
        for kind in FACTS.values()
        if kind.entity is entity
    }


_make: Final[Any] = create_model
Person: Any = _make(
    "Person",
    __base__=Shape,
    __doc__="Somebody who lives there. `id`: yours; answers speak of people by it.",
    id=(Annotated[str, Field(pattern=_ID)], ...),
    role=(Literal["applicant", "partner", "child"], ...),
    **_facts_of(Entity.PERSON),
)
_GROUP_DOCS: Final = {
    Entity.HOUSEHOLD: "Who live in the dwelling, and the dwelling.",
    Entity.FAMILY: "The family of the family benefits (CSS L512-1).",
    Entity.TAX_HOUSEHOLD: "Who file one tax return (CGI 6).",
}
_GROUP_SHAPES: Final[dict[Entity, Any]] = {
    entity: _make(
        "".join(word.title() for word in name.split("_")),
        __base__=Shape,
        __doc__=_GROUP_DOCS[entity],
        **_facts_of(entity),
    )
    for entity, name in GROUPS.items()
}
Household: Any = _make(
    "Situation",
    __base__=Shape,
    __doc__=(
        "A household: what is left out is not known, and what is null is known to be absent. "
        "`household.couple` and `household.children` say that nobody else lives there."
    ),
    persons=(Annotated[list[Person], Field(min_length=1, max_length=MOST_CHILDREN + 2)], ...),
    **{name: (_GROUP_SHAPES[entity], _GROUP_SHAPES[entity]()) for entity, name in GROUPS.items()},
)
