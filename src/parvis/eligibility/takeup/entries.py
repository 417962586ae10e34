"""What take-up adds to menus and to the journal's words."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.core import navigation
from parvis.directory.queries import memberships_at
from parvis.eligibility.takeup import queries
from parvis.journal import verbs


def register() -> None:
    """Called from `AppConfig.ready()`."""
    navigation.register(
        "agent",
        _("Take-up"),
        "eligibility:takeup",
        icon="users",
        order=89,
        match="/agent/recours/",
        shown=_shown,
    )
    for verb, sentence in {
        "counting_agreed": _("{actor} agreed to be counted, to see who goes without their rights."),
        "counting_refused": _("{actor} no longer agrees to be counted."),
        "contact_agreed": _("{actor} agreed to be contacted about rights."),
        "contact_refused": _("{actor} no longer agrees to be contacted about rights."),
        "received_said": _("{actor} said which benefits they receive."),
        "campaign_prepared": _("{actor} prepared a campaign about a benefit."),
        "campaign_launched": _("{actor} launched a campaign about a benefit."),
        "campaign_measured": _("{actor} counted what a campaign came to."),
        "campaign_told": _("{actor} wrote about a benefit you seem not to receive."),
        "phone_agreed": _("{actor} agreed to be telephoned before a visit about rights."),
        "phone_refused": _("{actor} no longer agrees to be telephoned about rights."),
        "visits_entrusted": _("{actor} entrusted visits of a campaign."),
        "campaign_visited": _("{actor} noted a visit about a benefit you seem not to receive."),
        "campaign_listed": _("{actor} saw your name in the list of a campaign about a benefit."),
        "take_up_counted": _("{actor} counted who seems entitled and does not receive."),
    }.items():
        verbs.register(f"eligibility.{verb}", sentence, is_reading=verb == "campaign_listed")


def _shown(request: HttpRequest) -> bool:
    """To those who manage a unit of an authority."""
    return bool(queries.institutions_of(memberships_at(request)))
