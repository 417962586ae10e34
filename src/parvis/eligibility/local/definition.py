"""What a file of a local benefit may say: its typed shape, from which the JSON Schema is written.

Amounts are in euro cents everywhere, conditions included. Words people read are in every language.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import get_language
from pydantic import ConfigDict, Field, StringConstraints, field_validator

from parvis.catalogue.definition import Expression, Id, Strict
from parvis.eligibility.verdicts import Per

BenefitId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$", max_length=80)
]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
Level = Literal["commune", "epci", "departement", "region", "state"]
Public = Literal[
    "everyone", "families", "expecting", "young", "students", "apprentices", "job_seekers",
    "workers", "seniors", "disabled", "low_income", "tenants", "owners",
]  # fmt: skip


class Words(Strict):
    """The same sentence in every language of the product."""

    fr: Sentence
    en: Sentence

    def __str__(self) -> str:
        """In the reader's language."""
        return self.en if (get_language() or "fr").startswith("en") else self.fr


class Institution(Strict):
    """Who grants it. `code`: INSEE code of the commune, SIREN of the EPCI, code of the département
    or région, FR for the State: where its power ends. `name`: when it acts through another body."""

    level: Level
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,9}$")]
    siren: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")] | None = None
    name: Words | None = None


class Area(Strict):
    """Where one must live. Empty: wherever the institution has power."""

    communes: tuple[str, ...] = ()
    epcis: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class TextReference(Strict):
    """The deliberation or article that grants it."""

    ref: Sentence
    article: str = ""
    url: str = ""


class Condition(Strict):
    """`rule` must be true; `text` is what people read when it is not."""

    id: Id
    rule: Expression
    text: Words
    article: str = ""


class Declared(Strict):
    """What must also be true and is never computed: somebody will verify it."""

    id: Id
    text: Words


class Tier(Strict):
    """`amount` as long as the base is at most `up_to`; the last tier has no end."""

    up_to: int | None = None
    amount: int = Field(ge=0)


class Tiers(Strict):
    """`absent`: for whom it is known that there is no such base."""

    of: Expression
    steps: tuple[Tier, ...] = Field(min_length=2)
    absent: int | None = Field(default=None, ge=0)


class Effort(Strict):
    """A share of the base, in percent, never below `floor` nor above `cap`."""

    of: Expression
    percent: Decimal = Field(gt=0, le=100)
    floor: int = Field(ge=0)
    cap: int = Field(ge=0)
    absent: int | None = Field(default=None, ge=0)

    @field_validator("percent", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        """0.62 means 0.62, not the nearest binary fraction."""
        return str(value) if isinstance(value, float) else value


class Formula(Strict):
    """Any calculation of the rule language, held between `floor` and `cap`."""

    rule: Expression
    floor: int = Field(ge=0)
    cap: int = Field(ge=0)


class Rounding(Strict):
    """To a multiple of `to` cents; `nearest`: half upwards."""

    to: int = Field(default=1, ge=1)
    how: Literal["nearest", "down", "up"] = "nearest"


class AmountRule(Strict):
    """One of `flat`, `tiers`, `effort`, `formula`; then rounded, then multiplied by `times`."""

    per: Per
    unit: Words | None = None
    text: Words
    flat: int | None = Field(default=None, ge=0)
    tiers: Tiers | None = None
    effort: Effort | None = None
    formula: Formula | None = None
    round: Rounding = Rounding()
    times: Expression | None = None


class Version(Strict):
    """The benefit from one day on. Once published, only `until` may still change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    since: date = Field(alias="from")
    until: date | None = None
    text: TextReference
    conditions: tuple[Condition, ...] = ()
    declared: tuple[Declared, ...] = ()
    amount: AmountRule | None = None


class Quotient(Strict):
    """Which quotient familial counts, and on which paper it is read: there are two, and they
    differ (CAF: resources and benefits of the month, CSS D521-3; tax: income of the year before
    last over its shares, CGI 193)."""

    kind: Literal["caf", "tax"]
    source: Words


class Ask(Strict):
    """How to ask: `service` is the short name of a service of the catalogue; else where to go."""

    service: str | None = None
    place: str = ""
    address: str = ""
    url: str = ""
    phone: str = ""
    how: Words | None = None
    helped_by: Words | None = None


class Expected(Strict):
    """One of `right` (without a sum), `amount` (cents, or the lowest and highest), `refused` (the
    condition; `gap` by how much) or `cannot_tell` (the facts that would settle it)."""

    whom: str = ""
    right: Literal[True] | None = None
    amount: int | tuple[int, int] | None = None
    refused: str | None = None
    gap: int | None = None
    cannot_tell: tuple[str, ...] | None = None


class Example(Strict):
    """`given`: facts by owner (me, partner, child1, home, family, tax, law); who is named lives
    there, and nobody else. `unknown`: facts taken away again. `age` may stand for `birth_date`."""

    it: Sentence
    day: date
    given: dict[str, dict[str, Any]]
    unknown: tuple[str, ...] = ()
    expect: Expected


class BenefitFile(Strict):
    """One benefit. `kind`: money given (aid), a price to pay (price), or a right without a sum."""

    id: BenefitId
    kind: Literal["aid", "price", "right"]
    field: str
    institution: Institution
    area: Area = Area()
    public: tuple[Public, ...] = Field(min_length=1)
    beneficiary: Literal["person", "child", "family", "tax_household", "dwelling"] = Field(
        alias="for"
    )
    name: Words
    summary: Words
    example: bool = False
    note: Words | None = None
    quotient: Quotient | None = None
    versions: tuple[Version, ...] = Field(min_length=1)
    papers: tuple[Words, ...] = ()
    ask: Ask
    tests: tuple[Example, ...] = ()
