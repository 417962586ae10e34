"""Whose cases."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, Q, QuerySet
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.cases.engine import party as parties
from parvis.cases.engine.hands import SIGNATORY
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Turn, WorkItem
from parvis.catalogue.definition import ItemKind, TextsFile
from parvis.catalogue.definition.process import APPLICANT, DECLINED, RETURNED

MANY = 5_000


def cases_of(person_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Cases of these persons, latest first, for a list."""
    return listed(Case.objects.filter(person_id__in=list(person_ids)))


def listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Latest first, for a list: what is long (answers) comes if asked."""
    return cases.defer("answers", "facts", "bindings").order_by("-submitted_at", "-pk")


def visible_to(who: Account | Party) -> QuerySet[Case]:
    """Every case this account may open: a resident's own, an agent's through their units (see
    `rules.scope_of`); none for an administrator who is no agent."""
    party = who if isinstance(who, Party) else party_of(who)
    if party.kind == "applicant":
        mine = Case.objects.filter(person_id__in=party.person_ids)
        return mine.filter(party.acting.covered()) if party.acting else mine
    if party.kind == "agent":
        handled = list(party.unit_ids)
        return Case.objects.filter(
            Q(full_units__overlap=handled)
            | Q(part_units__overlap=handled)
            | Q(filed_by_unit__in=party.all_unit_ids)
        )
    return Case.objects.none()


def handled_after(party: Party, after: int, most: int) -> QuerySet[Case]:
    """In order of key, cases that involve an agent's units: those they see wholly, filed, had a
    task on, or have the hand on. `after`: a key; `most` at most. Each way to be involved has an
    index of its own; one of what units see in part would cost every act."""
    units, ahead = sorted(party.unit_ids), Case.objects.filter(pk__gt=after)
    wholly = ahead.filter(_among("full_units", units, "&& '{%s}'"))
    # Of a unit with very many, the first ones are met at once in the order of keys; of others, all
    # are read through their index: PostgreSQL cannot tell which it is.
    led = Case.objects.filter(_among("lead_unit_id", units))
    leads_many = Exists(led[MANY : MANY + 1])
    few = wholly.filter(~leads_many).order_by(F("pk") + 0)
    filed = ahead.filter(_among("filed_by_unit_id", sorted(party.all_unit_ids)))
    tasks = WorkItem.objects.filter(_among("unit_id", units), case__gt=after)
    turns = Turn.objects.filter(_among("unit_id", units), case__gt=after)
    ways: list[QuerySet[Any, Any]] = [
        few.values("pk")[:most],
        *(cases.order_by("pk").values("pk")[:most] for cases in (wholly.filter(leads_many), filed)),
        *(rows.order_by("case").values("case").distinct()[:most] for rows in (tasks, turns)),
    ]
    keys = ways[0].union(*ways[1:])
    return visible_to(party).filter(pk__in=keys).order_by("pk")[:most]


def _among(column: str, units: Iterable[int], within: str = "IN (%s)") -> Func:
    """Rows of these units, which stand in the statement's text: a plan kept for all units reads the
    whole table for one that has no case (decision 255)."""
    keys = ", ".join(str(int(unit)) for unit in units) or "0"  # which no unit has
    return Func(F(column), template=f"%(expressions)s {within % keys}", output_field=BooleanField())


def party_of(account: Account) -> Party:
    """As whom an account acts. One query."""
    return parties.agent(account) if account.is_agent else parties.applicant(account)


def state_in_words(case: Case, words: TextsFile, *, for_agents: bool = False) -> str:
    """The state as its reader calls it; what the package says of it is not true before everybody
    has signed."""
    if case.hand == SIGNATORY:
        return _("Waits for a signature")
    state = words.states[case.state]
    return state.agent or state.label if for_agents else state.label


def badge_of(case: Case) -> str:
    """The colour of a state: what was decided, else whose turn it is."""
    if case.outcome in {"granted", "partly_granted"}:
        return "success"
    if case.outcome == "refused":
        return "danger"
    if case.hand == APPLICANT:
        return "accent"
    return "neutral" if case.legal_state == Case.LegalState.CLOSED else "info"


def badge_of_result(kind: ItemKind, result: str) -> tuple[str, str]:
    """Colour and picture of a result: what goes against the request never looks like a yes, and an
    opinion that the package does not call adverse is no yes either."""
    if result in {*kind.adverse, DECLINED}:
        return "danger", "x"
    if result == RETURNED:
        return "warning", "arrow-left"
    return ("info", "message") if kind.kind == "opinion" else ("success", "check")
