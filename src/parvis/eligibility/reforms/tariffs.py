"""Prices that follow the quotient familial of the CAF: by bands, or a part of it (effort rate).

Amounts and quotients in euro cents. The same meaning as `amount` in the file of a local benefit.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from parvis.eligibility.population.households import Column

MOST_BANDS: Final = 12
HIGHEST_PRICE: Final = 1_000_00
HIGHEST_QUOTIENT: Final = 100_000_00
Rounding: TypeAlias = Literal["nearest", "down", "up"]


class InvalidTariff(ValueError):
    """Bands out of order, a floor above its cap, a price below zero…"""


@dataclass(frozen=True, slots=True)
class Bands:
    """`prices[0]` up to `bounds[0]` included, and so on; the last has no end."""

    bounds: tuple[int, ...]
    prices: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.prices) != len(self.bounds) + 1 or len(self.prices) > MOST_BANDS:
            raise InvalidTariff("a price for each band, twelve bands at most")
        if any(after <= before for before, after in pairwise(self.bounds)):
            raise InvalidTariff("bounds rise from one band to the next")
        if any(not 0 <= bound <= HIGHEST_QUOTIENT for bound in self.bounds):
            raise InvalidTariff("a bound is out of reach")
        _check_prices(*self.prices)

    @property
    def is_rising(self) -> bool:
        return all(before <= after for before, after in pairwise(self.prices))

    def price(self, quotient: int) -> int:
        """Of one unit, for one family."""
        for bound, price in zip(self.bounds, self.prices, strict=False):
            if quotient <= bound:
                return price
        return self.prices[-1]

    def prices_of(self, quotients: "Column") -> "Column":
        """The same for a column."""
        import numpy as np

        return np.asarray(self.prices)[np.searchsorted(self.bounds, quotients, side="left")]

    def jumps(self) -> list[tuple[int, int, int]]:
        """(bound, price up to it, price one cent above it)."""
        return list(zip(self.bounds, self.prices[:-1], self.prices[1:], strict=True))


@dataclass(frozen=True, slots=True)
class Effort:
    """A part of the quotient, in percent, rounded to `to` cents, never below `floor` nor above
    `cap`."""

    percent: Decimal
    floor: int
    cap: int
    to: int = 1
    how: Rounding = "nearest"

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100 or self.percent.as_tuple().exponent < -6:  # type: ignore[operator]
            raise InvalidTariff("a rate between 0 and 100 %, six decimals at most")
        if self.floor > self.cap:
            raise InvalidTariff("the floor is above the cap")
        if self.to < 1:
            raise InvalidTariff("rounded to one cent at least")
        _check_prices(self.floor, self.cap)

    @property
    def is_rising(self) -> bool:
        return True

    def price(self, quotient: int) -> int:
        """Of one unit, for one family."""
        return int(min(max(self._rounded(quotient), self.floor), self.cap))

    def prices_of(self, quotients: "Column") -> "Column":
        """The same for a column."""
        import numpy as np

        return np.asarray(np.clip(self._rounded(quotients), self.floor, self.cap))

    def _rounded(self, quotient: Any) -> Any:
        """quotient × rate as a multiple of `to`, exact in whole numbers; halves upwards."""
        top, bottom = (self.percent / 100).as_integer_ratio()
        value, unit = quotient * top, bottom * self.to
        match self.how:
            case "nearest":
                value, unit = 2 * value + unit, 2 * unit
            case "up":
                value = value + unit - 1
        return value // unit * self.to

    def jumps(self) -> list[tuple[int, int, int]]:
        """None: it rises by as little as it is rounded to."""
        return []


Tariff: TypeAlias = Bands | Effort


def _check_prices(*prices: int) -> None:
    if any(not 0 <= price <= HIGHEST_PRICE for price in prices):
        raise InvalidTariff("a price is below zero, or above a thousand euros")


def as_data(tariff: Tariff) -> dict[str, Any]:
    """For a scenario: JSON, `kind` first."""
    if isinstance(tariff, Bands):
        return {"kind": "bands", "bounds": list(tariff.bounds), "prices": list(tariff.prices)}
    return {"kind": "effort", **asdict(tariff), "percent": str(tariff.percent)}


def of_data(data: Mapping[str, Any]) -> Tariff:
    """Raises InvalidTariff: not what `as_data` writes."""
    try:
        if data["kind"] == "bands":
            return Bands(tuple(map(int, data["bounds"])), tuple(map(int, data["prices"])))
        return Effort(
            Decimal(data["percent"]),
            int(data["floor"]),
            int(data["cap"]),
            int(data["to"]),
            data["how"],
        )
    except (KeyError, TypeError, InvalidOperation) as error:
        raise InvalidTariff(str(error)) from error
