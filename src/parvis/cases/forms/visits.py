"""The form of a visit as it is taken along: the questions, nothing of what others answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from parvis.cases.answers import Checked, Names
from parvis.cases.engine.moves import Move
from parvis.cases.forms import posted
from parvis.cases.forms.acting import NoCondition
from parvis.cases.forms.agent import ask_result
from parvis.cases.forms.page import SHOWN, Drawing, PageBuilder
from parvis.cases.models import WorkItem
from parvis.catalogue.definition import Field


def offline_form(item: WorkItem, results: Sequence[Move], language: str) -> dict[str, Any]:
    """What `visits/form.html` draws. No query. Files are given on the page of the task, with the
    network."""
    builder = PageBuilder(Drawing(values={}, checked=Checked(), names=Names({}, [])))
    blocks = builder.build(without_files(results[0].fields), results[0].field_texts, NoCondition())
    ask_result(builder.form, results, "", [])
    return {
        "form": builder.form,
        "blocks": blocks,
        "shown_name": SHOWN,
        "shown": ",".join(builder.paths),
        "item": item,
    }


def without_files(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.type != "files"]


def read_inputs(fields: Sequence[Field], data: QueryDict) -> Mapping[str, Any]:
    """What was typed, by field, as `MoveForm` reads it."""
    return posted.read(without_files(fields), data)
