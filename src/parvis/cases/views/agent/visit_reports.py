"""What comes back of visits filled in without the network: received once, settled by the agent."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import add_note, write_message
from parvis.cases.actions import visits as actions
from parvis.cases.actions.attachments import FileRefused
from parvis.cases.answers import Around, Checked, normalise, one_line, readable
from parvis.cases.answers import Refused as Unreadable
from parvis.cases.answers.merging import merge
from parvis.cases.engine.moves import results_in_words
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.forms.acting import MoveForm
from parvis.cases.forms.agent import ask_result
from parvis.cases.forms.visits import read_inputs
from parvis.cases.models import Case, VisitReport, WorkItem
from parvis.cases.queries import item_moves
from parvis.cases.queries.opening import open_case
from parvis.cases.views.agent.frame import acting_party, language, words_of
from parvis.cases.views.agent.pieces import file_url
from parvis.catalogue.definition import Field

METHODS = ["GET", "HEAD", "POST"]
MOST_PHOTOS = 20
Status = VisitReport.Status


@agent_page
@never_cache
@require_POST
def send(request: AgentRequest) -> HttpResponse:
    """One form filled in away: `cle` its key, then its questions. Sent twice, it counts once."""
    try:
        key = UUID(request.POST.get("cle", ""))
    except ValueError:
        return JsonResponse({"said": _("This form is unknown here.")}, status=400)
    report = _mine(request, key)
    if report is None:
        return JsonResponse({"said": _("This form is unknown here.")}, status=404)
    item = report.item
    try:
        received = actions.receive(
            report_id=report.pk,
            account=request.user,
            party=acting_party(request),
            result=request.POST.get("resultat", ""),
            inputs=read_inputs(_fields(item), request.POST),
            photos=_keys(request.POST.getlist("photo")[:MOST_PHOTOS]),
        )
    except NotFound:
        return JsonResponse({"said": _("This form is unknown here.")}, status=404)
    return JsonResponse(
        {
            "outcome": "settle" if received.is_to_settle else "done",
            "url": reverse("cases:visit-report", args=[received.pk]),
            "said": _("To settle: somebody acted meanwhile, or something is to be corrected.")
            if received.is_to_settle
            else _("Sent."),
        }
    )


def _keys(values: Iterable[str]) -> list[UUID]:
    """Those that are keys."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(UUID(value))
    return found


@agent_page
@never_cache
@require_POST
def send_photo(request: AgentRequest) -> HttpResponse:
    """One photograph taken away: `cle` of its form, `photo` its own key, `fichier`. Refused (422),
    it says why; sent twice, it is kept once."""
    keys = _keys([request.POST.get("cle", ""), request.POST.get("photo", "")])
    upload = request.FILES.get("fichier")
    if len(keys) != 2 or not isinstance(upload, UploadedFile):
        return JsonResponse({"said": _("This form is unknown here.")}, status=400)
    try:
        actions.keep_photo(report_id=keys[0], account=request.user, key=keys[1], upload=upload)
    except NotFound:
        return JsonResponse({"said": _("This form is unknown here.")}, status=404)
    except FileRefused as refused:
        return JsonResponse({"said": str(refused)}, status=422)
    return JsonResponse({"said": _("Sent.")})


def _mine(request: AgentRequest, key: UUID) -> VisitReport | None:
    found = VisitReport.objects.select_related("item__case__area")
    return found.filter(pk=key, account=request.user).first()


def _fields(item: WorkItem) -> list[Field]:
    return script_of(item.case.version_id).package.process.items[item.kind].fields


@agent_page
@never_cache
@require_http_methods(METHODS)
def report(request: AgentRequest, report: UUID) -> HttpResponse:
    """What could not be passed on by itself: corrected, or settled question by question."""
    found = get_object_or_404(
        VisitReport.objects.select_related("item"), pk=report, account=request.user
    )
    party = acting_party(request)
    case = _opened(party, found)
    if case is None or not found.is_to_settle:
        return _over(request, found, case)
    item = next((one for one in case.items.all() if one.pk == found.item_id), None)
    if item is None:
        raise Http404
    item.case = case
    if request.method == "POST" and "abandonner" in request.POST:
        actions.give_up(report=found)
        messages.info(request, _("What you had filled in was given up."))
        return HttpResponseRedirect(reverse("cases:visits"))
    if item_moves(item, party):
        return _again(request, found, case, item, party)
    if case.legal_state != Case.LegalState.CLOSED and not (item.cancelled or item.by_silence):
        return _side_by_side(request, found, case, item, party)
    return _too_late(request, found, case, item, party)


def _opened(party: Party, found: VisitReport) -> Case | None:
    """The case, its reading journalled; None when the agent sees it no longer."""
    reference = found.item.case.reference
    try:
        return open_case(party, reference, _("report of a visit"))
    except NotFound:
        return None


def _over(request: AgentRequest, found: VisitReport, case: Case | None) -> HttpResponse:
    """Settled already, or out of the agent's sight: said, and nothing of it shown."""
    if found.is_to_settle and request.method == "POST":
        actions.give_up(report=found)
        return HttpResponseRedirect(reverse("cases:visits"))
    context = {"report": found, "case": case, "is_hidden": case is None and found.is_to_settle}
    return render(request, "cases/agent/visits/over.html", context)


def _base(found: VisitReport, case: Case, item: WorkItem) -> dict[str, Any]:
    words = words_of(case)
    return {"case": case, "report": found, "task": words.items[item.kind], "service": words.service}


