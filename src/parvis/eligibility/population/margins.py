"""What is published of the people of a territory: a YAML file of the library, each table with its
source, its year, the area it is published for, and the address where it can be read."""

from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, model_validator

from parvis.core.paths import library_dir

KINDS: Final = ("man_alone", "woman_alone", "other", "couple", "couple_children", "single_parent")
AGES: Final = ("0-14", "15-29", "30-44", "45-59", "60-74", "75+")
AT_WORK: Final = ("employed", "unemployed", "retired", "student", "none")
STANDARDS: Final = ("to_d1", "d1_to_median", "median_to_d9", "from_d9")
_CLASSES: Final = {
    "kind": KINDS, "age": AGES, "activity": AT_WORK, "living_standard": STANDARDS, "commune": (),
}  # fmt: skip


class InvalidMargins(ValueError):
    """The file cannot be used; the message names it, the place and what is wrong."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """Where a figure was read. `geography`: the area it is published for, when that is larger."""

    title: str = Field(min_length=5)
    publisher: str = Field(min_length=2)
    year: int = Field(ge=1990, le=2100)
    geography: str = Field(min_length=2)
    url: HttpUrl


class Margin(Strict):
    """How households, persons or those of 15 to 64 share out among classes. `counts`: numbers or
    percentages; `out_of`: of how many, when the classes given are not all of them."""

    of: Literal["households", "persons", "persons_15_64"]
    by: Literal["kind", "age", "activity", "living_standard"]
    source: Source
    counts: dict[str, float]
    out_of: float | None = Field(default=None, gt=0)
    note: str = ""

    @model_validator(mode="after")
    def _known(self) -> "Margin":
        odd = sorted(self.counts.keys() - set(_CLASSES[self.by]))
        if odd:
            raise ValueError(f"no such class: {', '.join(odd)}")
        if any(count < 0 for count in self.counts.values()) or not any(self.counts.values()):
            raise ValueError("counts are not negative, and not all zero")
        if self.out_of is not None and sum(self.counts.values()) > self.out_of:
            raise ValueError("the classes add up to more than “out_of”")
        return self

    @property
    def id(self) -> str:
        return f"{self.of}_by_{self.by}"

    def shares(self) -> dict[str, float]:
        """Class → part of the whole, between 0 and 1."""
        whole = self.out_of or sum(self.counts.values())
        return {name: count / whole for name, count in self.counts.items()}


class Communes(Strict):
    """Municipal populations of the official geographic code, the communes that make the area."""

    source: Source
    persons: dict[str, int]

    @model_validator(mode="after")
    def _counted(self) -> "Communes":
        odd = [code for code in self.persons if len(code) != 5 or not code.isalnum()]
        if odd:
            raise ValueError(f"no code of a commune: {', '.join(odd)}")
        if any(count <= 0 for count in self.persons.values()):
            raise ValueError("a commune has people")
        return self


class Revaluation(Strict):
    """From the level of one year to that of another: the same measure, published for both."""

    measure: str
    from_value: float = Field(gt=0)
    to_value: float = Field(gt=0)
    source: Source


class LivingStandards(Strict):
    """Bounds of the classes of living standard (disposable income by consumption unit), in euros a
    year of `year`; `revalued` carries them to the euros of the incomes drawn."""

    d1: float = Field(gt=0)
    median: float = Field(gt=0)
    d9: float = Field(gt=0)
    source: Source
    revalued: list[Revaluation] = []

    @model_validator(mode="after")
    def _in_order(self) -> "LivingStandards":
        if not self.d1 < self.median < self.d9:
            raise ValueError("d1 < median < d9 is expected")
        return self

    def bounds(self) -> tuple[float, float, float]:
        factor = 1.0
        for each in self.revalued:
            factor *= each.to_value / each.from_value
        return self.d1 * factor, self.median * factor, self.d9 * factor


class StratumValue(Strict):
    """A class of people: how many there are, or which part of the whole, of the stratum."""

    key: str = Field(pattern=r"^[a-z0-9+-]{1,20}$")
    label: dict[Literal["fr", "en"], str]
    count: float = Field(gt=0)


class Stratum(Strict):
    """How people of fifteen and over share out, for panels and weighted results."""

    key: str = Field(pattern=r"^[a-z]{1,20}$")
    label: dict[Literal["fr", "en"], str]
    source: Source
    values: list[StratumValue] = Field(min_length=2)

    @model_validator(mode="after")
    def _once(self) -> "Stratum":
        if len({value.key for value in self.values}) < len(self.values):
            raise ValueError("a value is given twice")
        return self

    def shares(self) -> dict[str, float]:
        """Value → part of the whole, between 0 and 1."""
        whole = sum(value.count for value in self.values)
        return {value.key: value.count / whole for value in self.values}


class Margins(Strict):
    """`in_households`: part of the inhabitants who live in a household (others live in homes,
    barracks, convents). `limits`: what the figures do not say, by language, for whoever reads a
    result."""

    schema_version: Literal[1] = Field(alias="schema")
    area: str = Field(pattern=r"^(commune|epci|departement|region):[0-9A-Z]{2,9}$")
    name: str
    in_households: float = Field(gt=0, le=1)
    communes: Communes
    living_standards: LivingStandards
    margins: list[Margin] = Field(min_length=1)
    limits: dict[Literal["fr", "en"], list[str]] = Field(min_length=1)
    strata: list[Stratum] = []

    @model_validator(mode="after")
    def _once(self) -> "Margins":
        names = [each.id for each in self.margins]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"given twice: {', '.join(twice)}")
        return self

    @property
    def persons(self) -> float:
        """Persons living in households, in the whole area."""
        return sum(self.communes.persons.values()) * self.in_households

    def sources(self) -> list[tuple[str, Source]]:
        """What each says, and where it was read: for the page and the manifest."""
        return [
            ("persons_by_commune", self.communes.source),
            *((each.id, each.source) for each in self.margins),
            ("living_standards", self.living_standards.source),
            *((one.measure, one.source) for one in self.living_standards.revalued),
        ]


def margins_of(code: str) -> Path | None:
    """The file of the library that holds the margins of `epci:200067254`, or of its bare code."""
    for path in sorted(library_dir().glob("*/population/margins.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("area:") and line.removeprefix("area:").strip() in {
                code,
                f"epci:{code}",
            }:
                return path
    return None


def read(path: Path) -> Margins:
    """Raises InvalidMargins: unreadable, or a figure, a source or a class is missing or wrong."""
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidMargins(f"{path.name}: {error}") from error
    try:
        return Margins.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or path.stem}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InvalidMargins(f"{path.name}: {faults}") from error
