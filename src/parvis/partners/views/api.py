"""The API of partners' programs: version 1."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from parvis.cases import actions as cases
from parvis.cases.actions.attachments import FileRefused
from parvis.cases.models import Case, WorkItem
from parvis.cases.queries.opening import to_act_on
from parvis.core.typed import whole
from parvis.partners import queries
from parvis.partners.access import PartnerRequest, partner_api
from parvis.partners.actions import filing
from parvis.partners.actions.once import Reused, once
from parvis.partners.models import Scope
from parvis.partners.problems import Problem
from parvis.partners.views.shapes import Conclusion, Filing, Shape, Transition

S = TypeVar("S", bound=Shape)
LONGEST_KEY = 200


def _only(request: PartnerRequest, method: str) -> None:
    if request.method != method and not (method == "GET" and request.method == "HEAD"):
        raise Problem("method", 405)


def _answer(body: object, status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _page(listed: queries.Listed) -> JsonResponse:
    return _answer({"items": listed.items, "next": listed.next or None})


# Reading -----------------------------------------------------------------------------------------


@partner_api(Scope.READ)
def work_items(request: PartnerRequest) -> HttpResponse:
    _only(request, "GET")
    return _page(queries.work_items(request.party, request.GET.get("after", "")))


@partner_api(Scope.READ)
def case(request: PartnerRequest, reference: str) -> HttpResponse:
    _only(request, "GET")
    return _answer(queries.case_read(request.party, reference))


@partner_api(Scope.READ)
def attachment(request: PartnerRequest, reference: str, attachment: str) -> HttpResponse:
    _only(request, "GET")
    given = queries.attachment(request.party, reference, _uuid(attachment))
    if given is None or not default_storage.exists(given.storage_name):
        raise Http404
    response = FileResponse(
        default_storage.open(given.storage_name),
        as_attachment=True,
        filename=given.name,
        content_type=given.mime,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@partner_api(Scope.READ)
def events(request: PartnerRequest) -> HttpResponse:
    _only(request, "GET")
    after = whole(request.GET.get("after", "0").removeprefix("evt_"), digits=18)
    if after is None:
        raise Problem("malformed", 400)
    return _page(queries.events(request.party, after))


@partner_api(Scope.FILE)
def services(request: PartnerRequest) -> HttpResponse:
    _only(request, "GET")
    return _answer({"items": queries.services(), "next": None})


# Acting ------------------------------------------------------------------------------------------


@partner_api(Scope.ACT)
def conclude(request: PartnerRequest, item: str) -> HttpResponse:
    _only(request, "POST")
    key = int(item)
    given = _read(request, Conclusion)
    found = queries.case_of_item(request.party, key)
    if found is None:
        raise Http404

    def act() -> Case:
        return cases.finish_item(
            item=WorkItem(pk=key, case=found),
            party=request.party,
            result=given.result,
            inputs=given.inputs,
        )

    return _once(request, act)


@partner_api(Scope.ACT)
def transition(request: PartnerRequest, reference: str, transition: str) -> HttpResponse:
    _only(request, "POST")
    given = _read(request, Transition)
    found = to_act_on(request.party, reference)

    def act() -> Case:
        return cases.perform(
            case=found,
            transition=transition,
            party=request.party,
            inputs=given.inputs,
            expected_revision=given.revision,
        )

    return _once(request, act)


def cases_listed_or_filed(request: Any) -> HttpResponse:
    """GET lists (scope read); POST files a request (scope file)."""
    return (_filed if request.method == "POST" else _listed)(request)


@partner_api(Scope.READ)
def _listed(request: PartnerRequest) -> HttpResponse:
    _only(request, "GET")
    return _page(queries.cases_listed(request.party, request.GET.get("after", "")))


@partner_api(Scope.FILE)
def _filed(request: PartnerRequest) -> HttpResponse:
    given = _read(request, Filing)
    service = queries.service(given.service)
    if service is None:
        raise Problem("invalid", 422, errors={"/service": [_("Nothing here has this name.")]})
    found = service
    files = {path: request.FILES.getlist(path) for path in request.FILES}

    def act() -> Case:
        try:
            return filing.file_case(
                party=request.party,
                unit=request.key.unit,
                service=found,
                person=given.person.model_dump(),
                answers=given.answers,
                files=files,
            )
        except cases.InvalidInputs as refused:
            raise Problem(
                "invalid",
                422,
                errors={
                    "/" + path.replace(".", "/"): said for path, said in refused.errors.items()
                },
            ) from None
        except FileRefused as refused_file:
            raise Problem("invalid", 422, str(refused_file)) from None

    return _once(request, act, status=201)


cases_listed_or_filed.audience = "partner"  # type: ignore[attr-defined]
cases_listed_or_filed.csrf_exempt = True  # type: ignore[attr-defined]


def _text(request: PartnerRequest) -> str | bytes:
    """The JSON: the whole body, or the part named `request` when files come along."""
    if request.content_type == "multipart/form-data":
        return str(request.POST.get("request", ""))
    return request.body


def _read(request: PartnerRequest, shape: type[S]) -> S:
    if request.content_type not in {"application/json", "multipart/form-data"}:
        raise Problem("malformed", 415)
    text = _text(request)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise Problem("malformed", 400) from None
    return shape.model_validate_json(text)


def _fingerprint(request: PartnerRequest) -> str:
    """What was asked, bytes and files: the same key with anything else is a mistake."""
    text = _text(request)
    made = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    made.update(text.encode() if isinstance(text, str) else text)
    for path in sorted(request.FILES):
        for upload in request.FILES.getlist(path):
            made.update(f"\n{path} {upload.name} ".encode())
            for chunk in upload.chunks():
                made.update(chunk)
    return made.hexdigest()


def _once(request: PartnerRequest, act: Callable[[], Case], status: int = 200) -> HttpResponse:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Problem("idempotency-key", 400)

    def done() -> tuple[int, dict[str, Any]]:
        case = act()
        return status, {
            "case": case.reference,
            "state": case.state,
            "legal_state": case.legal_state,
            "revision": case.revision,
        }

    try:
        answer, again = once(
            key=request.key,
            idempotency_key=key,
            request_hash=_fingerprint(request),
            act=done,
        )
    except Reused:
        raise Problem("idempotency-reused", 422) from None
    response = _answer(answer.body, answer.status)
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return response
