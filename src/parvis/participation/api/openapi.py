"""The API described for programs (OpenAPI 3.1), from the columns that files have too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core import openapi
from parvis.participation.api.access import PER_MINUTE
from parvis.participation.models import Consultation, Idea
from parvis.participation.opendata.datasets import Column, all_datasets

ROOT: Final = "/api/participation/v1"
Given = tuple[str, Mapping[str, Any], str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does. `query`: name, schema, meaning and example of what may be asked."""

    name: str
    path: str
    says: "str | Promise"
    tells: Mapping[str, Any]
    query: Sequence[Given] = ()

    @property
    def address(self) -> str:
        return ROOT + self.path


_AFTER: Given = ("after", {"type": "string"}, "What `next` said; empty: from the beginning.", "40")
_TEXT: Final = {"type": "string"}
_LINK: Final = {"type": "string", "format": "uri"}
OPERATIONS: Final = (
    Operation(
        "consultations", "/consultations",
        _("Every published consultation, the newest first."),
        openapi.page_of(openapi.ref("Consultation")),
        (
            ("topic", {"type": "string", "enum": Consultation.Topic.values}, "One topic.",
             "environment"),
            ("commune", _TEXT, "What is held in, around or within it (INSEE code).", "64335"),
            ("after", _TEXT, "What `next` said.", "2026-03-12T09:00:00+00:00_4"),
        ),
    ),
    Operation(
        "consultation", "/consultations/{consultation}",
        _("One consultation, its phases and its files of open data."),
        openapi.ref("Consultation"),
    ),
    Operation(
        "ideas", "/consultations/{consultation}/ideas",
        _("Its ideas in the order of their numbers, a hundred at a time."),
        openapi.page_of(openapi.ref("Idee")),
        (
            ("theme", _TEXT, "One topic of the consultation.", "Trier"),
            ("commune", _TEXT, "Ideas for this commune (INSEE code).", "64335"),
            ("stage", {"type": "string", "enum": Idea.Stage.values}, "What became of them.",
             "retained"),
            _AFTER,
        ),
    ),
    Operation(
        "idea", "/consultations/{consultation}/ideas/{idea}",
        _("One idea, with the arguments and the answers it got."), openapi.ref("OneIdea"),
    ),
    Operation(
        "data", "/consultations/{consultation}/data/{dataset}",
        _("The rows of any file of open data: votes, opinions, panels…"),
        openapi.page_of({"type": "object"}),
        (_AFTER,),
    ),
)  # fmt: skip
EXAMPLES: Final = {"consultation": "moins-de-dechets", "idea": 12, "dataset": "projets-votes"}


def document() -> dict[str, Any]:
    """The whole of it, in English: it is for programs, and depends on nobody who asks."""
    with translation.override("en"):
        paths = {one.address: {"get": _operation(one)} for one in OPERATIONS}
        return openapi.document("participation", paths, _schemas(), says=_said())


def _said() -> str:
    return (
        "Consultations, ideas and results, as everybody sees them. No key; "
        f"{PER_MINUTE} requests a minute from one address. Licence Ouverte 2.0 (etalab-2.0)."
    )


def _schemas() -> dict[str, Any]:
    found = {one.name: _object(one.columns) for one in all_datasets()}
    phases = {"type": "array", "items": openapi.ref("Etape")}
    files = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name", "title", "csv", "json"],
            "properties": {"name": _TEXT, "title": _TEXT, "csv": _LINK, "json": _LINK},
        },
    }
    said = {"type": "array", "items": openapi.ref("Argument")}
    return {
        "Consultation": _with(found["consultation"], {"phases": phases, "data": files}),
        "Etape": found["etapes"],
        "Idee": found["idees"],
        "Argument": found["arguments"],
        "OneIdea": _with(found["idees"], {"said": said}),
    }


def _with(shape: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    return {**shape, "properties": {**shape["properties"], **more}}


def _object(columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [one.name for one in columns],
        "properties": {one.name: _property(one) for one in columns},
    }


def _property(column: Column) -> dict[str, Any]:
    means = {"description": str(column.means)}
    if column.kind == "list":
        item = {"type": "string"} | ({"enum": list(column.one_of)} if column.one_of else {})
        return {"type": "array", "items": item} | means
    if column.one_of:
        return {"enum": [*column.one_of, None]} | means
    if column.kind in {"date", "datetime"}:
        kind = {"date": "date", "datetime": "date-time"}[column.kind]
        return {"type": ["string", "null"], "format": kind} | means
    return {"type": [column.kind, "null"]} | means


def _operation(one: Operation) -> dict[str, Any]:
    names = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    places = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if name == "idea" else "string"},
            "example": EXAMPLES[name],
        }
        for name in names
    ]
    asked = [
        {"name": name, "in": "query", "schema": dict(schema), "description": says, "example": value}
        for name, schema, says, value in one.query
    ]
    answer = {
        "description": "OK",
        "headers": openapi.RATE_LIMIT,
        "content": {"application/json": {"schema": dict(one.tells)}},
    }
    return {
        "operationId": one.name,
        "summary": str(one.says),
        "parameters": places + asked,
        "responses": {"200": answer, "default": openapi.AS_PROBLEM},
    }
