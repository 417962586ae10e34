"""What every page of a project shares: who may open it, its files, its faults, its tabs."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.catalogue.checker import check_files
from parvis.catalogue.definition import Package
from parvis.catalogue.loader import Fault
from parvis.core.audience import mark
from parvis.core.typed import whole
from parvis.directory.models import Institution
from parvis.directory.queries import memberships_at
from parvis.workshop import queries, rules
from parvis.workshop.models import Project
from parvis.workshop.places import Found, placed
from parvis.workshop.reading import Reading
from parvis.workshop.sheets import At, Placing
from parvis.workshop.written import Path


def writes_something(request: HttpRequest) -> bool:
    """Administrators and managers: for the menu."""
    account = request.user
    return isinstance(account, Account) and (
        account.is_administrator or bool(_institutions(request, account))
    )


def _institutions(request: HttpRequest, account: Account) -> list[int]:
    return [
        one.unit.institution_id
        for one in memberships_at(request)
        if rules.may_write(account, [one], one.unit.institution)
    ]


def institutions(request: AgentRequest) -> list[Institution]:
    """For whom one may write. Raises Http404 when there is none."""
    found = list(queries.institutions_of(request.user, memberships_at(request)))
    if not found:
        raise Http404
    return found


class Desk:
    """A project open before somebody, as it is now."""

    def __init__(self, request: AgentRequest, project: Project) -> None:
        self.request, self.project = request, project
        self.base = project.head
        self.texts = queries.texts_at(project, project.head)
        self.reading = Reading(queries.documents(self.texts))

    def read_former(self) -> None:
        """Let sheets know the names of the published version."""
        published = queries.published(self.project.package_id)
        self.reading.former = published.document if published is not None else {}

    @property
    def may_publish(self) -> bool:
        return rules.may_publish(self.request.user)

    @cached_property
    def checked(self) -> tuple[Package | None, list[Fault]]:
        return check_files(self.texts)

    @cached_property
    def found(self) -> list[Found]:
        """What the checks say, each at its place."""
        return placed(self.reading, self.checked[1])

    def faults_under(self, file: str, path: Path) -> int:
        """How many concern this thing or what lies in it."""
        return sum(
            one.at is not None and one.at.file == file and one.at.path[: len(path)] == path
            for one in self.found
        )

    def url(self, address: str, **more: Any) -> str:
        return reverse(f"workshop:{address}", kwargs={"project": self.project.pk, **more})

    def sheet_url(self, file: str, path: Path) -> str:
        return self.url("sheet", file=file.removesuffix(".yml"), ref=ref_of(path))

    def at(self, file: str, path: Path) -> At:
        """The sheet of that thing. Raises Http404."""
        found = Placing(self.reading).at(file, path)
        if found is None:
            raise Http404
        return found

    def render(self, template: str, here: str, context: dict[str, Any]) -> HttpResponse:
        faults = len(self.checked[1])
        tabs = [
            ("project", _("Contents")),
            ("process", _("Process")),
            ("texts", _("Texts")),
            ("preview", _("Preview")),
            ("scenarios", _("Scenarios")),
            ("checks", _("Checks")),
            ("difference", _("Differences")),
            ("history", _("History")),
            ("publish", _("Publication")),
        ]
        shown = [
            {
                "label": label,
                "href": self.url(name),
                "current": name == here,
                "count": faults if name == "checks" and faults else None,
            }
            for name, label in tabs
        ]
        shared = {
            "desk": self,
            "project": self.project,
            "base": self.base,
            "faults": faults,
            "tabs": shown,
        }
        return render(self.request, f"workshop/{template}.html", shared | context)


def ref_of(path: Path) -> str:
    """A path in an address: its names with dots; "tout" for the whole of a file."""
    return ".".join(map(str, path)) or "tout"


def path_of(ref: str) -> Path:
    """Numbers stay places (texts of law have no name)."""
    if ref == "tout":
        return ()
    numbers = ((whole(one, digits=3), one) for one in ref.split("."))
    return tuple(one if number is None else number for number, one in numbers)


def desk_page(
    *methods: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of one project, for these methods; "not yours" is "not found"."""

    def marked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def page(request: AgentRequest, /, **more: Any) -> HttpResponse:
            mine = queries.projects_of(request.user, memberships_at(request))
            found = get_object_or_404(mine, pk=more.pop("project"))
            return view(Desk(request, found), **more)

        opened = require_http_methods(list(methods))(never_cache(agent_page(page)))
        return mark(opened, "agent")

    return marked
