"""Who takes the place of a member who leaves: the next by the draw, with the panel still true."""

from collections.abc import Iterable, Sequence

from parvis.participation.sortition.pool import Pool


def replacement(
    pool: Pool, panel: Iterable[str], leaving: str, order: Sequence[str], gone: Iterable[str] = ()
) -> str | None:
    """The pseudonym of who joins; None when nobody fits.

    First come those of the same profile, then those who share most of it, in the drawn order; with
    each of them every quota must hold, or be broken by no more than before. `gone`: those who
    withdrew, the one who leaves included or not.
    """
    places = {one.id: place for place, one in enumerate(pool.volunteers)}
    staying = [places[one] for one in panel if one != leaving]
    before = len(pool.broken((*staying, places[leaving])))
    profile = pool.volunteers[places[leaving]].profile
    away = {leaving, *gone, *panel}

    def differing(one: str) -> int:
        other = pool.volunteers[places[one]].profile
        return sum(other[stratum] != value for stratum, value in profile.items())

    waiting = [one for one in order if one in places and one not in away]
    for one in sorted(waiting, key=differing):  # sorted keeps the drawn order among equals
        if len(pool.broken((*staying, places[one]))) <= before:
            return one
    return None
