"""Small pieces of France, and vintages of it."""

from parvis.territory import actions, source
from parvis.territory.models import Area
from parvis.territory.names import search_key

AGGLOMERATION = "200067254"


def line(level: str, code: str, name: str, **more: object) -> source.Line:
    return source.Line(level, code, name, search_key(name), **more)


def vintage(year: int, *lines: source.Line) -> source.Vintage:
    return source.Vintage(year, {"package": "test"}, list(lines))


def around_pau(year: int = 2026) -> list[source.Line]:
    """Pau, Lescar and Jurançon, their agglomération, département and région; Bayonne outside it."""
    bearn = {"departement": "64", "region": "75"}
    agglo = bearn | {"epci": AGGLOMERATION}
    return [
        line("state", "FR", "France"),
        line("region", "75", "Nouvelle-Aquitaine"),
        line("departement", "64", "Pyrénées-Atlantiques", region="75"),
        line("epci", AGGLOMERATION, "CA Pau Béarn Pyrénées", nature="CA", **bearn),
        line("commune", "64445", "Pau", postal_codes=["64000"], population=80441, **agglo),
        line("commune", "64335", "Lescar", postal_codes=["64230"], population=9455, **agglo),
        line("commune", "64284", "Jurançon", postal_codes=["64110"], population=7040, **agglo),
        line("commune", "64102", "Bayonne", postal_codes=["64100"], population=52000, **bearn),
    ]


def territory_around_pau() -> dict[str, Area]:
    """The areas of `around_pau`, stored, by code."""
    actions.load(vintage=vintage(2026, *around_pau()))
    return {area.code: area for area in Area.objects.all()}
