"""A household is told the price it will be charged, to the cent, before and after a vote begins."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from tests.harness import queries as counted

from parvis.accounts.models import Account
from parvis.cases import actions
from parvis.cases.actions.retention import run_retention
from parvis.cases.engine import charges, tariffs
from parvis.cases.engine import party as parties
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.queries.charges import charges_of
from parvis.cases.queries.tariffs import prices_shown
from parvis.cases.tests.engine.test_charges import Parking
from parvis.core import clock
from parvis.directory.models import Institution
from parvis.directory.tests import factories as directory
from parvis.eligibility.local import judge
from parvis.eligibility.local.voted import benefits_for
from parvis.eligibility.reforms.actions import adopt_tariff, keep_scenario
from parvis.eligibility.reforms.models import AdoptedTariff
from parvis.eligibility.reforms.tariffs import Bands, Effort, Tariff
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.verdicts import Yes
from parvis.revenue.models import Due

pytestmark = pytest.mark.django_db
PAU, BENEFIT = "64445", "pau.stationnement-resident"
BEFORE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STARTS = date(2026, 4, 1)
AFTER = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
VOTED = Bands((45_000, 90_000), (1_000, 4_550, 12_010))
# Cents: round euros, as both papers and forms say them.
QUOTIENTS = [None, *random.Random(4).sample(range(0, 400_000, 100), 92)]
QUOTIENTS += [0, 40_000, 40_100, 45_000, 45_100, 90_000, 90_100]


@pytest.fixture
def town():
    """Pau, which installs the service and has the tariff of its own benefit."""
    with clock.at(BEFORE):
        parking = Parking()
        parking.institution = parking.stage.institution
        parking.institution.kind = Institution.Kind.COMMUNE
        parking.institution.area = parking.stage.commune
        parking.institution.save()
        assert parking.institution.area.code == PAU
    return parking


def vote(institution: Institution, tariff: Tariff = VOTED, starts_on: date = STARTS) -> None:
    clerk = directory.agent("Mairie")
    Account.objects.filter(pk=clerk.pk).update(is_administrator=True)
    clerk.refresh_from_db()
    scenario = keep_scenario(
        account=clerk,
        memberships=[],
        institution=institution,
        benefit=BENEFIT,
        name=f"Dès le {starts_on}",
        note="",
        today=tariff,
        variants=[tariff],
        use={},
        population="0" * 64,
    )
    adopt_tariff(
        account=clerk,
        memberships=[],
        scenario=scenario,
        variant=0,
        deliberation="2026-031",
        voted_on=clock.today(),
        starts_on=starts_on,
    )


def told(quotient: int | None, on: date) -> int:
    """What the pages of rights announce for a card."""
    situation = Situation().told("home.commune", Fact(PAU, on))
    situation = situation.told("family.quotient_caf", Fact(quotient, on))
    benefit = next(one for one in benefits_for(PAU, on) if one.id == BENEFIT)
    [answer] = judge(benefit, situation, {}, on)
    assert isinstance(answer.verdict, Yes)
    assert answer.verdict.amount is not None
    assert answer.verdict.amount.low == answer.verdict.amount.high
    return answer.verdict.amount.low


def submitted(town, at: datetime):
    with clock.at(at):
        return actions.submit(
            draft=town.stage.draft(),
            person=town.stage.person,
            party=parties.applicant(town.account),
        )


def charged(case, quotient: int | None) -> int:
    """What the engine makes due for that quotient; zero is asked of nobody."""
    case.answers["quotient_familial"] = None if quotient is None else quotient // 100
    live = Live.of(case, SYSTEM_PARTY)
    granting = live.script.package.process.transition("accorder")
    with transaction.atomic():
        charges.ask(live, granting, live.facts())
        cents = live.case.charges["redevance"]["cents"]
        assert [due.amount_cents for due in Due.objects.filter(state="open")] == [cents] * bool(
            cents
        )
        transaction.set_rollback(True)
    return cents


def test_a_hundred_households_are_told_what_they_are_charged(town):
    with clock.at(BEFORE):
        vote(town.institution)
    before, after = submitted(town, BEFORE), submitted(town, AFTER)
    # Both are decided once the vote is in force: the day of the request is the one that counts.
    with clock.at(datetime(2026, 5, 4, tzinfo=UTC)):
        for case, day in ((before, BEFORE.date()), (after, AFTER.date())):
            prices = {told(quotient, day) for quotient in QUOTIENTS}
            for quotient in QUOTIENTS:
                assert charged(case, quotient) == told(quotient, day), (quotient, day)
            assert len(prices) > 2
    assert len(QUOTIENTS) == 100
    assert told(60_000, BEFORE.date()) == 3_000
    assert told(60_000, AFTER.date()) == 4_550


@pytest.mark.parametrize(
    "tariff",
    [Effort(Decimal("0.43"), 900, 15_000, 5, "up"), Bands((), (7_700,))],
    ids=["rate", "one price"],
)
def test_any_form_of_tariff_is_told_and_charged_alike(town, tariff):
    with clock.at(BEFORE):
        vote(town.institution, tariff)
    case = submitted(town, AFTER)
    for quotient in QUOTIENTS[:25]:
        price = charged(case, quotient)
        assert price == told(quotient, AFTER.date())
        if quotient is not None:
            assert price == tariff.price(quotient)
    # Who keeps the quotient to themselves paid the highest price, and still does.
    assert charged(case, None) == max(charged(case, 4_000_000), charged(case, 0))


def test_a_row_that_was_changed_behind_our_back_is_neither_told_nor_charged(town):
    with clock.at(BEFORE):
        vote(town.institution)
    row = AdoptedTariff.objects.get()
    AdoptedTariff.objects.bulk_create([
        AdoptedTariff(
            institution=row.institution, benefit=BENEFIT, starts_on=date(2026, 3, 20),
            tariff=row.tariff | {"prices": [0, 0, 0]}, deliberation="2026-031",
            voted_on=row.voted_on, at=row.at, by_key="", by="", digest=row.digest,
        )
    ])  # fmt: skip
    case = submitted(town, datetime(2026, 3, 25, 9, tzinfo=UTC))
    assert charged(case, 60_000) == told(60_000, date(2026, 3, 25)) == 3_000


def test_the_case_keeps_which_tariff_vote_and_quotient_gave_the_price(town, client):
    with clock.at(BEFORE):
        vote(town.institution)
    with clock.at(AFTER):
        case = town.asked()
        [owed] = charges_of(case, "fr")
        assert owed.cents == owed.basis.price == 4_550
        assert owed.basis.quotient == 65_000
        assert owed.basis.since == STARTS
        assert "2026-031" in owed.basis.text
        client.force_login(town.account)
        html = client.get(reverse("cases:detail", args=[case.reference])).text
    for words in ("2026-031", "650,00", "45,50", "avril 2026"):
        assert words in html.replace("\xa0", " "), words


def test_the_price_by_the_package_holds_where_nothing_was_voted():
    with clock.at(BEFORE):
        case = Parking().asked()
    [owed] = charges_of(case, "fr")
    assert (owed.cents, owed.basis.text, owed.basis.since) == (3_000, "", None)


def test_a_tariff_of_the_other_quotient_is_not_used(town):
    tariff = town.package.process.tariffs["carte"]
    assert tariffs.in_force(tariff, town.institution, STARTS) is not None
    other = tariff.model_copy(update={"kind": "tax"})
    assert tariffs.in_force(other, town.institution, STARTS) is None


def test_the_form_shows_the_prices_in_force(town):
    with clock.at(BEFORE):
        vote(town.institution)
    fields = town.package.form.all_fields()
    lines = {}
    for at in (BEFORE, AFTER):
        with clock.at(at), counted() as sent:
            [lines[at]] = prices_shown(town.package, fields, town.institution.pk).values()
        assert len(sent) == 2
    assert any("60,00" in line for line in lines[BEFORE])
    assert any("120,10" in line for line in lines[AFTER])
    assert "2026-031" in lines[AFTER][-1]
    assert prices_shown(town.package, [f for f in fields if not f.tariff], 1) == {}


def test_what_is_anonymised_says_nobody_s_quotient(town):
    with clock.at(AFTER):
        case = town.asked()
        assert case.charges["redevance"]["tariff"]["quotient"] == 65_000
        applicant = parties.applicant(town.account)
        actions.perform(case=case, transition="retirer", party=applicant, inputs={})
    for day in (datetime(2028, 6, 1, tzinfo=UTC), datetime(2028, 8, 1, tzinfo=UTC)):
        with clock.at(day):
            run_retention()
    case.refresh_from_db()
    assert case.anonymised_at is not None
    assert case.charges["redevance"]["cents"] == 3_000
    assert "tariff" not in case.charges["redevance"]
