"""The next version of the shared composter, in which much is called otherwise, and tables that lead
to it."""

import json
from typing import Any

from hypothesis import strategies as st

from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Package
from parvis.catalogue.tests.factories import make_package

OLD = make_package()
# What is renamed in the next version, wherever it is written.
RENAMED = {
    '"instruction"': '"examen"',
    '"terrain"': '"sol"',
    "items.terrain": "items.sol",
    "item:terrain": "item:sol",
    "answers.terrain": "answers.sol",
    "answers.foyers": "answers.logements",
    '"foyers"': '"logements"',
    f'"version":"{OLD.service.version}"': '"version":"2.0.0"',
    "trainer": "teacher",
}
TABLE = {
    "from": [OLD.service.version],
    "states": {"instruction": "examen"},
    "items": {"terrain": "sol"},
    "fields": {"foyers": "logements", "terrain": "sol"},
    "functions": {"trainer": "teacher"},
}


def next_package(edit: Any = None, **table: Any) -> Package:
    text = catalogue.written(catalogue.document_of(OLD))
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    document = json.loads(text)
    if edit is not None:
        edit(document)
    document["migrations"] = {"migrations": [TABLE | table]}
    return Package.model_validate(document)


NAMES = {
    "states": (
        ["recue", "a_completer", "instruction", "a_decider", "rejet_implicite"],
        list(OLD.process.states),
    ),
    "items": (list(OLD.process.items), [None, "sol", "formation", "rien"]),
    "deadlines": (list(OLD.process.deadlines), [None, "decision", "rien"]),
    "fields": (["foyers", "terrain", "photo"], [None, "logements", "sol", "photo", "rien"]),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    return {
        part: draw(st.dictionaries(st.sampled_from(old), st.sampled_from(new)))
        for part, (old, new) in NAMES.items()
    }
