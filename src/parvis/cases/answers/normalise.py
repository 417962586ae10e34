"""From what was typed to the one shape an answer is kept in (`catalogue.definition.form.Field`)."""

from collections.abc import Callable
from typing import Any

from parvis.cases.answers import people, places, quantities, words
from parvis.cases.answers.results import Around
from parvis.catalogue.definition import Field

Normaliser = Callable[[Field, object, Around], Any]

_BY_TYPE: dict[str, Normaliser] = {
    "text": words.text,
    "long_text": words.text,
    "number": quantities.number,
    "amount": quantities.amount,
    "date": quantities.day,
    "choice": people.choice,
    "choices": people.choices,
    "yes_no": people.yes_no,
    "address": places.address,
    "commune": places.commune,
    "person": people.person,
    "iban": words.iban,
    "siret": words.siret,
    "email": words.email,
    "phone": words.phone,
    "place": places.place,
    "declaration": people.declaration,
}


def normalise(field: Field, raw: object, around: Around) -> Any:
    """The answer of a simple field, None when blank. Raises Refused. Idempotent.

    Files and groups, which need more than their raw value, are settled in `checking`.
    """
    return _BY_TYPE[field.type](field, raw, around)
