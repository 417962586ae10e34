"""`service.yml`: what the service is, for whom, by whom, on what ground (words of CPSV-AP)."""

from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from parvis.catalogue.definition.base import Channel, Id, Length, PackageId, Strict

HUMAN_CHANNELS = frozenset({"desk", "phone", "post", "visit"})


class LegalReference(Strict):
    """A text of law: `title` as cited ("code des relations entre le public et l'administration,
    art. L231-1"), `url` on Légifrance when known."""

    title: str
    url: str = ""


class Function(Strict):
    """A part somebody plays. Installing the service binds it to a unit.

    `by_area`: a different unit for each area (the commune where the case lies); otherwise one unit.
    `sees`: "all" of the case, or only what its work items share ("shared").
    """

    by_area: bool = False
    sees: Literal["all", "shared"] = "shared"


class DataUse(Strict):
    """Why some answers are asked (GDPR art. 5 and 13). The words stand in texts `data.<id>`."""

    id: Id
    fields: list[Id]


class Retention(Strict):
    """How long a closed case is kept, then what happens (GDPR art. 5-1-e)."""

    months: Annotated[int, Key(ge=1, le=1200)]
    then: Literal["erase", "anonymise"] = "anonymise"


class WebOnly(Strict):
    """Why nobody can ask for the service otherwise, in each language of the package: people read it
    beside where to get help."""

    because: Annotated[dict[Literal["fr", "en"], str], Key(min_length=1)]


class Duplicates(Strict):
    """When a request seems to repeat another of the same service. Nobody is stopped.

    `same`: these answers are equal (accents, case, spaces and punctuation aside), whoever asks;
    none named: the same person asks. `within`: sent at most so long before; absent: not
    finished yet. `flagged`: false where people rightly ask again and again.
    """

    same: list[Id] = []
    within: Length | None = None
    flagged: bool = True


class ServiceFile(Strict):
    schema_version: Annotated[Literal[1], Key(alias="schema")]
    id: PackageId
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    licence: str
    origin: str = ""
    languages: Annotated[list[Literal["fr", "en"]], Key(min_length=1)]
    audience: Annotated[list[Literal["individual", "company", "association"]], Key(min_length=1)]
    level: Literal["commune", "epci", "departement", "region", "state"]
    themes: list[Id] = []
    icon: str = "file"
    legal_basis: Annotated[list[LegalReference], Key(min_length=1)]
    functions: Annotated[dict[Id, Function], Key(min_length=1)]
    lead: Id
    channels: Annotated[list[Channel], Key(min_length=1)]
    without_web: str = ""
    web_only: WebOnly | None = None
    identity: Literal["none", "declared", "verified"] = "declared"
    """Least identity of the applicant: verified = FranceConnect, or an agent saw a document."""
    opened_by: list[Literal["resident", "agent"]] = ["resident", "agent"]
    located_by: Id | None = None
    """The form field (address, place or commune) that says in which commune the case lies;
    absent: the applicant's own commune."""
    delay: Length | None = None
    """What people are told to expect; the legal clock is in `process.yml`."""
    data: list[DataUse] = []
    duplicates: Duplicates = Duplicates()
    retention: Retention

    @property
    def needs_the_web(self) -> bool:
        """No desk, phone, post or visit by which to ask for it."""
        return HUMAN_CHANNELS.isdisjoint(self.channels)
