"""Keeping a scenario, writing down what was voted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Institution, Membership
from parvis.eligibility.reforms import rules, seals
from parvis.eligibility.reforms.models import AdoptedTariff, Scenario
from parvis.eligibility.reforms.tariffs import Tariff, as_data
from parvis.journal import actions as journal


class NameTaken(ValueError):
    """The institution has a scenario of that name for this tariff."""


class AlreadyAdopted(ValueError):
    """Another tariff begins that day."""


class WrongDate(ValueError):
    """It would begin before its vote, or in the past."""


def _actor(account: Account, institution: Institution) -> Actor:
    return Actor("agent", str(account.pk), str(account), institution=institution.siren)


def keep_scenario(
    *,
    account: Account,
    memberships: Sequence[Membership],
    institution: Institution,
    benefit: str,
    name: str,
    note: str,
    today: Tariff,
    variants: Sequence[Tariff],
    use: dict[str, Any],
    population: str,
) -> Scenario:
    """Keep variants under a name, so that an address tells their figures again.

    Raises PermissionDenied, NameTaken.
    """
    if not rules.may_try(account, memberships, institution):
        raise PermissionDenied
    try:
        with transaction.atomic():
            scenario = Scenario.objects.create(
                institution=institution,
                benefit=benefit,
                name=name,
                note=note,
                today=as_data(today),
                variants=[as_data(one) for one in variants],
                use=use,
                population=population,
                at=clock.now(),
                by_key=str(account.pk),
                by=str(account)[:200],
            )
            journal.record(
                actor=_actor(account, institution),
                verb="eligibility.scenario_kept",
                about=scenario,
                detail={"benefit": benefit, "name": name},
            )
    except IntegrityError as error:
        raise NameTaken(name) from error
    return scenario


def adopt_tariff(
    *,
    account: Account,
    memberships: Sequence[Membership],
    scenario: Scenario,
    variant: int,
    deliberation: str,
    voted_on: date,
    starts_on: date,
) -> AdoptedTariff:
    """Write down that the council voted a variant: the tariff of the benefit from that day on.

    Raises PermissionDenied, WrongDate, AlreadyAdopted; IndexError: no such variant.
    """
    if not rules.may_adopt(account, memberships, scenario.institution):
        raise PermissionDenied
    if not rules.may_start(voted_on, starts_on, clock.today()):
        raise WrongDate(starts_on)
    adopted = AdoptedTariff(
        institution=scenario.institution,
        benefit=scenario.benefit,
        starts_on=starts_on,
        tariff=scenario.variants[variant],
        deliberation=deliberation,
        voted_on=voted_on,
        scenario=scenario,
        at=clock.now(),
        by_key=str(account.pk),
        by=str(account)[:200],
    )
    adopted.digest = seals.digest_of(adopted)
    try:
        with transaction.atomic():
            adopted.save(force_insert=True)
            journal.record(
                actor=_actor(account, scenario.institution),
                verb="eligibility.tariff_adopted",
                about=adopted,
                reason=deliberation,
                detail={
                    "benefit": adopted.benefit,
                    "from": starts_on.isoformat(),
                    "digest": adopted.digest,
                },
            )
    except IntegrityError as error:
        raise AlreadyAdopted(starts_on) from error
    return adopted
