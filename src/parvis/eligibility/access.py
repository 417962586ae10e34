"""What the domains above may know of the household of whoever sends a request."""

from django.http import HttpRequest

from parvis.accounts.models import Account
from parvis.eligibility import conversation, queries
from parvis.eligibility.interview import Interview
from parvis.eligibility.situation import Situation


def situation_at(request: HttpRequest) -> Situation | None:
    """What this browser's session was told of the household, else what a resident keeps; None when
    nothing is known, and for agents. At most one query."""
    user = request.user if isinstance(request.user, Account) else None
    if user is not None and user.is_agent:
        return None
    interview = conversation.current(request)
    if interview is not None and interview.asked:
        return interview.situation
    kept = queries.kept_of(user)
    return Interview.from_json(kept.interview).situation if kept is not None else None
