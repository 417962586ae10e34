"""Projects one may open, and their files at any moment."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db.models import QuerySet

from parvis.accounts.models import Account
from parvis.catalogue.loader import PackageFaults, files_of
from parvis.catalogue.models import ServiceVersion
from parvis.core.paths import library_dir
from parvis.directory.models import Institution, Membership
from parvis.workshop.models import Project, Save, Text
from parvis.workshop.written import Document


def institutions_of(account: Account, memberships: Iterable[Membership]) -> QuerySet[Institution]:
    """For whom one may write: all of them for administrators, else those one manages."""
    ordered = Institution.objects.order_by("-hosts_site", "name")
    if account.is_administrator:
        return ordered
    managed = [m.unit.institution_id for m in memberships if m.role == Membership.Role.MANAGER]
    return ordered.filter(pk__in=managed)


def projects_of(account: Account, memberships: Iterable[Membership]) -> QuerySet[Project]:
    """Projects one may open, last saved first."""
    return (
        Project.objects.filter(institution__in=institutions_of(account, memberships).order_by())
        .select_related("institution", "version")
        .order_by("-saved_at", "-pk")
    )


def texts_at(project: Project, number: int) -> dict[str, str]:
    """The files as they were at that save. Raises Save.DoesNotExist."""
    return _texts(Save.objects.get(project=project, number=number).files)


def documents(texts: Mapping[str, str]) -> dict[str, Document]:
    """The YAML files among them, ready to be changed."""
    return {name: Document(text) for name, text in texts.items() if name.endswith(".yml")}


def _texts(files: Mapping[str, str]) -> dict[str, str]:
    bodies = dict(Text.objects.filter(pk__in=files.values()).values_list("digest", "body"))
    return {name: bodies[digest] for name, digest in sorted(files.items())}


def history(project: Project) -> QuerySet[Save]:
    """Every save, last first."""
    return project.saves.order_by("-number")


def published(package_id: str) -> ServiceVersion | None:
    """The newest version of that package that came from its own publisher (not an adaptation)."""
    return (
        ServiceVersion.objects.filter(service__package_id=package_id)
        .exclude(number__contains="+")
        .order_by("-published_at", "-pk")
        .first()
    )


def shipped() -> dict[str, Path]:
    """Packages of the library that came with Parvis: "publisher/service" → folder."""
    return {
        f"{path.parent.parent.name}/{path.parent.name}": path.parent
        for path in sorted(library_dir().glob("*/*/service.yml"))
    }


def shipped_files(package_id: str) -> dict[str, str]:
    """Its texts. Raises LookupError."""
    folder = shipped().get(package_id)
    if folder is None:
        raise LookupError(package_id)
    try:
        return files_of(folder)
    except PackageFaults as faults:
        raise LookupError(package_id) from faults
