"""What a package's conditions may read, with the type of each fact.

Words left blank are "" and lists empty, so that a condition may compare them as they are. Any other
answer that may be missing (not required, or shown only sometimes) is optional: `has(answers.x)`.
"""

from collections.abc import Iterable

from parvis.catalogue.definition.form import Field, FormFile
from parvis.catalogue.definition.package import Package
from parvis.catalogue.definition.process import ItemKind, Lookup
from parvis.catalogue.expressions import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    Type,
    choice,
    list_of,
    optional,
    struct,
)

WORDS = frozenset({"text", "long_text", "email", "iban", "siret", "phone", "commune"})
LISTS = frozenset({"choices", "files", "group"})
OPINION_COUNTS = ("asked", "waiting", "silent")

_ADDRESS = struct(
    dict.fromkeys(("line", "extra", "postal_code", "commune_code", "commune_name"), STRING)
)
_PERSON = struct(dict.fromkeys(("family_name", "usual_name", "given_names", "birth_date"), STRING))
_PLACE = struct(
    {
        "label": STRING,
        "latitude": optional(DOUBLE),
        "longitude": optional(DOUBLE),
        "commune_code": STRING,
    }
)
_PLAIN: dict[str, Type] = {
    "amount": INT,
    "date": DATE,
    "yes_no": BOOL,
    "declaration": BOOL,
    "address": _ADDRESS,
    "person": _PERSON,
    "place": _PLACE,
    "choices": list_of(STRING),
    "files": list_of(STRING),
}
_GIVEN: dict[str, Type] = {
    "text": STRING,
    "number": DOUBLE,
    "amount": INT,
    "date": DATE,
    "yes_no": BOOL,
}
_CASE: dict[str, Type] = {
    "channel": choice("web", "desk", "phone", "post", "visit", "partner"),
    "opened_by": choice("resident", "agent"),
    "submitted_on": DATE,
}
_ITEM = struct({"opened": BOOL, "done": BOOL, "result": STRING, "expired": BOOL})

_CHARGE = struct({"amount": INT, "paid": BOOL})


def environment_of(package: Package, inputs: Iterable[Field] = ()) -> Environment:
    """Everything a guard of the process may read; `inputs` are the fields of its transition."""
    process = package.process
    return form_environment(package).extended(
        {
            "case": struct(_CASE | {"paid": BOOL}),
            "charges": struct(dict.fromkeys(process.charges, _CHARGE)),
            "items": struct(dict.fromkeys(process.items, _ITEM)),
            "opinions": struct(
                {id_: _opinions(kind) for id_, kind in process.items.items() if kind.asked_by}
            ),
            "facts": struct({name: _facts(lookup) for name, lookup in process.lookups.items()}),
            "inputs": struct(types_of(inputs)),
        }
    )


def charge_environment(package: Package, inputs: Iterable[Field] = ()) -> Environment:
    """What the amount of a charge may read besides: the price by the tariff of the institution."""
    prices = struct(dict.fromkeys(package.process.tariffs, struct({"price": INT})))
    return environment_of(package, inputs).extended({"tariffs": prices})


def form_environment(package: Package) -> Environment:
    """What conditions of the form may read: known before the request is submitted."""
    return Environment(
        {
            "answers": struct(_answers(package.form)),
            "applicant": struct({"identity": choice("none", "declared", "verified")}),
            "case": struct(_CASE),
            "today": DATE,
        }
    )


def entry_environment(outer: Environment, group: Field) -> Environment:
    """Inside a group, `entry.<field>` names the other answers of the same entry."""
    return outer.extended({"entry": struct(types_of(group.fields))})


def types_of(fields: Iterable[Field], *, shown_always: bool = True) -> dict[str, Type]:
    """The type of each answer, by field id."""
    return {
        field.id: _type_of(field, shown_always) for field in fields if field.type != "information"
    }


def _answers(form: FormFile) -> dict[str, Type]:
    answers: dict[str, Type] = {}
    for page in form.pages:
        answers |= types_of(page.fields, shown_always=page.show_if is None)
    return answers


def _type_of(field: Field, shown_always: bool) -> Type:
    given = _given(field)
    if field.type in WORDS | LISTS or field.type == "declaration":
        return given
    certain = shown_always and field.show_if is None and field.required is True
    return given if certain else optional(given)


def _given(field: Field) -> Type:
    if field.type in WORDS:
        return STRING
    if field.type == "choice":
        return choice(*field.options)
    if field.type == "number":
        return DOUBLE if field.decimals else INT
    if field.type == "group":
        return list_of(struct(types_of(field.fields)))
    return _PLAIN[field.type]


def _opinions(kind: ItemKind) -> Type:
    return struct(dict.fromkeys((*OPINION_COUNTS, *kind.results), INT))


def _facts(lookup: Lookup) -> Type:
    return struct({name: _GIVEN[kind] for name, kind in lookup.gives.items()})
