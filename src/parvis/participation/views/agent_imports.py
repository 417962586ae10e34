"""Organisers bring in what another platform holds: file, preview, confirmation, report."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.directory.queries import actor_of
from parvis.participation import queries
from parvis.participation.actions import imports
from parvis.participation.forms.imports import ConfirmForm, ImportForm
from parvis.participation.importing.rows import ExportRefused
from parvis.participation.models import Import
from parvis.participation.report_imports import report
from parvis.participation.views.agent import my_units
from parvis.participation.views.public import METHODS

State = Import.State


def _mine(request: AgentRequest) -> QuerySet[Import]:
    units = [unit.pk for unit in my_units(request)]
    theirs = Q(lead__in=units) | Q(
        consultation__in=queries.organised_by(units).order_by().values("pk")
    )
    return Import.objects.filter(theirs).select_related("consultation", "lead")


@agent_page
@never_cache
@require_http_methods(METHODS)
def given(request: AgentRequest) -> HttpResponse:
    """Give a file; those given before."""
    units = my_units(request)
    into = list(queries.organised_by([unit.pk for unit in units]).select_related("lead")[:100])
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        into=into,
        initial={"lead": str(units[0].pk), "into": request.GET.get("dans", "")},
    )
    if form.is_valid():
        made = _received(request, form)
        if made is not None:
            return redirect("participation:agent-import", key=made.pk)
    context = {"form": form, "imports": _mine(request).order_by("-pk")[:20]}
    return render(request, "participation/agent/imports.html", context)


def _received(request: AgentRequest, form: ImportForm) -> Import | None:
    told = form.cleaned_data
    upload: UploadedFile[Any] = told["upload"]
    into = form.targets.get(told["into"])
    lead = into.lead if into else told["lead"]
    try:
        return imports.receive(
            actor=actor_of(request.user, told["lead"]),
            source=told["source"],
            name=str(upload.name),
            size=int(upload.size or 0),
            content=upload.read,
            lead=lead,
            consultation=into,
            title=told["title"],
        )
    except ExportRefused as refused:
        form.add_error("upload", str(refused))
        return None


@agent_page
@never_cache
@require_http_methods(METHODS)
def one(request: AgentRequest, key: int) -> HttpResponse:
    """What was read, and what will be made of it; then how far it is; then what came of it."""
    held = get_object_or_404(_mine(request), pk=key)
    form = None
    if held.state == State.READ:
        form = ConfirmForm(request.POST or None, preview=held.preview)
    if request.method == "POST":
        try:
            if _moved(request, held, form):
                return redirect("participation:agent-import", key=key)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("participation:agent-import", key=key)
    context = {
        "held": held,
        "form": form,
        "known": imports.known_here(held),
        "chosen": held.choices.get("space") or _largest(held.preview.get("spaces", {})),
        "report": report(held.result),
    }
    return render(request, "participation/agent/import.html", context)


def _moved(request: AgentRequest, held: Import, form: ConfirmForm | None) -> bool:
    """Whether what was posted was done. Raises NotWaiting."""
    if "space" in request.POST:
        imports.choose_space(key=held.pk, space=request.POST["space"])
        return True
    if form is None:
        raise imports.NotWaiting
    if not form.is_valid():
        return False
    area = held.lead.institution.area
    imports.confirm(
        actor=actor_of(request.user, held.lead),
        key=held.pk,
        choices=form.choices(str(held.choices.get("space", ""))),
        areas=[area] if area else [],
    )
    messages.success(request, _("Confirmed: it is being brought in."))
    return True


def _largest(spaces: dict[str, int]) -> str:
    return max(spaces, key=lambda name: spaces[name]) if spaces else ""
