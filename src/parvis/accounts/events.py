"""What other domains may hear about people and accounts."""

from dataclasses import dataclass

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentSignedIn(Event):
    """A resident signed in, by any means. Drafts of the browser are attached at once, through
    Django's `user_logged_in`; this is for what may come a little later."""

    account_id: str
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSignedIn(Event):
    """An agent signed in; `siren` is known when ProConnect said it."""

    account_id: str
    siren: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsMerged(Event):
    """Two rows were proven to be one human being: `person_id` now leads to `into_id`."""

    person_id: str
    into_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsSeparated(Event):
    """A merge was undone."""

    person_id: str
    from_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """Nobody signs in with it any more; the person and their cases remain."""

    account_id: str
