"""What every description of an API says alike (OpenAPI 3.1)."""

from collections.abc import Mapping
from typing import Any, Final

from parvis.core.problems import MEDIA_TYPE

REFS: Final = "#/components/schemas/{model}"
_ERROR: Final = {
    "type": "object",
    "required": ["pointer", "detail"],
    "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. `errors`: what to correct, by JSON pointer into the request.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": _ERROR},
    },
}
RATE_LIMIT: Final = {
    "RateLimit": {
        "description": "What is left in this minute (draft-ietf-httpapi-ratelimit-headers).",
        "schema": {"type": "string"},
    }
}
AS_PROBLEM: Final = {
    "description": "Problem",
    "content": {MEDIA_TYPE: {"schema": {"$ref": REFS.format(model="Problem")}}},
}
"""The answer named "default" of every operation."""


def ref(name: str) -> dict[str, str]:
    return {"$ref": REFS.format(model=name)}


def page_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """A list in pages: `next` is given back as `after`; null at the end."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": dict(item)},
            "next": {"type": ["string", "null"]},
        },
    }


def document(
    title: str,
    paths: Mapping[str, Any],
    schemas: Mapping[str, Any],
    *,
    says: str = "",
    security: tuple[Mapping[str, Any], ...] = (),
) -> dict[str, Any]:
    """The whole description. `security`: how requests may come; empty: without a key."""
    info: dict[str, Any] = {
        "title": f"Parvis – {title}",
        "version": "1",
        "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    }
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": info | ({"description": says} if says else {}),
        "servers": [{"url": "/"}],
        "security": [dict(one) for one in security],
        "paths": dict(paths),
        "components": {"schemas": {"Problem": PROBLEM, **schemas}},
    }
    if security:
        made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return made
