"""What other domains may hear about people and accounts.

What must happen at once when somebody signs in (a browser's drafts attached) listens to Django's
`user_logged_in` instead: facts are delivered a little later.
"""

from dataclasses import dataclass

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSignedIn(Event):
    """An agent came in through ProConnect, for the institution `siren`."""

    account_id: str
    siren: str


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
