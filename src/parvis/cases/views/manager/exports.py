"""Exports of a unit's cases: what, in which format, for what; streamed."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import steering as actions
from parvis.cases.exports import FORMATS, Asked, Column, columns_of
from parvis.cases.forms.steering import ExportForm
from parvis.cases.models import ExportTemplate
from parvis.cases.queries import steering
from parvis.cases.views.manager.figures import managed_unit, managed_units
from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.directory.queries import actor_of


@agent_page
@never_cache
@require_safe
def exports(request: AgentRequest) -> HttpResponse:
    """The services a manager may export, and the exports kept."""
    unit = managed_unit(request, whole(request.GET.get("unite")))
    context = {
        "unit": unit,
        "units": managed_units(request),
        "services": steering.services_led(unit.pk),
        "templates": list(steering.templates_of(unit.pk)),
    }
    return render(request, "cases/manager/exports.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: AgentRequest, unit: int, installation: int) -> HttpResponse:
    """Choose, then receive the file. `modele`: an export kept before."""
    managed = managed_unit(request, unit)
    service = _service(managed, installation)
    columns = columns_of(steering.versions_of(service))
    if request.method != "POST":
        kept = _template(managed, whole(request.GET.get("modele")))
        return _page(
            request, managed, service, ExportForm(columns=columns, initial=_first(columns, kept))
        )
    form = ExportForm(request.POST, columns=columns)
    if not form.is_valid():
        return _page(request, managed, service, form)
    chosen = form.cleaned_data
    actor = actor_of(request.user, managed)
    if chosen["keep_as"]:
        actions.keep_export(
            unit=managed,
            installation=service,
            name=chosen["keep_as"],
            columns=chosen["columns"],
            file_format=chosen["file_format"],
            actor=actor,
        )
    pieces = actions.export(
        asked=Asked(managed, service, chosen["which"], chosen["since"], chosen["until"]),
        columns=[column for column in columns if column.key in set(chosen["columns"])],
        file_format=chosen["file_format"],
        actor=actor,
        reason=chosen["reason"],
    )
    return _file(pieces, service, chosen["file_format"], clock.today())


@agent_page
@require_POST
def drop(request: AgentRequest, template: int) -> HttpResponse:
    """Forget an export kept."""
    for unit in managed_units(request):
        kept = _template(unit, template)
        if kept is not None:
            actions.drop_export(template=kept)
            messages.success(request, _("The export “%s” is no longer kept.") % kept.name)
            return redirect(f"{reverse('cases:exports')}?unite={unit.pk}")
    raise Http404


def _page(
    request: AgentRequest, unit: Unit, service: Installation, form: ExportForm
) -> HttpResponse:
    context = {"unit": unit, "service": service, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "cases/manager/export.html", context, status=status)


def _first(columns: list[Column], kept: ExportTemplate | None) -> dict[str, object]:
    """What the page begins with: what was kept, else what tells nobody's answers."""
    if kept is not None:
        return {"columns": kept.columns, "file_format": kept.file_format, "keep_as": kept.name}
    return {
        "columns": [
            column.key
            for column in columns
            if column.key != "applicant" and not column.key.startswith("answers.")
        ]
    }


def _file(
    pieces: Iterator[bytes], service: Installation, file_format: str, day: date
) -> HttpResponse:
    form = FORMATS[file_format]
    name = f"{slugify(service.name)}-{day:%Y-%m-%d}.{form.suffix}"
    response = StreamingHttpResponse(_in_language(pieces, get_language()), content_type=form.mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    # Views are typed as answering HttpResponse, which a streamed answer is in all but name.
    return cast(HttpResponse, response)


def _in_language(pieces: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """The server draws the pieces once the page's language has been forgotten."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _service(unit: Unit, key: int) -> Installation:
    for service in steering.services_led(unit.pk):
        if service.pk == key:
            return service
    raise Http404


def _template(unit: Unit, key: int | None) -> ExportTemplate | None:
    return steering.templates_of(unit.pk).filter(pk=key).first() if key else None
