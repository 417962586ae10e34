"""What an administrator sees of open cases and their versions: figures, states, references; never
a name or an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from parvis.cases.models import Case, VersionLine, VersionRun
from parvis.catalogue.definition import Migration, Package
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.catalogue.rules import Gap, gaps

LISTED = 200
Outcome = VersionLine.Outcome


@dataclass(frozen=True, slots=True)
class Behind:
    """A version that open cases still follow, and how many."""

    version: ServiceVersion
    many: int


@dataclass(frozen=True, slots=True)
class Place:
    """Cases of one state that become the same, in words; `becomes` is empty until rehearsed, or
    when they stay."""

    state: str
    becomes: str
    outcome: str
    many: int
    documents: int


def behind(installation: Installation) -> list[Behind]:
    """The former versions of a service, the newest first."""
    rows = (
        Case.objects.filter(installation=installation, closed_at=None)
        .exclude(version=installation.version_id)
        .order_by()
        .values_list("version")
        .annotate(many=Count("pk"))
    )
    counts = dict(rows)
    versions = ServiceVersion.objects.defer("content").in_bulk(counts)
    found = [Behind(versions[key], many) for key, many in counts.items()]
    return sorted(found, key=lambda one: -one.version.pk)


def runs_of(installation: Installation) -> list[VersionRun]:
    """The last first."""
    found = VersionRun.objects.filter(installation=installation)
    found = found.select_related("from_version", "to_version")
    return list(
        found.defer("from_version__content", "to_version__content").order_by("-made_at")[:50]
    )


def run_named(key: UUID) -> VersionRun | None:
    found = VersionRun.objects.select_related("installation", "from_version", "to_version")
    return found.defer("from_version__content", "to_version__content").filter(pk=key).first()


def packages_of(run: VersionRun) -> tuple[Package, Package]:
    return package_of(run.from_version_id), package_of(run.to_version_id)


def gaps_of(run: VersionRun) -> list[Gap]:
    return gaps(Migration.model_validate(run.table), *packages_of(run))


def places_of(run: VersionRun, language: str) -> list[Place]:
    """By state, what becomes of the cases. One query."""
    old, new = (package.words(language).states for package in packages_of(run))
    rows = (
        run.lines.order_by("state", "becomes", "outcome")
        .values_list("state", "becomes", "outcome")
        .annotate(many=Count("pk"), documents=Sum("documents"))
    )
    return [
        Place(
            state=old[state].agent or old[state].label,
            becomes=(new[becomes].agent or new[becomes].label) if becomes else "",
            outcome=outcome,
            many=many,
            documents=documents,
        )
        for state, becomes, outcome, many, documents in rows
    ]


def many_in(places: Iterable[Place], *outcomes: str) -> int:
    return sum(place.many for place in places if place.outcome in outcomes)


def refused_of(run: VersionRun) -> list[VersionLine]:
    """Lines that cannot follow, or that stayed: `LISTED` at most."""
    refused = run.lines.filter(outcome__in=[Outcome.UNABLE, Outcome.STAYED])
    named = refused.select_related("case").only("run", "why", "case__reference")
    return list(named.order_by("pk")[:LISTED])


def by_state(run: VersionRun) -> dict[str, int]:
    """State → how many cases of the run."""
    return dict(run.lines.order_by().values_list("state").annotate(many=Count("pk")))
