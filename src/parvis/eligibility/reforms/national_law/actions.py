"""A reform of the national law: asked for, computed by the worker, kept with its figures."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.directory.models import Institution, Membership
from parvis.eligibility.national import SUMMED
from parvis.eligibility.ports import LawRefused, LawUnavailable, ParametersTold, law_trials
from parvis.eligibility.reforms import rules
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.journal import actions as journal

log = logging.getLogger(__name__)
TRY: Final = "eligibility.try_reform"
FAULTS: Final[Mapping[str, Promise]] = {
    "law": _("The engine of the national law did not answer."),
    "refused": _("The national law could not be computed for one of the households."),
    "population": _("The population has changed since it was asked for."),
}


class NameTaken(ValueError):
    """The institution has tried a reform of that name."""


class NoPopulation(ValueError):
    """No population covers the area of the institution."""


def try_reform(
    *,
    account: Account,
    memberships: Sequence[Membership],
    institution: Institution,
    name: str,
    note: str,
    month: date,
    variants: Sequence[Mapping[str, float]],
    today: ParametersTold,
) -> NationalTrial:
    """Have the worker compute what these values of parameters change, and keep it under a name.

    Raises PermissionDenied, NameTaken, NoPopulation.
    """
    if not rules.may_try(account, memberships, institution):
        raise PermissionDenied
    population = population_of(institution)
    try:
        with transaction.atomic():
            trial = NationalTrial.objects.create(
                institution=institution, name=name, note=note, month=month,
                variants=[dict(each) for each in variants],
                today={code: dict(each) for code, each in today.values.items()},
                law=dict(today.law),
                population=population.digest,
                households=len(population.households),
                at=clock.now(), by_key=str(account.pk), by=str(account)[:200],
            )  # fmt: skip
            journal.record(
                actor=Actor("agent", str(account.pk), str(account), institution=institution.siren),
                verb="eligibility.reform_tried",
                about=trial,
                detail={"name": name, "variants": trial.variants},
            )
            jobs.defer(TRY, trial=trial.pk, lock=TRY)
    except IntegrityError as error:
        raise NameTaken(name) from error
    return trial


def try_again(*, account: Account, memberships: Sequence[Membership], trial: NationalTrial) -> None:
    """What could not be computed. Raises PermissionDenied."""
    if not rules.may_try(account, memberships, trial.institution):
        raise PermissionDenied
    with transaction.atomic():
        mine = NationalTrial.objects.filter(pk=trial.pk, figures__isnull=True).exclude(fault="")
        if mine.update(fault="", done=0):
            jobs.defer(TRY, trial=trial.pk, lock=TRY)


def population_of(institution: Institution) -> Any:
    """The one that covers the institution, whole: the law holds everywhere. Raises NoPopulation."""
    # numpy is loaded by whoever computes.
    from parvis.eligibility.reforms import populations

    code = institution.area.code if institution.area else ""
    communes = {code} if institution.kind == "commune" else set[str]()
    found = populations.population_of(communes, f"{institution.kind}:{code}")
    if found is None:
        raise NoPopulation(code)
    return found


def compute(pk: int) -> None:
    """Its figures, chunk by chunk; cut anywhere, it begins again and says the same."""
    trial = NationalTrial.objects.select_related("institution__area").filter(pk=pk).first()
    if trial is None or trial.figures is not None:
        return
    mine = NationalTrial.objects.filter(pk=pk)
    mine.update(done=0)
    try:
        found = _figures(trial)
    except (LawUnavailable, LawRefused, NoPopulation) as error:
        log.warning("reform %s: %s: %s", pk, type(error).__name__, error)
        faults = {LawUnavailable: "law", LawRefused: "refused"}
        mine.update(fault=faults.get(type(error), "population"))
    else:
        mine.update(figures=found, fault="", done=F("households"))


def _figures(trial: NationalTrial) -> dict[str, Any]:
    from parvis.eligibility.reforms.national_law import figures as national

    population = population_of(trial.institution)
    if population.digest != trial.population:
        raise NoPopulation(trial.population)
    people = population.households
    cents: list[list[int]] = [[] for _each in range(len(trial.variants) + 1)]
    for start in range(0, len(people), national.CHUNK):
        rows = range(start, min(start + national.CHUNK, len(people)))
        parts = law_trials().reform(
            national.told(people, rows), SUMMED, trial.variants, trial.month
        )
        for whole, part in zip(cents, parts, strict=True):
            whole += part
        NationalTrial.objects.filter(pk=trial.pk).update(done=rows.stop)
    return national.figures(population, cents).as_data()