def _done(request: AgentRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Thank you. Your answer was passed on."))
    return HttpResponseRedirect(reverse("cases:agent-detail", args=[case.reference]))


# The task still waits ----------------------------------------------------------------------------


def _again(
    request: AgentRequest, found: VisitReport, case: Case, item: WorkItem, party: Party
) -> HttpResponse:
    """The form with what was typed: what is wrong is said, and what changed on the request."""
    results = item_moves(item, party)
    form = MoveForm(case, results[0], language())
    form.values = dict(found.inputs)
    form.checked = Checked(errors=dict(found.errors))
    chosen, wrong = found.result, []
    if request.method == "POST":
        form.read(request.POST)
        chosen = request.POST.get("resultat", "")
    if chosen not in {one.transition for one in results}:
        wrong = [_("Choose an answer.")]
    elif request.method == "POST":
        try:
            actions.send_again(report=found, party=party, result=chosen, inputs=form.inputs)
            return _done(request, case)
        except InvalidInputs as refused:
            form.checked = Checked(errors=refused.errors)
        except Refused as refused:
            messages.error(request, str(refused))
    context = _base(found, case, item) | form.context(lambda file: file_url(case, file))
    context["changed"] = _changed(found, case, party)
    ask_result(context["form"], results, chosen, wrong)
    return render(request, "cases/agent/visits/again.html", context)


def _changed(found: VisitReport, case: Case, party: Party) -> list[tuple[str, str]]:
    """The answers that changed since the form was taken along, as they are today."""
    package, words = script_of(case.version_id).package, words_of(case)
    told = []
    for field in package.form.all_fields():
        if field.id in found.changed:
            texts = words.fields[field.id]
            value = readable(field, case.answers.get(field.id), texts, language())
            told.append((texts.label, one_line(value) or _("no longer answered")))
    return told


# Somebody else answered --------------------------------------------------------------------------


def _side_by_side(
    request: AgentRequest, found: VisitReport, case: Case, item: WorkItem, party: Party
) -> HttpResponse:
    """Question by question: mine or theirs. The result they gave stands: the process went on."""
    fields = {field.id: field for field in _fields(item)}
    mine, theirs = _normalised(found.inputs, fields), item.inputs
    merged = merge(mine, theirs)
    kept = {name: request.POST.get(f"garder.{name}", "") for name in merged.disputed}
    missing = [name for name, choice in kept.items() if choice not in {"moi", "autre"}]
    errors: dict[str, list[str]] = {}
    if request.method == "POST" and not missing:
        chosen = frozenset(name for name, choice in kept.items() if choice == "moi")
        try:
            actions.settle_fields(report=found, party=party, mine=mine, kept_mine=chosen)
            return _done(request, case)
        except InvalidInputs as wrong:
            errors = wrong.errors
        except Refused as refused:
            messages.error(request, str(refused))
    results = {
        move.transition: move.label
        for move in results_in_words(script_of(case.version_id), item, language())
    }
    context = _base(found, case, item) | {
        "item": item,
        "theirs_result": results.get(item.result, ""),
        "mine_result": results.get(found.result, ""),
        "same_result": item.result == found.result,
        "agreed": _in_words(merged.values, fields, case, item),
        "disputed": [
            {
                "name": name,
                "label": words_of(case).items[item.kind].fields[name].label,
                "mine": _in_words(mine, fields, case, item).get(name, ("", ""))[1],
                "theirs": _in_words(theirs, fields, case, item).get(name, ("", ""))[1],
                "chosen": kept[name],
                "is_missing": request.method == "POST" and name in missing,
                "errors": errors.get(name, []),
            }
            for name in merged.disputed
        ],
        "errors": errors,
    }
    return render(request, "cases/agent/visits/settle.html", context)


def _normalised(inputs: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """As the engine would keep it, so that the same answer is the same on both sides."""
    kept: dict[str, Any] = {}
    for name, value in inputs.items():
        if name not in fields:
            continue
        try:
            kept[name] = normalise(fields[name], value, Around())
        except Unreadable:
            kept[name] = value
    return kept


def _in_words(
    answers: Mapping[str, Any], fields: Mapping[str, Field], case: Case, item: WorkItem
) -> dict[str, tuple[str, str]]:
    texts = words_of(case).items[item.kind].fields
    return {
        name: (texts[name].label, _one(fields[name], value, texts[name]))
        for name, value in answers.items()
        if name in fields
    }


def _one(field: Field, value: Any, texts: Any) -> str:
    """What cannot be read is shown as it was typed."""
    try:
        return one_line(readable(field, value, texts, language()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return (
            " ".join(str(part) for part in value.values())
            if isinstance(value, dict)
            else str(value)
        )


# The request is over -----------------------------------------------------------------------------


def _too_late(
    request: AgentRequest, found: VisitReport, case: Case, item: WorkItem, party: Party
) -> HttpResponse:
    """Cancelled, or closed: kept as a note where the agent may write one, or given up."""
    fields = {field.id: field for field in _fields(item)}
    said = _in_words(_normalised(found.inputs, fields), fields, case, item)
    audience = actions.audience_of(item, party)
    if request.method == "POST" and audience:
        lines = [label + _(": ") + value for label, value in said.values() if value]
        note = "\n".join([_("Report of a visit filled in without the network"), *lines])[:4000]
        if audience == "agents":
            add_note(case=case, party=party, text=note)
        else:
            write_message(case=case, party=party, text=note, audience=audience)
        actions.give_up(report=found)
        messages.success(request, _("Kept as a note on the request."))
        return HttpResponseRedirect(reverse("cases:agent-detail", args=[case.reference]))
    context = _base(found, case, item) | {"said": said.values(), "may_write": bool(audience)}
    return render(request, "cases/agent/visits/late.html", context)
