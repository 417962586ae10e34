"""Finding communes, and the areas they lie in."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Value, When

from parvis.core.prepared import Given, Prepared
from parvis.territory import names, rules, source
from parvis.territory.models import Area

# Others compare names the way the search does.
from parvis.territory.names import search_key as search_key

Level = Area.Level
_FROM_SMALL_TO_LARGE = (
    Level.PART,
    Level.COMMUNE,
    Level.EPCI,
    Level.DEPARTEMENT,
    Level.REGION,
    Level.STATE,
)
# More than any postal code serves: 51300 serves 46.
_SHARE_A_POSTAL_CODE = 60
# Below this, two names share letters and nothing else.
_ALIKE = 0.4


def commune(code: str) -> Area | None:
    """The commune with this INSEE code today, even if the code is that of a part (municipal
    arrondissement, commune déléguée) or of a commune since merged; None when nobody knows it."""
    if not code.isascii() or len(code) != 5:
        return None
    code = code.upper()
    known = Area.objects.filter(
        Q(code=code, level__in=[Level.COMMUNE, Level.PART]) | Q(former_codes__contains=[code])
    ).select_related("successor", "departement", "epci")
    ranked = sorted(known, key=lambda area: (area.code != code, area.level != Level.COMMUNE))
    return _today(ranked[0]) if ranked else None


def _today(area: Area) -> Area:
    """Follows mergers; each leads to a later vintage, so it ends."""
    while area.successor is not None:
        area = area.successor
    return area


def area(level: str, code: str) -> Area | None:
    """The area of a level by its own code ("epci", "200067254")."""
    return Area.objects.filter(level=level, code=code).first()


def search_communes(text: str, limit: int = 10) -> list[Area]:
    """Communes for what somebody types: a name (typos, accents, hyphens, "st" do not matter), a
    postal code or its beginning, or both. Best first: same name, beginning, a word's beginning,
    resemblance; the larger before the smaller. Old and local names lead to today's commune, which
    then says so in `found_as`. `departement` is loaded.
    """
    key = search_key(text)
    digits, name = names.postal_and_name(key)
    found = _searchable()
    if digits:
        found = _with_postal_code(found, digits)
    if not name:
        ordered = found.order_by(F("population").desc(nulls_last=True), "code")
        return _distinct(ordered[: limit * 2], limit) if digits else []
    exact = list(_by_beginning(found, name)[: limit * 3])
    best = _distinct(exact, limit)
    if len(best) < limit and not (exact and exact[0].folded == name):
        best = _distinct([*exact, *_by_resemblance(found, name)[: limit * 2]], limit)
    return best


def communes_meant(text: str) -> list[Area]:
    """The communes somebody names to narrow a list: all those of this name, all
    those of this postal code, or else the one whose name resembles it most."""
    key = search_key(text)
    if same := _CALLED.all(name=key):
        return _distinct(same, len(same))
    digits, name = names.postal_and_name(key)
    return search_communes(text, _SHARE_A_POSTAL_CODE if digits and not name else 1)


def _searchable() -> QuerySet[Area]:
    return _named().select_related("departement", "successor__departement")


def _named() -> QuerySet[Area]:
    return Area.objects.filter(
        Q(is_current=True) | Q(successor__isnull=False), level__in=[Level.COMMUNE, Level.PART]
    )


def _with_postal_code(found: QuerySet[Area], digits: str) -> QuerySet[Area]:
    if len(digits) < 4:
        # Hundreds of keys would not use the index. The few communes served by a post office of the
        # next département appear with the fourth digit.
        number = "2A 2B" if digits.startswith("20") else digits[:2]
        told = Q(code__in=number.split()) | Q(code__startswith=number)
        found = found.filter(departement__in=Area.objects.filter(told, level=Level.DEPARTEMENT))
    return found.filter(postal_codes__overlap=names.postal_codes_from(digits))


def _by_beginning(found: QuerySet[Area], name: str) -> QuerySet[Area]:
    rank = Case(
        When(folded=name, then=Value(0)),
        When(folded__startswith=name, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.filter(Q(folded__startswith=name) | Q(folded__contains=f" {name}")).order_by(
        rank, "level", F("population").desc(nulls_last=True), "code"
    )


def _by_resemblance(found: QuerySet[Area], name: str) -> QuerySet[Area]:
    return (
        found.filter(folded__trigram_similar=name)
        .annotate(alike=TrigramSimilarity("folded", name))
        .filter(alike__gte=_ALIKE)
        .order_by("-alike", "level", F("population").desc(nulls_last=True), "code")
    )


def _distinct(found: Iterable[Area], limit: int) -> list[Area]:
    seen: dict[int, Area] = {}
    for area in found:
        today = _today(area)
        if today.pk not in seen and today is not area:
            today.found_as = area.name
        seen.setdefault(today.pk, today)
    return list(seen.values())[:limit]


_CALLED = Prepared(lambda: _named().filter(folded=Given("name")))


def loaded_vintage() -> int | None:
    """The year of the geographic code in the database; None before the first load."""
    year: int | None = Area.objects.aggregate(year=Max("vintage"))["year"]
    return year


def chain_of(area: Area) -> list[Area]:
    """The area and those it lies in, from the smallest to the State, in one query."""
    around = [area.epci_id, area.departement_id, area.region_id]
    above = Area.objects.filter(Q(pk__in=[pk for pk in around if pk]) | Q(level=Level.STATE))
    others = [other for other in above if other.pk != area.pk]
    return sorted([area, *others], key=lambda one: _FROM_SMALL_TO_LARGE.index(Level(one.level)))


def communes_of(area: Area) -> QuerySet[Area]:
    """Today's communes of an area of any level, by name."""
    communes = Area.objects.filter(level=Level.COMMUNE, is_current=True).order_by("folded", "code")
    match area.level:
        case Level.STATE:
            return communes
        case Level.COMMUNE:
            return communes.filter(pk=area.pk)
        case Level.EPCI | Level.DEPARTEMENT | Level.REGION:
            return communes.filter(**{f"{area.level}_id": area.pk})
    return communes.none()


def contains(area: Area, commune: Area) -> bool:
    """Whether `commune` lies in `area` (or is it). No query."""
    around = (commune.pk, commune.epci_id, commune.departement_id, commune.region_id)
    return area.level == Level.STATE or area.pk in around


def levels_of(code: str) -> Mapping[str, str]:
    """Codes of the commune (INSEE code of today) itself and of the EPCI, département and région it
    lies in, by level, from the code shipped with the program: for whoever has no database, or asks
    in a loop. Empty when nobody knows it; no EPCI on Ouessant."""
    around = _shipped_levels().get(code)
    if around is None:
        return {}
    upper = dict(zip((Level.EPCI, Level.DEPARTEMENT, Level.REGION), around, strict=True))
    return {
        Level.COMMUNE.value: code,
        **{level.value: one for level, one in upper.items() if one},
    }


@lru_cache(maxsize=1)
def _shipped_levels() -> dict[str, tuple[str, str, str]]:
    return source.levels(source.latest())


def authority_area(commune: Area, level: str) -> Area | None:
    """The area whose institution holds `level`'s powers over a commune: Lyon's département is its
    métropole, Bastia's is Corse. None when nobody does (no EPCI on Ouessant)."""
    chain = chain_of(commune)
    holder = rules.holder_of(chain, level)
    if holder is None:
        return None
    here = next((one for one in chain if (one.level, one.code) == holder), None)
    return here or area(*holder)
