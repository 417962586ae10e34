"""What is told to programs: the shapes of answers. Amounts are in euro cents."""

from datetime import date
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Kind: TypeAlias = Literal["aid", "price", "right"]
Level: TypeAlias = Literal["state", "region", "departement", "epci", "commune"]
Owner: TypeAlias = Literal["person", "household", "family", "tax_household"]
Type: TypeAlias = Literal["boolean", "date", "integer", "string"]


class Told(BaseModel):
    model_config = ConfigDict(frozen=True)

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)


class Words(Told):
    """The same in each language."""

    fr: str
    en: str


class FactRef(Told):
    """A fact of somebody: `of` is the id of a person, or `household`, `family`, `tax_household`;
    `law`: what a national right comes to."""

    of: str
    fact: str


class Money(Told):
    """Between `low` and `high` euro cents, equal when exact. `unit`: what it is paid for, when
    `per` is `unit`."""

    low: int
    high: int
    per: Literal["month", "year", "once", "unit"]
    unit: str | None = None
    currency: Literal["EUR"] = "EUR"


class LegalReference(Told):
    """An article, and its address when it is known."""

    title: str
    url: str


class Step(Told):
    """A condition or a step of the calculation. `gap`: by how much it missed, in the unit of what
    it compares (euro cents, years)."""

    code: str
    text: str
    facts: list[FactRef]
    gap: int | None
    law: list[LegalReference]


class Verdict(Told):
    """What one benefit comes to. `cannot_tell`: `amount` is what it could come to at most, and
    `settled_by` what would settle it, cheapest to ask first. `supposed`: facts that were taken for
    granted, so that a yes holds if they are as most people's. `to_verify`: conditions that are
    never computed. `reason`: for a no, the first condition that failed. `steps`: for national
    rights, only when explained."""

    benefit: str
    name: str
    whom: str | None = Field(serialization_alias="for")
    kind: Kind
    level: Level
    verdict: Literal["yes", "no", "cannot_tell"]
    amount: Money | None
    reason: Step | None
    settled_by: list[FactRef]
    supposed: list[FactRef]
    to_verify: list[str]
    steps: list[Step]
    law: str
    on: date
    is_example: bool


class NationalLaw(Told):
    """`answered`: false when the national law could not be asked: its rights are then not in the
    verdicts, and nothing is a no."""

    answered: bool
    version: str | None


class Assessed(Told):
    """`monthly`: what the national benefits paid each month come to together."""

    on: date
    national: NationalLaw
    monthly: Money | None
    verdicts: list[Verdict]


class Case(Told):
    """A case that few people live. Send its facts in `flagged` when it is theirs."""

    key: str
    title: str
    facts: list[FactRef]


class Question(Told):
    """`about`: id of the person, null when it is the household. `cost`: of answering it, 1 to 4."""

    key: str
    title: str
    help: str
    about: str | None
    cost: int
    facts: list[FactRef]
    cases: list[Case]


class Next(Told):
    """`question` null: nothing more can change an outcome. `left`: how many still can, this one
    included; null while nobody yet knows who lives there."""

    question: Question | None
    left: int | None


class Explained(Told):
    """Why a benefit comes to what it does, from the computation itself."""

    verdict: Verdict
    used: list[FactRef]
    supposed: list[FactRef]


class FactTold(Told):
    """`schema`: JSON Schema of its value. `unit`: of numbers. `held_by`: who could prove it."""

    key: str
    of: Owner
    type: Type
    choices: list[str]
    unit: str
    lowest: int | None
    highest: int | None
    may_be_absent: bool
    cost: int
    name: Words
    question: Words | None
    help: Words | None
    held_by: Words


class Version(Told):
    """`since`, `until`: first and last day for which it answers; `reference`: the package, or the
    deliberation."""

    id: str
    since: date
    until: date | None
    reference: LegalReference


class Area(Told):
    """Where one must live: codes of the official geographic code (SIREN for an EPCI); all empty:
    everywhere."""

    communes: list[str]
    epcis: list[str]
    departements: list[str]
    regions: list[str]


class Benefit(Told):
    """`whom`: for whom one verdict is given. `law`: article that opens a national right."""

    id: str
    name: Words
    summary: Words
    kind: Kind
    level: Level
    granted_by: str
    whom: Literal["person", "child", "family", "tax_household", "dwelling", "household"] = Field(
        serialization_alias="for"
    )
    per: Literal["month", "year", "once", "unit"] | None
    area: Area
    law: str
    versions: list[Version]
    is_example: bool


class Facts(Told):
    facts: list[FactTold]


class Benefits(Told):
    """`on`: the day asked for; only what is in force on it."""

    on: date
    benefits: list[Benefit]
