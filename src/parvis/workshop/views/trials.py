"""Trying a package: its checks, its form as people will see it, its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.catalogue.actions import document_of
from parvis.catalogue.ports import Trial, form_preview
from parvis.core.typed import whole
from parvis.workshop import actions, queries
from parvis.workshop.difference import changes
from parvis.workshop.models import Save
from parvis.workshop.views.frame import Desk, desk_page

MOST_SAVES = 200
_PREVIEW = "workshop_preview"
_READ_BY_FORM = ("form.yml", "service.yml", "texts.")


@desk_page("GET", "HEAD")
def checks(desk: Desk) -> HttpResponse:
    """Every fault, with where to mend it."""
    rows = [
        {
            "message": one.fault.message,
            "remedy": one.fault.remedy,
            "href": desk.sheet_url(one.at.file, one.at.path)
            if one.at
            else _file_url(desk, one.fault.file),
            "where": one.fault.file + (f", {one.fault.line}" if one.fault.line else ""),
        }
        for one in desk.found
    ]
    return desk.render("checks", "checks", {"rows": rows})


def _file_url(desk: Desk, name: str) -> str:
    return desk.url("file", name=name) if name in desk.texts else desk.url("project")


# The form, as people will see it ---------------------------------------------------------------


@desk_page("GET", "HEAD")
def preview(desk: Desk) -> HttpResponse:
    """Where a trial begins."""
    package = desk.checked[0]
    pages = package.form.pages if package else []
    context = {
        "first": desk.url("preview-page", page=pages[0].id) if pages else "",
        "blocking": _blocking(desk),
        "begun": _key(desk) in desk.request.session,
    }
    return desk.render("preview", "preview", context)


@desk_page("POST")
def preview_again(desk: Desk) -> HttpResponse:
    desk.request.session.pop(_key(desk), None)
    package = desk.checked[0]
    if package is None:
        return redirect(desk.url("preview"))
    return redirect(desk.url("preview-page", page=package.form.pages[0].id))


@desk_page("GET", "HEAD", "POST")
def preview_page(desk: Desk, page: str) -> HttpResponse:
    return _tried(desk, page)


@desk_page("POST")
def preview_saving(desk: Desk, page: str) -> HttpResponse:
    return _tried(desk, page, saving=True)


@desk_page("GET", "HEAD", "POST")
def preview_check(desk: Desk) -> HttpResponse:
    """The check; sending it ends the trial."""
    if desk.request.method == "POST":
        desk.request.session.pop(_key(desk), None)
        messages.success(desk.request, _("The form was filled in to the end. Nothing was stored."))
        return redirect(desk.url("preview"))
    return _tried(desk, "")


def _tried(desk: Desk, page: str, *, saving: bool = False) -> HttpResponse:
    package = desk.checked[0]
    if package is None or _blocking(desk):
        return redirect(desk.url("preview"))
    if page and page not in {one.id for one in package.form.pages}:
        raise Http404
    trial = Trial(
        frame="workshop/trial.html",
        pages=desk.url("preview-page", page="PAGE").replace("PAGE", "{page}"),
        saving=desk.url("preview-saving", page="PAGE").replace("PAGE", "{page}"),
        check=desk.url("preview-check"),
        leave=desk.url("preview"),
    )
    kept = desk.request.session.get(_key(desk))
    response, answers = form_preview().show(
        desk.request, package, trial, page=page, answers=kept, saving=saving
    )
    if answers != kept and desk.request.method == "POST":
        desk.request.session[_key(desk)] = answers
    return response


def _key(desk: Desk) -> str:
    return f"{_PREVIEW}_{desk.project.pk}"


def _blocking(desk: Desk) -> list[Any]:
    """Faults of what the form reads: without them mended, it cannot be drawn."""
    return [one for one in desk.found if one.fault.file.startswith(_READ_BY_FORM)]


# What changed, and when -------------------------------------------------------------------------


@desk_page("GET", "HEAD")
def difference(desk: Desk) -> HttpResponse:
    """From the published version to what is written here, in words."""
    published = queries.published(desk.project.package_id)
    package = desk.checked[0]
    rows = None
    if published is not None and package is not None:
        rows = changes(published.document, document_of(package), desk.reading)
    context = {"published": published, "rows": rows, "readable": package is not None}
    return desk.render("difference", "difference", context)


@desk_page("GET", "HEAD", "POST")
def history(desk: Desk) -> HttpResponse:
    """Every save; any of them can be brought back."""
    if desk.request.method == "POST":
        number = whole(desk.request.POST.get("pas"))
        if number is None:
            raise Http404
        try:
            actions.restore(
                project=desk.project,
                account=desk.request.user,
                number=number,
                done=_("Back to save %(number)s") % {"number": number},
            )
        except Save.DoesNotExist as error:
            raise Http404 from error
        messages.success(desk.request, _("The files are again as they were then."))
        return redirect(desk.url("history"))
    context = {"saves": queries.history(desk.project)[:MOST_SAVES]}
    return desk.render("history", "history", context)
