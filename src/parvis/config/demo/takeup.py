"""Invented households that agreed to be counted (`takeup_drawn`), and a campaign that is over.

Each bears “Foyer fictif” for a name. What they are counted as was computed by the law and the local
rules; what they answered, and who asked after the campaign, was thrown with dice, and so is what
the campaign seems to have done.
"""

import json
import lzma
import random
from datetime import date, datetime, timedelta
from typing import Any, Final

from parvis.accounts.models import Account, Person
from parvis.config.demo import Report
from parvis.config.demo.takeup_drawn import SEED, path
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.text import fold
from parvis.directory import queries as directory
from parvis.eligibility.models import KeptSituation, ReceivedBenefit, Standing
from parvis.eligibility.takeup import queries
from parvis.eligibility.takeup.actions import campaigns, consents, counting
from parvis.territory.models import Area

ORDER = 65
LABEL = "Take-up"
NAME: Final = "Fictif"
BENEFIT: Final = "agglo.composteur-partage"
_MANAGER: Final = "lucie@agents.parvis.example"
_AGO: Final = timedelta(days=110)
_ASKED: Final = {"now": 0.6, "later": 0.25}


def load(report: Report) -> None:
    if Person.objects.filter(family_name__startswith=NAME).exists():
        return
    told = json.loads(lzma.decompress(path().read_bytes()))
    begun = clock.now() - _AGO
    kept = _households(told["people"], begun)
    _counted(told, kept)
    _campaign(begun)
    report(1, 1)


def _households(people: list[dict[str, Any]], begun: datetime) -> list[KeptSituation]:
    names = {
        area.code: area for area in Area.objects.filter(code__in={p["commune"] for p in people})
    }
    dice = random.Random(SEED)  # noqa: S311  nothing secret
    persons = [
        _person(number, names[one["commune"]], begun) for number, one in enumerate(people, 1)
    ]
    Person.objects.bulk_create(persons)  # writes: the demonstration alone
    return KeptSituation.objects.bulk_create(  # writes: the demonstration alone
        KeptSituation(
            person=person,
            interview=one["interview"],
            kept_at=begun,
            changed_at=begun,
            seen_at=clock.now(),
            counted_since=begun,
            contacted_since=begun if dice.random() < 0.85 else None,
            counted_in=one["commune"],
            counted_on=clock.today(),
        )
        for person, one in zip(persons, people, strict=True)
    )


def _person(number: int, commune: Area, begun: datetime) -> Person:
    name = f"{NAME} {number:03}"
    return Person(
        given_names="Foyer",
        family_name=name,
        search_text=fold(f"Foyer {name}"),
        phone=f"+3363998{5000 + number}",
        address_line=f"{number} rue Imaginaire",
        postal_code=commune.postal_codes[0],
        commune_code=commune.code,
        commune_name=commune.name,
        created_at=begun,
    )


def _counted(told: dict[str, Any], kept: list[KeptSituation]) -> None:
    pairs = list(zip(kept, told["people"], strict=True))
    ReceivedBenefit.objects.bulk_create(  # writes: the demonstration alone
        ReceivedBenefit(situation=one, benefit=benefit, answer=answer, said_at=one.kept_at)
        for one, person in pairs
        for benefit, answer in person["received"].items()
    )
    Standing.objects.bulk_create(  # writes: the demonstration alone
        Standing(
            situation=one,
            benefit=benefit,
            state=state,
            why=why,
            law=told["law"],
            commune=person["commune"],
            age=person["age"],
            family=person["family"],
            on=date.fromisoformat(told["on"]),
        )
        for one, person in pairs
        for benefit, state, why in person["standings"]
    )
    counting.end_run(run=counting.begin_run(on=clock.today(), law=told["law"]))


def _campaign(begun: datetime) -> None:
    """Of a service of this site, three months ago; the dice say who asked."""
    manager = Account.objects.get(email=_MANAGER)
    with clock.at(begun):
        mine = list(directory.memberships_of(manager))
        institution = mine[0].unit.institution
        prepared = campaigns.prepare(
            account=manager,
            memberships=mine,
            unit=mine[0].unit,
            benefit=BENEFIT,
            communes=list(queries.communes_of(institution)),
            ages=[],
            families=[],
            channel="letter",
            held_percent=50,
        )
        prepared.seed = f"{SEED:016x}"
        prepared.save(update_fields=["seed"])  # writes: the same groups each time
        launched = campaigns.launch(campaign=prepared, account=manager, memberships=mine)
    people = list(launched.recipients.select_related("situation").order_by("number"))
    dice, asked = random.Random(SEED), []  # noqa: S311  nothing secret
    with clock.at(begun + timedelta(days=40)):
        for one in people:
            if one.situation and dice.random() < _ASKED[one.group]:
                asked.append(one.situation)
                consents.say_received(kept=one.situation, answers={BENEFIT: "yes"}, actor=SYSTEM)
    told = launched.recipients.filter(group="now")
    told.update(told_at=begun)  # writes: the demonstration alone
    found = Standing.objects.filter(situation__in=asked, benefit=BENEFIT)
    found.update(state=Standing.State.RECEIVES)  # writes: the demonstration alone
    with clock.at(begun + timedelta(weeks=launched.weeks)):
        campaigns.measure(campaign=launched)
