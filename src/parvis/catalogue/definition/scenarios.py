"""`scenarios.yml`: the package's own tests, readable by a registrar, run on the real engine."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field as Key

from parvis.catalogue.definition.base import Channel, Id, Length, Strict


class Given(Strict):
    """`at`: when the applicant submits (territory's local time). `commune`: INSEE code where the
    applicant lives. `facts`: what each lookup will answer (absent: it stays unknown)."""

    at: datetime
    answers: dict[Id, Any]
    channel: Channel = "web"
    commune: str = "64445"
    identity: str = "declared"
    facts: dict[Id, dict[Id, Any]] = {}
    tariffs: dict[Id, Annotated[int, Key(ge=0)]] = {}
    """The price, in cents, that each tariff comes to; absent: its `otherwise`."""


class Expectation(Strict):
    """Everything named must be so; the rest is free."""

    state: Id | None = None
    hand: str | None = None
    open_items: list[Id] | None = None
    sent_back: list[Id] | None = None
    """Open items that wait for the lead unit’s answer."""
    results: dict[Id, str] = {}
    due: dict[str, str] = {}
    """Deadline or item id → date "YYYY-MM-DD"."""
    told: list[str] = []
    """"applicant: message id" since the previous expectation, in any order."""
    escalated: list[Id] | None = None
    """The deadlines and items marked as soon late by now (exactly)."""
    documents: list[Id] | None = None
    paid: int | None = None
    owed: int | None = None
    """Cents that the applicant still owes."""
    can: dict[str, list[Id]] = {}
    """Who → transitions they may make now (exactly)."""
    timeline_says: list[str] = []
    refused: dict[Id, str] = {}
    """At submission: field id → that it was refused (any message when empty)."""


class Step(Strict):
    """One of: `who` does `move` (a transition) with `inputs`; `who` finishes `item` with `result`,
    or sends it back (`not_ours`); the lead unit answers (`insist`, `pass_on`); `who` asks an
    opinion (`ask`) of some functions (`of`), or of "outside": somebody without account, who
    finishes their item as who: outside; `who` `pays` a charge, with what becomes of it
    (`payment`); time passes (`wait`, or `until` a date); then what we
    `expect`."""

    who: str | None = None
    move: Id | None = None
    item: Id | None = None
    result: Id | None = None
    not_ours: str | None = None
    """Why `who` sends `item` back: it is not theirs to do."""
    insist: str | None = None
    """What is written to the unit that sent `item` back, to which it is given again."""
    pass_on: bool = False
    """`item` is given to another unit, which plays its function from then on."""
    ask: Id | None = None
    of: list[Id] = []
    pays: Id | None = None
    payment: Literal["paid", "refused", "abandoned", "counter"] = "paid"
    """On line, or received by a keeper of the regie ("counter")."""
    inputs: dict[str, Any] = {}
    correct: dict[Id, Any] = {}
    """Corrected answers given with a correction "answer" transition."""
    ask_fields: list[Id] = []
    wait: Length | None = None
    until: datetime | None = None
    expect: Expectation | None = None


class Scenario(Strict):
    name: str
    given: Given
    steps: Annotated[list[Step], Key(min_length=1)]


class ScenariosFile(Strict):
    scenarios: Annotated[list[Scenario], Key(min_length=1)]
