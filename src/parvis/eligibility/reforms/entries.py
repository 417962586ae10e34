"""What the reforms add to menus and to the journal's words."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core import clock, navigation
from parvis.directory.queries import memberships_at
from parvis.eligibility.reforms import queries
from parvis.journal import verbs


def register() -> None:
    """Called from `AppConfig.ready()`."""
    navigation.register(
        "agent", _("Tariffs on trial"), "eligibility:reforms", icon="euro", order=88, shown=_shown
    )
    verbs.register("eligibility.scenario_kept", _("{actor} kept the scenario “{name}”."))
    verbs.register("eligibility.reform_tried", _("{actor} tried a reform of the national law."))
    verbs.register("eligibility.tariff_adopted", _("{actor} wrote down the tariff that was voted."))


def _shown(request: HttpRequest) -> bool:
    account = request.user
    return isinstance(account, Account) and queries.tries_tariffs(
        account, memberships_at(request), clock.today()
    )
