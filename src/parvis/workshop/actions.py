"""Writing, undoing and publishing packages: the only writer of the workshop."""

import hashlib
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from parvis.accounts.models import Account
from parvis.catalogue import actions as catalogue
from parvis.catalogue.checker import check_files
from parvis.catalogue.loader import CHANGELOG, Fault
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.ports import Failure, scenario_runner
from parvis.core import clock
from parvis.directory.models import Institution
from parvis.journal.actions import record
from parvis.territory.models import Area
from parvis.workshop import edits as changes
from parvis.workshop import queries, rules
from parvis.workshop.models import Project, Save, Text
from parvis.workshop.written import Document


class Conflict(Exception):
    """Somebody changed the same thing since the page was opened; nothing was written."""

    def __init__(self, clashes: list[changes.Clash], last: Save) -> None:
        super().__init__(f"{len(clashes)} things were changed by {last.by}")
        self.clashes, self.last = clashes, last


class NotPublishable(Exception):
    """The package has faults, or scenarios that fail."""

    def __init__(self, faults: list[Fault], failures: list[Failure]) -> None:
        super().__init__("\n".join(map(str, [*faults, *failures])))
        self.faults, self.failures = faults, failures


class NumberTaken(Exception):
    """The version must come after the published one, given."""


@transaction.atomic
def start(
    *,
    account: Account,
    institution: Institution,
    files: Mapping[str, str],
    based_on: str,
    done: str,
) -> Project:
    """Open a project with these files, kept byte for byte. Raises Unreadable."""
    now = clock.now()
    project = Project(
        institution=institution, based_on=based_on[:160], created_at=now, saved_at=now
    )
    _keep(project, files, account, done)
    record(
        actor=account.actor,
        verb="workshop.begun",
        about=project,
        detail={"package": project.package_id},
    )
    return project


@transaction.atomic
def change(
    *,
    project: Project,
    account: Account,
    base: int,
    edits: Iterable[changes.Edit],
    done: str,
    everywhere: bool = False,
) -> Project:
    """Make the edits, thought of on save number `base`, on the files as they are now; `everywhere`:
    also where a file repeats the same thing.

    Nothing is saved when nothing changes. Raises Conflict, EditRefused, Unreadable.
    """
    project = _locked(project)
    edits = list(edits)
    texts = queries.texts_at(project, project.head)
    documents = queries.documents(texts)
    if base != project.head:
        before = queries.documents(queries.texts_at(project, base))
        found = changes.clashes(before, documents, edits)
        if found:
            raise Conflict(found, project.saves.get(number=project.head))
    made = changes.done(documents, edits, everywhere=everywhere)
    _keep(project, texts | {name: one.text for name, one in made.items()}, account, done)
    return project


@transaction.atomic
def write_file(
    *, project: Project, account: Account, base: int, name: str, text: str, done: str
) -> Project:
    """Replace a whole file that is no YAML. Raises Conflict."""
    project = _locked(project)
    texts = queries.texts_at(project, project.head)
    before = queries.texts_at(project, base)
    if before.get(name) != texts.get(name) and texts.get(name) != text:
        clash = changes.Clash(changes.Write(name, text), before.get(name, ""), texts.get(name, ""))
        raise Conflict([clash], project.saves.get(number=project.head))
    _keep(project, texts | {name: text}, account, done)
    return project


@transaction.atomic
def restore(*, project: Project, account: Account, number: int, done: str) -> Project:
    """Bring back the files of an earlier save, as a new one: what came after is kept too.

    Raises Save.DoesNotExist.
    """
    project = _locked(project)
    _keep(project, queries.texts_at(project, number), account, done)
    return project


@transaction.atomic
def set_aside(*, project: Project, aside: bool) -> None:
    """Take a project out of the list, or back into it. Nothing is erased."""
    Project.objects.filter(pk=project.pk).update(set_aside_at=clock.now() if aside else None)


def publish(
    *, project: Project, account: Account, base: int, number: str, changed: str, done: str
) -> ServiceVersion:
    """Write the number and what changed in the files, check them, play the scenarios, and freeze
    the package as an immutable version.

    Raises PermissionDenied, NumberTaken, NotPublishable, Conflict, VersionAlreadyPublished.
    """
    if not rules.may_publish(account):
        raise PermissionDenied
    with transaction.atomic():
        project = _locked(project)
        last = queries.published(project.package_id)
        if last is not None and not rules.is_newer(number, last.number):
            raise NumberTaken(last.number)
        texts = queries.texts_at(project, project.head)
        if base != project.head:
            raise Conflict([], project.saves.get(number=project.head))
        texts |= _numbered(texts, number, changed)
        package, faults = check_files(texts)
        if package is None or faults:
            raise NotPublishable(faults, [])
        failures = [
            failure
            for scenario in package.scenarios.scenarios
            for failure in scenario_runner().run(package, scenario)
        ]
        if failures:
            raise NotPublishable([], failures)
        _keep(project, texts, account, done)
        version = catalogue.publish(package=package)
        project.version = version
        project.save(update_fields=["version"])
        record(
            actor=account.actor,
            verb="workshop.published",
            about=project,
            detail={"package": project.package_id, "number": number},
        )
    return version


@transaction.atomic
def install(
    *,
    account: Account,
    version: ServiceVersion,
    institution: Institution,
    area: Area,
    bindings: Iterable[catalogue.Bind],
) -> Installation:
    """Offer a published version to people. Raises PermissionDenied, FunctionUnbound."""
    if not rules.may_publish(account):
        raise PermissionDenied
    installed = catalogue.install(
        version=version, institution=institution, area=area, bindings=bindings
    )
    record(
        actor=account.actor,
        verb="workshop.installed",
        about=installed,
        detail={"package": version.service.package_id, "number": version.number},
    )
    return installed


def _numbered(texts: Mapping[str, str], number: str, changed: str) -> dict[str, str]:
    service = Document(texts["service.yml"]).put(("version",), number)
    log = texts.get(CHANGELOG, "")
    made = {"service.yml": service.text}
    if number not in log:
        lines = "\n".join(f"- {line.strip()}" for line in changed.splitlines() if line.strip())
        title, _break, rest = log.partition("\n") if log.startswith("# ") else ("", "", log)
        head = f"{title}\n\n" if title else ""
        made[CHANGELOG] = f"{head}## {number}\n\n{lines}\n\n{rest.lstrip()}".rstrip("\n") + "\n"
    return made


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def _keep(project: Project, files: Mapping[str, str], account: Account, done: str) -> None:
    """One more save, unless nothing changed; the lists' columns follow the files."""
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    if project.head:
        last = Save.objects.get(project=project, number=project.head)
        if last.files == digests:
            return
    _describe(project, files)
    project.head += 1
    project.saved_at = clock.now()
    project.save()
    Text.objects.bulk_create(
        [Text(digest=digests[name], body=text) for name, text in files.items()],
        ignore_conflicts=True,
    )
    Save.objects.create(
        project=project,
        number=project.head,
        files=digests,
        at=project.saved_at,
        by_key=str(account.pk),
        by=str(account)[:200],
        done=done[:300],
    )


def _describe(project: Project, files: Mapping[str, str]) -> None:
    service = Document(files.get("service.yml", ""))
    words = Document(files.get("texts.fr.yml", ""))
    project.package_id = str(service.get(("id",), ""))[:100]
    project.title = str(words.get(("service", "name"), "") or project.package_id)[:200]
