"""Households that agreed to be counted, and nights."""

from datetime import UTC, datetime, timedelta

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_resident
from parvis.core import clock
from parvis.directory.models import Institution, Membership
from parvis.directory.tests import factories as directory
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.takeup import counting
from parvis.eligibility.takeup.actions import consents
from parvis.eligibility.tests.test_kept import kept_by
from parvis.territory.models import Area

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
REACHED = {"phone": "+33639980199", "address_line": "1 rue Maubec", "postal_code": "64230"}


def counted(*, received=None, contacted=True, account=None, **facts) -> KeptSituation:
    """A mother alone who works, at Jurançon, reachable by every channel."""
    account = account or make_resident(**REACHED)
    facts = {
        "me__wage": 900_00,
        "home__occupancy": "tenant_unfurnished",
        "home__rent": 520_00,
    } | facts
    kept = kept_by(account, **facts)
    consents.set_consents(kept=kept, counted=True, contacted=contacted, actor=account.actor)
    if received:
        consents.say_received(kept=kept, answers=received, actor=account.actor)
    kept.refresh_from_db()
    return kept


def night(days: int = 0):
    with clock.at(clock.now() + timedelta(days=days)):
        return counting.count()


def manager_of(area: Area, *, siren: str = "216402842", kind: str = "commune") -> Account:
    owner = Institution.objects.filter(siren=siren).first() or directory.institution(
        siren=siren, name=f"Commune de {area.name}", kind=kind, area=area
    )
    where = directory.unit(owner=owner, name="Action sociale")
    return directory.membership(where=where, role=Membership.Role.MANAGER).account
