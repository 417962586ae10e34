"""The workbench as a form that is sent by its address: whoever has the address sees the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.forms import AmountField, DateField3, StyledForm
from parvis.eligibility.reforms.queries import Priced
from parvis.eligibility.reforms.tariffs import (
    HIGHEST_PRICE,
    HIGHEST_QUOTIENT,
    MOST_BANDS,
    Bands,
    Effort,
    InvalidTariff,
    Tariff,
)

FIRST, SECOND = "a", "b"
_CHILDREN: Final = (3, 10)


class VariantForm(StyledForm):
    """One variant: bands and prices, or a rate with its floor and cap. `kind` says which."""

    def __init__(self, data: Mapping[str, Any], *, letter: str, today: Tariff) -> None:
        self.kind = "effort" if data.get(f"{letter}_kind") == "effort" else "bands"
        self.today = today
        super().__init__(data, prefix=letter)
        # Without the hyphen that Django puts: addresses stay readable.
        if self.kind == "effort":
            self._ask_rate()
        else:
            self._ask_bands()

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}_{field_name}"

    def _ask_bands(self) -> None:
        used = [row for row in range(MOST_BANDS - 1) if self._typed(row)]
        # One line more than is used, to add a band.
        rows = min(max(used, default=-1) + 2, MOST_BANDS - 1)
        for row in range(rows):
            place = {"place": row + 1}
            self.fields[f"to_{row}"] = AmountField(
                label=_("Band %(place)s: quotient up to") % place,
                required=False,
                max_cents=HIGHEST_QUOTIENT,
            )
            self.fields[f"price_{row}"] = AmountField(
                label=_("Band %(place)s: price") % place, required=False, max_cents=HIGHEST_PRICE
            )
        self.fields["over"] = AmountField(label=_("Price beyond"), max_cents=HIGHEST_PRICE)

    def _typed(self, row: int) -> bool:
        names = (f"{self.prefix}_{name}_{row}" for name in ("to", "price"))
        return any(self.data.get(name) for name in names)

    def _ask_rate(self) -> None:
        self.fields["percent"] = forms.DecimalField(
            label=_("Rate, in percent of the quotient"),
            min_value=Decimal("0.0001"),
            max_value=Decimal(100),
            decimal_places=4,
            localize=True,
        )
        self.fields["floor"] = AmountField(label=_("Never below"), max_cents=HIGHEST_PRICE)
        self.fields["cap"] = AmountField(label=_("Never above"), max_cents=HIGHEST_PRICE)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each band, for the table."""
        count = sum(name.startswith("to_") for name in self.fields)
        return [(self[f"to_{row}"], self[f"price_{row}"]) for row in range(count)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                told["tariff"] = self._tariff(told)
            except InvalidTariff:
                said = (
                    _("Never below must not be more than never above.")
                    if self.kind == "effort"
                    else _("Each band must reach higher than the one before.")
                )
                self.add_error("floor" if self.kind == "effort" else "to_0", said)
        return told

    def _tariff(self, told: dict[str, Any]) -> Tariff:
        if self.kind == "effort":
            now = self.today if isinstance(self.today, Effort) else None
            return Effort(
                told["percent"],
                told["floor"],
                told["cap"],
                now.to if now else 1,
                now.how if now else "nearest",
            )
        bounds, prices = [], []
        for bound_field, price_field in self.rows:
            bound, price = told.get(bound_field.name), told.get(price_field.name)
            if bound is None and price is None:
                continue
            if bound is None or price is None:
                missing = bound_field if bound is None else price_field
                self.add_error(missing.name, _("A band has both a quotient and a price."))
                continue
            bounds.append(bound)
            prices.append(price)
        return Bands(tuple(bounds), (*prices, told["over"]))


class UseForm(StyledForm):
    """Who comes, how often, what a unit costs."""

    youngest = forms.IntegerField(
        label=gettext_lazy("Children from (years)"), min_value=0, max_value=24
    )
    oldest = forms.IntegerField(label=gettext_lazy("to (years)"), min_value=0, max_value=24)
    part = forms.IntegerField(
        label=gettext_lazy("Of them, how many come (%)"), min_value=1, max_value=100
    )
    times = forms.IntegerField(
        label=gettext_lazy("Units a year for each"), min_value=1, max_value=400
    )
    cost = AmountField(
        label=gettext_lazy("Cost of a unit for the institution"),
        help_text=gettext_lazy("Leave empty when it is not known."),
        required=False,
        max_cents=HIGHEST_PRICE,
    )
    where = forms.ChoiceField(label=gettext_lazy("Where the tariff would hold"), required=False)

    def __init__(self, data: Mapping[str, Any], *, priced: Priced, places: list[Any]) -> None:
        super().__init__(data)
        if not priced.for_children:
            del self.fields["youngest"], self.fields["oldest"]
        if priced.rule.unit is not None:
            self.fields["times"].help_text = _("A unit is: %s.") % priced.rule.unit
        self.offer("where", places)
        if len(places) < 2:
            del self.fields["where"]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("oldest", 0) < told.get("youngest", 0):
            self.add_error("oldest", _("This age must not be below the first."))
        return told


class KeepForm(StyledForm):
    """A name for what is on the page."""

    name = forms.CharField(label=gettext_lazy("Name of the scenario"), max_length=120)
    note = forms.CharField(
        label=gettext_lazy("Why this scenario"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class AdoptForm(StyledForm):
    """What was voted, and from when."""

    variant = forms.ChoiceField(label=gettext_lazy("Variant voted"), widget=forms.RadioSelect)
    deliberation = forms.CharField(
        label=gettext_lazy("Reference of the deliberation"), max_length=120
    )
    voted_on = DateField3(label=gettext_lazy("Day of the vote"))
    starts_on = DateField3(label=gettext_lazy("The tariff begins on"))


def begun(priced: Priced) -> dict[str, str]:
    """The page as it first opens: variant A is the tariff of the day."""
    youngest, oldest = _CHILDREN
    return {
        **written(FIRST, priced.tariff),
        "youngest": str(youngest),
        "oldest": str(oldest),
        "part": "75" if priced.for_children else "100",
        "times": str(priced.times),
        "where": "here",
    }


def written(letter: str, tariff: Tariff) -> dict[str, str]:
    """A tariff as the fields of a variant."""
    if isinstance(tariff, Effort):
        return {
            f"{letter}_kind": "effort",
            f"{letter}_percent": _plain(tariff.percent),
            f"{letter}_floor": _euros(tariff.floor),
            f"{letter}_cap": _euros(tariff.cap),
        }
    fields = {f"{letter}_kind": "bands", f"{letter}_over": _euros(tariff.prices[-1])}
    for row, bound in enumerate(tariff.bounds):
        fields[f"{letter}_to_{row}"] = _euros(bound)
        fields[f"{letter}_price_{row}"] = _euros(tariff.prices[row])
    return fields


def turned(tariff: Tariff) -> Tariff:
    """About the same price, written the other way: a rate for bands, bands for a rate."""
    if isinstance(tariff, Bands):
        last = tariff.bounds[-1] if tariff.bounds else 1_000_00
        low, high = min(tariff.prices), max(tariff.prices)
        percent = Decimal(max(high, 1) * 100) / Decimal(max(last, 1))
        rate = min(max(percent.quantize(Decimal("0.01")), Decimal("0.01")), Decimal(100))
        return Effort(rate, low, high)
    low = int(tariff.floor * 100 / tariff.percent)
    high = max(int(tariff.cap * 100 / tariff.percent), low + 4_00)
    step = (high - low) // 4
    bounds = [round(low + step * place, -2) for place in range(5)]
    prices = [tariff.floor, *(tariff.price(bound - step // 2) for bound in bounds[1:])]
    pairs = {bound: price for bound, price in zip(bounds, prices, strict=True) if bound > 0}
    return Bands(tuple(pairs), (*pairs.values(), tariff.cap))


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}" if rest else str(whole)


def _plain(percent: Decimal) -> str:
    return format(percent.normalize(), "f").replace(".", ",")
