"""The API described: for programs (OpenAPI 3.1) and for people."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parvis.core import openapi
from parvis.core.audience import public_page
from parvis.partners.models import Scope
from parvis.partners.rules import PER_MINUTE, TYPES
from parvis.partners.views.shapes import Conclusion, Done, Filing, Shape, Transition


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does. `says` is for people and in their language."""

    method: str
    path: str
    scope: Scope
    says: "str | Promise"
    takes: type[Shape] | None = None
    is_list: bool = False


OPERATIONS = (
    Operation(
        "get", "/api/v1/work-items", Scope.READ,
        _("What the unit can act on, the most pressing first."), is_list=True,
    ),
    Operation(
        "post", "/api/v1/work-items/{item}", Scope.ACT, _("Conclude a work item."), Conclusion
    ),
    Operation(
        "get", "/api/v1/cases", Scope.READ,
        _("Every request the unit may open, oldest first."), is_list=True,
    ),
    Operation(
        "post", "/api/v1/cases", Scope.FILE,
        _("File a request for a person. With files: multipart, this JSON in the part “request”."),
        Filing,
    ),
    Operation(
        "get", "/api/v1/cases/{reference}", Scope.READ,
        _("One request, as far as it is shared. The person sees that it was read."),
    ),
    Operation(
        "post", "/api/v1/cases/{reference}/transitions/{transition}", Scope.ACT,
        _("Make one of the transitions offered."), Transition,
    ),
    Operation(
        "get", "/api/v1/cases/{reference}/attachments/{attachment}", Scope.READ,
        _("A file of the request."),
    ),
    Operation(
        "get", "/api/v1/services", Scope.FILE,
        _("Services for which requests can be filed, and their questions."), is_list=True,
    ),
    Operation(
        "get", "/api/v1/events", Scope.READ,
        _("What happened since an event, in order: what webhooks send."), is_list=True,
    ),
)  # fmt: skip


@public_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "operations": [(one.method.upper(), one.path, one.scope, one.says) for one in OPERATIONS],
        "types": list(TYPES.values()),
        "per_minute": PER_MINUTE,
    }
    return render(request, "partners/api.html", context)


@public_page
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_document())


@cache
def _document() -> dict[str, Any]:
    shapes = (Filing, Conclusion, Transition, Done)
    schemas: dict[str, Any] = {}
    for shape in shapes:
        made = shape.model_json_schema(ref_template=openapi.REFS)
        schemas |= made.pop("$defs", {}) | {shape.__name__: made}
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return openapi.document("partners", paths, schemas, security=({"key": []},))


def _operation(one: Operation) -> dict[str, Any]:
    names = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]
    if one.is_list and not one.path.endswith("services"):
        parameters.append({"name": "after", "in": "query", "schema": {"type": "string"}})
    told: dict[str, Any] = {
        "operationId": "_".join([one.method, *one.path.replace("-", "_").split("/")[3:]])
        .replace("{", "")
        .replace("}", ""),
        "description": f"Scope: {one.scope}.",
        "parameters": parameters,
        "responses": {
            "201" if one.takes is Filing else "200": _response(one),
            "default": openapi.AS_PROBLEM,
        },
    }
    if one.takes is not None:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "maxLength": 200},
            }
        )
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": openapi.ref(one.takes.__name__)}},
        }
    return told


def _response(one: Operation) -> dict[str, Any]:
    if one.path.endswith("{attachment}"):
        return {"description": "File", "content": {"application/octet-stream": {}}}
    schema: dict[str, Any] = {"type": "object"}
    if one.takes is not None:
        schema = openapi.ref("Done")
    elif one.is_list:
        schema = openapi.page_of({"type": "object"})
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}
