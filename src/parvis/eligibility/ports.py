"""What eligibility expects of the engine of the national law, of partners' keys and of cases."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Reason


class LawUnavailable(Exception):
    """The engine cannot be reached or did not answer in time: nothing is known, nothing is no."""


class LawRefused(Exception):
    """The engine cannot read this situation: `path` is the fact ("": none in particular), `message`
    says what is wrong, `at` which one of the situations asked together."""

    def __init__(self, path: str, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.at = at


@dataclass(frozen=True, slots=True)
class LawVersion:
    """`package` `openfisca-france`, `version` `176.1.8`; the first and last day it answers for."""

    package: str
    version: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """How one benefit came to its amount: the steps in order of reading, with their law.
    `failed`: the first of them that closed the right; None when none did, or none can be named."""

    amount: int
    steps: tuple[Reason, ...]
    failed: Reason | None = None


class LawEngine(Protocol):
    """National law. Every situation given here is complete: the engine never guesses a fact it
    needs, and raises LawRefused for one that is missing (`facts_of` says which it reads)."""

    def facts_of(self, benefit: str) -> frozenset[str]:
        """Keys of `facts.FACTS` the benefit depends on. Raises KeyError: not one of this law."""

    def missing(
        self, situation: Situation, benefits: Sequence[str], month: date
    ) -> tuple[str, ...]:
        """Paths that nobody gave and without which `amounts` would refuse, as far as can be said
        yet: that of a rent comes once it is known that there may be one. Raises KeyError."""

    def amounts(
        self, situations: Sequence[Situation], benefits: Sequence[str], month: date
    ) -> list[Mapping[str, int]]:
        """For each situation, each benefit's euro cents for what it counts for (1 for a flag); 0:
        no right. Those that are a person's own go by `aah:me`, `aah:partner`;
        `national.other_month(code)` is there only for who gets one amount a month and another the
        next. Situations asked together are computed together. Raises LawUnavailable, LawRefused."""

    def explain(self, situation: Situation, benefit: str, month: date) -> Explained:
        """Raises LawUnavailable, LawRefused, KeyError."""

    def versions(self) -> tuple[LawVersion, ...]:
        """Raises LawUnavailable."""


@dataclass(frozen=True, slots=True)
class ParametersTold:
    """`law`: versions of what answered. `values`: of each parameter of `national.PARAMETERS`, its
    `value`, the day it began (`since`), the `title` and `href` of the text that set it."""

    law: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]


People = Mapping[str, Any]
Changes = Sequence[Mapping[str, float]]


class LawTrials(Protocol):
    """The national law with a few parameters moved; the law as it is never changes."""

    def parameters(self, month: date) -> ParametersTold:
        """Raises LawUnavailable."""

    def reform(
        self, people: People, benefits: Sequence[str], changes: Changes, month: date
    ) -> list[list[int]]:
        """Cents a year that each household receives: by the law as it is, then with each of
        `changes` (values by parameter). `people`: columns, as `reforms.national_law.figures.told`.
        Raises LawUnavailable, LawRefused."""


_trials: list[LawTrials] = []


def provide_trials(engine: LawTrials) -> None:
    _trials[:] = [engine]


def law_trials() -> LawTrials:
    """Raises LawUnavailable when no connector provides them."""
    if not _trials:
        raise LawUnavailable
    return _trials[0]


_engine: list[LawEngine] = []


def provide_law(engine: LawEngine) -> None:
    _engine[:] = [engine]


def law() -> LawEngine:
    """Raises LawUnavailable when no connector provides one."""
    if not _engine:
        raise LawUnavailable
    return _engine[0]


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that showed a key. `name`: always the same, and not the key. `may_ask`: whether
    the key opens rights."""

    name: str
    may_ask: bool


_keys: list[Callable[[str], Caller | None]] = []


def provide_keys(read: Callable[[str], Caller | None]) -> None:
    """`read`: whose token it is; None when it opens nothing (any more)."""
    _keys[:] = [read]


def caller_of(token: str) -> Caller | None:
    return _keys[0](token) if _keys else None


RequestsFiled = Callable[[Collection[UUID], str, datetime, datetime], set[UUID]]
"""Of these people, those who sent a request of a service (its slug) after an instant and until
another, by whatever channel."""

_requests: list[RequestsFiled] = []


def provide_requests(filed: RequestsFiled) -> None:
    _requests[:] = [filed]


def requests_filed(
    people: Collection[UUID], service: str, since: datetime, until: datetime
) -> set[UUID]:
    """See `RequestsFiled`; nobody when no domain knows of requests."""
    return _requests[0](people, service, since, until) if _requests else set()


@dataclass(frozen=True, slots=True)
class Identity:
    """Of somebody whose identity was checked. `sex`: "F" or "M"; places: official geographic code;
    `birth_commune`: "" for whoever was born abroad."""

    family_name: str
    given_names: tuple[str, ...]
    birth_date: date
    sex: str
    birth_country: str
    birth_commune: str


@dataclass(frozen=True, slots=True)
class QuotientTold:
    """`cents` a month, computed by `provider` (CNAF, MSA) for the month that begins on `month`."""

    cents: int
    month: date
    provider: str


class NotKnownThere(Exception):
    """The institution does not know this person."""


class InstitutionRefused(Exception):
    """It will not answer this question: asking again changes nothing."""


class InstitutionAway(Exception):
    """No answer, or none that can be read: ask again later."""


class QuotientSource(Protocol):
    """An institution that may tell the quotient familial of the CAF of whoever asks for theirs."""

    agreement: str
    """What authorises it, as people read it."""

    def quotient(self, who: Identity) -> QuotientTold:
        """Raises NotKnownThere, InstitutionRefused, InstitutionAway."""


_quotients: list[QuotientSource] = []


def provide_quotients(source: QuotientSource) -> None:
    _quotients[:] = [source]


def quotient_source() -> QuotientSource | None:
    """None: no agreement is declared, nobody can be asked."""
    return _quotients[0] if _quotients else None
