"""The API described for programs (OpenAPI 3.1), from the shapes that check and tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from parvis.core import openapi
from parvis.eligibility.access import MOST_BYTES
from parvis.eligibility.api import asked, told
from parvis.eligibility.api.given import UNKNOWN_SCHEMA
from parvis.eligibility.rules import PER_MINUTE

ROOT = "/api/eligibility/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does. `says` is for people and in their language; `query`: name, schema and
    meaning of what the address may carry."""

    method: str
    name: str
    says: "str | Promise"
    tells: type[told.Told]
    takes: type[BaseModel] | None = None
    query: tuple[tuple[str, dict[str, Any], str], ...] = ()

    @property
    def path(self) -> str:
        return f"{ROOT}/{self.name}"


OPERATIONS = (
    Operation(
        "get", "facts",
        _("Every fact that rights depend on: type, unit, question, who holds it."),
        told.Facts,
    ),
    Operation(
        "get", "benefits",
        _("Benefits of the nation and of the places, with their area, law and dated versions."),
        told.Benefits,
        query=(
            ("on", {"type": "string", "format": "date"}, "The day asked for; today."),
            ("commune", {"type": "string"}, "Only the places of this commune (INSEE code)."),
        ),
    ),
    Operation(
        "post", "assess",
        _("What a household may claim: yes, no, or cannot tell yet, each with why."),
        told.Assessed, asked.Assess,
    ),
    Operation(
        "post", "next-question",
        _("The question that can still change the most for what it costs to answer."),
        told.Next, asked.AskNext,
    ),
    Operation(
        "post", "explain",
        _("Why one benefit comes to what it does, step by step, with the law."),
        told.Explained, asked.Explain,
    ),
)  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The whole of it; nothing in it depends on who asks."""
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return openapi.document(
        "rights",
        paths,
        {"Unknown": UNKNOWN_SCHEMA, **_schemas()},
        says=_said(),
        security=({}, {"key": []}),
    )


def _said() -> str:
    return (
        "What a household may claim of national law and of local rules. Nothing that is sent is "
        "kept. Amounts are in euro cents. Texts are in the language of Accept-Language: fr or en. "
        f"{PER_MINUTE['address']} requests a minute from one address without a key, "
        f"{PER_MINUTE['key']} with one. {MOST_BYTES // 1024} KB at most."
    )


def _schemas() -> dict[str, Any]:
    shapes: Iterator[tuple[type[BaseModel], Any]] = (
        (shape, mode)
        for one in OPERATIONS
        for shape, mode in ((one.takes, "validation"), (one.tells, "serialization"))
        if shape is not None
    )
    _map, made = models_json_schema(list(shapes), ref_template=openapi.REFS)
    found: dict[str, Any] = made["$defs"]
    return found


def _operation(one: Operation) -> dict[str, Any]:
    told_: dict[str, Any] = {
        "operationId": one.name.replace("-", "_"),
        "summary": _english(one),
        "parameters": [
            {"name": name, "in": "query", "schema": schema, "description": means}
            for name, schema, means in one.query
        ],
        "responses": {
            "200": _response(one.tells.__name__),
            "default": openapi.AS_PROBLEM,
        },
    }
    if one.takes is not None:
        schema = openapi.ref(one.takes.__name__)
        told_["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return told_


def _english(one: Operation) -> str:
    with translation.override("en"):
        return str(one.says)


def _response(name: str) -> dict[str, Any]:
    return {
        "description": "OK",
        "headers": openapi.RATE_LIMIT,
        "content": {"application/json": {"schema": openapi.ref(name)}},
    }
