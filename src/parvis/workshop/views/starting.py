"""The list of projects, and the ways to begin one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.directory.queries import memberships_at
from parvis.workshop import actions, archive, blank, queries
from parvis.workshop.forms.starting import BlankForm, ImportForm, LibraryForm
from parvis.workshop.views.frame import institutions
from parvis.workshop.written import Document, Unreadable

METHODS = ["GET", "HEAD", "POST"]
MOST = 100


@agent_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    institutions(request)
    projects = queries.projects_of(request.user, memberships_at(request))
    away = "rangees" in request.GET
    context = {
        "projects": projects.filter(set_aside_at__isnull=not away)[:MOST],
        "away": away,
    }
    return render(request, "workshop/home.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_blank(request: AgentRequest) -> HttpResponse:
    """Five questions make a sound package."""
    posted = request.POST if request.method == "POST" else None
    form = BlankForm(posted, institutions=institutions(request))
    if form.is_valid():
        said = form.cleaned_data
        files = blank.package(
            institution=said["institution"],
            name=said["name"],
            summary=said["summary"],
            unit=said["unit"],
            days=said["days"],
            law=said["law"],
        )
        project = actions.start(
            account=request.user,
            institution=said["institution"],
            files=files,
            based_on="",
            done=_("Begun from five questions"),
        )
        messages.success(
            request, _("The service is begun: a form, a process and texts to complete.")
        )
        return redirect("workshop:project", project.pk)
    context = {"form": form, "title": _("New service"), "send": _("Begin")}
    return render(request, "workshop/start.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_from_library(request: AgentRequest) -> HttpResponse:
    """A package of the library, adapted or gone on with."""
    packages = [(key, f"{_name(key)} ({key})") for key in queries.shipped()]
    posted = request.POST if request.method == "POST" else None
    form = LibraryForm(posted, institutions=institutions(request), packages=packages)
    if form.is_valid():
        said = form.cleaned_data
        files = queries.shipped_files(said["package"])
        if said["how"] == "adapt":
            files = blank.adapted(files, said["institution"])
        project = actions.start(
            account=request.user,
            institution=said["institution"],
            files=files,
            based_on=said["package"],
            done=_("Begun from “%(package)s”") % {"package": said["package"]},
        )
        return redirect("workshop:project", project.pk)
    context = {"form": form, "title": _("Start from the library"), "send": _("Begin")}
    return render(request, "workshop/start.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_from_archive(request: AgentRequest) -> HttpResponse:
    """A zip exported here or elsewhere."""
    institutions_ = institutions(request)
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        institutions=institutions_,
    )
    if form.is_valid():
        upload = form.cleaned_data["archive"]
        try:
            files = archive.files_in(upload.read(archive.MOST_BYTES + 1))
        except archive.ImportRefused as refused:
            form.add_error("archive", str(refused))
        else:
            project = actions.start(
                account=request.user,
                institution=form.cleaned_data["institution"],
                files=files,
                based_on=str(upload.name),
                done=_("Imported from “%(file)s”") % {"file": upload.name},
            )
            return redirect("workshop:project", project.pk)
    context = {"form": form, "title": _("Import a package"), "send": _("Import")}
    return render(request, "workshop/start.html", context)


def _name(package_id: str) -> str:
    try:
        texts = Document(queries.shipped_files(package_id).get("texts.fr.yml", ""))
    except (LookupError, Unreadable):
        return package_id
    return str(texts.get(("service", "name"), package_id))
