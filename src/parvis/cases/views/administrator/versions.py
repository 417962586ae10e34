"""Carrying open cases to the version a service offers now: read, rehearsed, run, reported."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, administrator_page
from parvis.cases.actions import versions as actions
from parvis.cases.engine.refusals import Refused
from parvis.cases.forms.versions import TableForm
from parvis.cases.models import VersionLine, VersionRun
from parvis.cases.queries import versions as queries
from parvis.catalogue.definition import Migration
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core.typed import whole

METHODS = ["GET", "HEAD", "POST"]
Outcome = VersionLine.Outcome


@administrator_page
@never_cache
@require_http_methods(METHODS)
def service(request: AgentRequest, installation: int) -> HttpResponse:
    """How many open requests follow each former version, and what was done about it."""
    found = get_object_or_404(
        Installation.objects.select_related("version", "institution").defer("version__content"),
        pk=installation,
    )
    if request.method == "POST":
        return _prepared(request, found)
    context = {
        "installation": found,
        "behind": queries.behind(found),
        "runs": queries.runs_of(found),
    }
    return render(request, "cases/administrator/versions.html", context)


def _prepared(request: AgentRequest, installation: Installation) -> HttpResponse:
    former = ServiceVersion.objects.filter(
        service=installation.service_id, pk=whole(request.POST.get("version")) or 0
    ).first()
    if former is None:
        raise Http404
    try:
        run = actions.prepare(
            installation=installation,
            from_version=former,
            table=package_of(installation.version_id).migrations.table(former.number),
            actor=request.user.actor,
            account=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:versions", installation=installation.pk)
    return redirect("cases:version-run", run=run.pk)


@administrator_page
@never_cache
@require_http_methods(METHODS)
def run(request: AgentRequest, run: UUID) -> HttpResponse:
    """The table, its rehearsal, then the progress and the report: one address."""
    found = queries.run_named(run)
    if found is None:
        raise Http404
    form = _form(request, found) if found.confirmed_at is None else None
    if request.method == "POST":
        answer = _asked(request, found, form)
        if answer is not None:
            return answer
    return render(request, "cases/administrator/version_run.html", _context(found, form))


def _form(request: AgentRequest, found: VersionRun) -> TableForm:
    old, new = queries.packages_of(found)
    saves = request.method == "POST" and "enregistrer" in request.POST
    return TableForm(
        request.POST if saves else None,
        table=Migration.model_validate(found.table),
        old=old,
        new=new,
        many=queries.by_state(found),
        language=_language(),
    )


def _asked(request: AgentRequest, found: VersionRun, form: TableForm | None) -> HttpResponse | None:
    """What the button pressed asks; None: the form is shown again with what to correct."""
    try:
        if "oublier" in request.POST:
            actions.drop(run=found)
            return redirect("cases:versions", installation=found.installation_id)
        if "confirmer" in request.POST:
            actions.confirm(run=found)
        elif "repeter" in request.POST:
            actions.ask_rehearsal(run=found)
        elif form is not None and form.is_bound:
            if not form.is_valid():
                return None
            actions.settle(run=found, table=form.said())
            if not queries.gaps_of(VersionRun.objects.get(pk=found.pk)):
                messages.success(request, _("The table is complete: you can rehearse it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:version-run", run=found.pk)


def _context(found: VersionRun, form: TableForm | None) -> dict[str, Any]:
    places = queries.places_of(found, _language())
    many = sum(place.many for place in places)
    follows = (Outcome.MOVED,) if found.confirmed_at else (Outcome.ABLE,)
    waits = (Outcome.WAITING,) if not found.confirmed_at else (Outcome.ABLE, Outcome.UNABLE)
    busy = (found.confirmed_at and not found.ended_at) or (
        found.rehearsal_asked_at and not found.rehearsed_at
    )
    refused = queries.refused_of(found)
    return {
        "run": found,
        "form": form,
        "gaps": _in_words(found) if form is not None else [],
        "places": places,
        "many": many,
        "follows": queries.many_in(places, *follows),
        "stays": queries.many_in(places, Outcome.UNABLE, Outcome.STAYED),
        "treated": many - queries.many_in(places, *waits),
        "documents": sum(place.documents for place in places),
        "busy": bool(busy),
        "refused": refused,
        "unlisted": queries.many_in(places, Outcome.UNABLE, Outcome.STAYED) - len(refused),
    }


def _in_words(found: VersionRun) -> list[str]:
    """Each gap, with the name people know."""
    old, new = (package.words(_language()) for package in queries.packages_of(found))
    said = []
    for gap in queries.gaps_of(found):
        words = getattr(new if gap.part == "defaults" else old, _TEXTS[gap.part]).get(gap.name)
        named = getattr(words, "label", None) or getattr(words, "name", None) or gap.name
        said.append(_("%(name)s: %(why)s") % {"name": named, "why": gap.why})
    return said


_TEXTS = {
    "states": "states",
    "items": "items",
    "deadlines": "deadlines",
    "fields": "fields",
    "functions": "functions",
    "defaults": "fields",
}


def _language() -> str:
    return get_language() or "fr"
