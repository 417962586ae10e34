"""Reads of the catalogue: installed services, search, packages kept in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import count

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from parvis.catalogue.definition import Package
from parvis.catalogue.models import Binding, Installation, ServiceVersion
from parvis.core.prepared import Given, Prepared
from parvis.core.text import fold
from parvis.directory.models import Unit
from parvis.territory.models import Area
from parvis.trust.ports import Offered

# Below this likeness of the nearest words, a typing mistake is no longer a guess but noise.
LIKENESS = 0.45


_tried: dict[int, Package] = {}
_numbers = count(-1, -1)


def package_of(version_id: int) -> Package:
    """The package of a published version, kept in memory: versions never change."""
    return _tried.get(version_id) or _published(version_id)


@lru_cache(maxsize=256)
def _published(version_id: int) -> Package:
    return ServiceVersion.objects.get(pk=version_id).package


@contextmanager
def trying(package: Package) -> Iterator[int]:
    """While it lasts, `package_of` the number it gives is this package, which nobody published: no
    row, and no other package forgotten for it."""
    version_id = next(_numbers)
    _tried[version_id] = package
    try:
        yield version_id
    finally:
        del _tried[version_id]


def offered() -> QuerySet[Installation]:
    """Services open to requests, by name."""
    return Installation.objects.filter(is_open=True).select_related("institution").order_by("name")


def offered_to_mandates() -> list[Offered]:
    """What `trust` asks: the services somebody may be helped with."""
    return [
        Offered(one.slug, one.name, one.institution_id, one.institution.name) for one in offered()
    ]


def search(text: str, *, limit: int = 20) -> list[Installation]:
    """Services matching the words, whatever the accents, endings and small typing mistakes."""
    folded = fold(text)[:100]
    if not folded:
        return list(offered()[:limit])
    words = SearchQuery(folded, config="french_plain", search_type="websearch")
    return list(
        offered()
        .annotate(
            likeness=TrigramWordSimilarity(folded, "search_text"),
            rank=Coalesce(
                SearchRank(F("search_vector"), words),
                Cast(Value(0), FloatField()),
                output_field=FloatField(),
            ),
        )
        .filter(Q(search_vector=words) | Q(likeness__gte=LIKENESS))
        .order_by(-Greatest(F("rank") * 2, F("likeness")), "name")[:limit]
    )


def units_bound(installation: Installation, area: Area) -> dict[str, Unit]:
    """Function → unit for a case lying in `area`: the area's own binding, else the general one."""
    bound: dict[str, Unit] = {}
    for row in _bindings.all(installation=installation.pk, area=area.pk):
        bound.setdefault(row.function, row.unit)
    return bound


_bindings = Prepared(
    lambda: (
        Binding.objects.filter(installation=Given("installation"))
        .filter(Q(area=Given("area")) | Q(area__isnull=True))
        .select_related("unit__institution")
        .order_by(F("area").desc(nulls_last=True))
    )
)
