"""Every key of a package has its sheet, and a sheet saved as it is changes no byte."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from parvis.catalogue import definition
from parvis.catalogue.definition import texts
from parvis.catalogue.definition.service import DataUse
from parvis.catalogue.loader import files_of
from parvis.core.paths import library_dir
from parvis.workshop.edits import done
from parvis.workshop.forms.sheet import SheetForm
from parvis.workshop.queries import documents
from parvis.workshop.reading import Reading
from parvis.workshop.sheets import (
    Placing,
    Sheet,
    dates,
    form,
    migrations,
    outside,
    process,
    scenarios,
    service,
    tasks,
)

SHIPPED = sorted(path.parent for path in library_dir().glob("*/*/service.yml"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_sheet_saved_as_it_is_changes_no_byte(folder: Any):
    files = files_of(folder)
    held = documents(files)
    reading = Reading(held)
    seen = list(Placing(reading).everything())
    assert len(seen) > 60
    for at in seen:
        sent = SheetForm(at, reading).sent()
        for key in sent:
            sent.setlist(key, [said.replace("\n", "\r\n") for said in sent.getlist(key)])
        shown = SheetForm(at, reading, sent)
        assert shown.is_valid(), (at.file, at.path, shown.errors)
        made = done(held, shown.edits())
        assert {name: one.text for name, one in made.items()} == {
            name: one.text for name, one in held.items()
        }, (at.file, at.path, shown.edits())


# Which sheet asks about the keys of which part of a package.
ABOUT = {
    "service": (definition.ServiceFile, service.SERVICE_SHEET),
    "functions": (definition.Function, service.FUNCTION),
    "data": (DataUse, service.PURPOSE),
    "legal_basis": (definition.LegalReference, service.LEGAL),
    "form": (definition.FormFile, form.FORM_SHEET),
    "pages": (definition.Page, form.PAGE),
    "fields": (definition.Field, form.FIELD),
    "process": (definition.ProcessFile, process.PROCESS_SHEET),
    "states": (definition.State, process.STATE),
    "transitions": (definition.Transition, process.TRANSITION),
    "items": (definition.ItemKind, tasks.ITEM),
    "charges": (definition.Charge, outside.CHARGE),
    "tariffs": (definition.Tariff, outside.TARIFF),
    "deadlines": (definition.DeadlineRule, dates.DEADLINE),
    "documents": (definition.Document, dates.LETTER),
    "messages": (definition.Message, dates.MESSAGE),
    "lookups": (definition.Lookup, outside.LOOKUP),
    "scenarios": (definition.Scenario, scenarios.SCENARIO),
    "steps": (definition.Step, scenarios.STEP),
    "migrations": (definition.Migration, migrations.MIGRATION),
}
WORDED = {
    "service": texts.ServiceTexts,
    "functions": texts.FunctionTexts,
    "pages": texts.PageTexts,
    "fields": texts.FieldTexts,
    "states": texts.StateTexts,
    "transitions": texts.TransitionTexts,
    "items": texts.ItemTexts,
    "charges": texts.ChargeTexts,
    "deadlines": texts.DeadlineTexts,
    "documents": texts.DocumentTexts,
    "messages": texts.MessageTexts,
}
# Keys that no sheet asks about, and why.
ELSEWHERE = {
    "service.schema": "always 1",
    "service.id": "made from the institution and the name; open cases are bound to it",
    "service.version": "the publication asks for it",
    "service.languages": "the texts’ page adds a language",
}
WHOLE = {
    "length",
    "answers",
    "table",
    "told",
    "exactly",
    "moment",
}  # kinds that ask about all of it


def keys_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """The keys one may write, those of records with a dot."""
    for name, info in model.model_fields.items():
        key = before + (info.alias or name)
        inner = [one for one in _models_in(info.annotation) if one is not definition.Length]
        if inner and not before and key in ABOUT:
            continue  # a section of its own
        if not inner:
            yield key
        for one in inner:
            yield from keys_of(one, f"{key}.")


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in get_args(annotation) for one in _models_in(part)]


def asked_in(sheet: Sheet) -> tuple[set[str], set[str]]:
    """Keys the sheet asks about, and those it asks about with all they hold."""
    parts = {f"{ask.key}.{part.key}" for ask in sheet.asks for part in ask.parts}
    return (
        {ask.key for ask in sheet.asks} | parts | {sheet.listed},
        {ask.key for ask in sheet.asks if ask.kind in WHOLE},
    )


@pytest.mark.parametrize("part", ABOUT)
def test_every_key_of_the_definition_has_its_sheet(part: str):
    model, sheet = ABOUT[part]
    keys, whole = asked_in(sheet)
    missing = [
        key
        for key in keys_of(model)
        if key not in keys
        and not any(key == one or key.startswith(f"{one}.") for one in whole)
        and not any(one.startswith(f"{key}.") for one in keys)
        and f"{part}.{key}" not in ELSEWHERE
        and key != "id"  # short names are made from words, and carry answers and cases
    ]
    assert missing == []
    assert not [
        key for key in ELSEWHERE if key.startswith(f"{part}.") and key[len(part) + 1 :] in keys
    ]


def test_every_section_of_a_package_is_known_here():
    files = {name: info.annotation for name, info in definition.Package.model_fields.items()}
    sections = {
        name
        for file in files.values()
        for model in _models_in(file)
        for name, info in model.model_fields.items()
        if any(_models_in(info.annotation))
    }
    assert (
        sections - set(ABOUT) - {"web_only", "delay", "duplicates", "retention", "on_submission"}
        == set()
    )


@pytest.mark.parametrize("part", WORDED)
def test_every_text_has_its_sheet(part: str):
    sheet = ABOUT[part][1]
    said = (
        {word.key for word in sheet.words}
        | {sheet.listed}
        | ({"fields"} if sheet.has_fields else set())
    )
    assert set(WORDED[part].model_fields) - said == set()
