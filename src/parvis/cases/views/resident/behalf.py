"""As whom somebody reads residents' pages: whom they act for under a mandate, then themselves."""

from django.http import HttpRequest

from parvis.accounts.models import Account
from parvis.accounts.queries import persons_at
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.trust.access import acting


def party_at(request: HttpRequest) -> Party:
    """Whose requests the lists of this session show. One query for oneself, none for another."""
    return parties_at(request)[0]


def parties_at(request: HttpRequest) -> list[Party]:
    """Everybody whose requests this session may open: whom one acts for, then oneself. An agent has
    no request of their own."""
    account, found = request.user, acting(request)
    assert isinstance(account, Account)
    mine = [] if account.is_agent else [parties.applicant(account, persons_at(request))]
    return [parties.on_behalf(account, found), *mine] if found is not None else mine
