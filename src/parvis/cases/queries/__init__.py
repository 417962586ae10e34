"""Reads of cases, always starting from what somebody may see."""

from parvis.cases.engine.party import Party
from parvis.cases.engine.party import partner as partner_party
from parvis.cases.queries.inbox import (
    Cursor,
    InboxFilters,
    InboxPage,
    InboxRow,
    inbox,
)
from parvis.cases.queries.lists import (
    badge_of,
    cases_of,
    handled_after,
    listed,
    party_of,
    state_in_words,
    visible_to,
)
from parvis.cases.queries.moves import item_moves, items_of, moves_of
from parvis.cases.queries.opening import open_case, open_case_as, open_document
from parvis.cases.queries.search import search
from parvis.cases.queries.standing import Standing, standing
from parvis.cases.queries.timeline import DocumentLink, TimelineEntry, timeline
from parvis.cases.queries.views import CaseView, view_of

__all__ = [
    "CaseView",
    "Cursor",
    "DocumentLink",
    "InboxFilters",
    "InboxPage",
    "InboxRow",
    "Party",
    "Standing",
    "TimelineEntry",
    "badge_of",
    "cases_of",
    "handled_after",
    "inbox",
    "item_moves",
    "items_of",
    "listed",
    "moves_of",
    "open_case",
    "open_case_as",
    "open_document",
    "partner_party",
    "party_of",
    "search",
    "standing",
    "state_in_words",
    "timeline",
    "view_of",
    "visible_to",
]
