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
from parvis.cases.engine.stage import Stage
from parvis.cases.queries.charges import charges_of
from parvis.cases.queries.tariffs import prices_shown
from parvis.cases.tests.engine.test_charges import Parking
from parvis.catalogue.tests.factories import make_package
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


def vote(
    institution: Institution,
    tariff: Tariff = VOTED,
    starts_on: date = STARTS,
    benefit: str = BENEFIT,
) -> None:
    clerk = directory.agent("Mairie")
    Account.objects.filter(pk=clerk.pk).update(is_administrator=True)
    clerk.refresh_from_db()
    scenario = keep_scenario(
        account=clerk,
        memberships=[],
        institution=institution,
        benefit=benefit,
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


PUPIL = {"home.children": 1, "child1.birth_date": date(2019, 5, 14), "child1.school": "primary"}


def told(quotient: int | None, on: date, commune: str = PAU, id_: str = BENEFIT) -> int:
    """What the pages of rights announce for a card, or for a meal."""
    situation = Situation(("me", "child1") if commune != PAU else ("me",))
    facts = {"home.commune": commune, "family.quotient_caf": quotient}
    for path, value in (facts | (PUPIL if commune != PAU else {})).items():
        situation = situation.told(path, Fact(value, on))
    benefit = next(one for one in benefits_for(commune, on) if one.id == id_)
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


JURANCON, CANTEEN = "64284", "jurancon.cantine"


def test_a_bill_follows_the_tariff_of_its_last_day():
    """Meals of September and of October, when a tariff begins on the first of October."""
    package = make_package("parvis/cantine-scolaire")
    september, october = date(2026, 9, 30), date(2026, 10, 16)
    with clock.at(datetime(2026, 9, 7, 8, tzinfo=UTC)):
        stage = Stage(package, package.scenarios.scenarios[0].given)
        stage.institution.kind = Institution.Kind.COMMUNE
        stage.institution.area = stage.commune
        stage.institution.save()
        vote(stage.institution, VOTED, date(2026, 10, 1), CANTEEN)
        canteen = stage.party("canteen")
        case = actions.submit(
            draft=stage.draft(), person=stage.person, party=parties.somebody(stage.person)
        )
        case = actions.perform(case=case, transition="inscrire", party=canteen, inputs={})
    with clock.at(datetime(2026, 11, 2, 8, tzinfo=UTC)):
        for meals, until in ((11, september), (8, october)):
            inputs = {"repas": meals, "jusqu_au": until.isoformat()}
            case = actions.perform(case=case, transition="facturer", party=canteen, inputs=inputs)
    before, after = (
        told(62_000, september, JURANCON, CANTEEN),
        told(62_000, october, JURANCON, CANTEEN),
    )
    assert (before, after) == (310, 4_550)
    bills = charges_of(case, "fr")
    assert [bill.cents for bill in bills] == [11 * before, 8 * after]
    assert [bill.on for bill in bills] == [september, october]
    assert [bill.basis.price for bill in bills] == [before, after]
    dues = Due.objects.order_by("charge")
    assert [(due.charge, due.amount_cents) for due in dues] == [
        ("facture", 3_410), ("facture#2", 36_400),
    ]  # fmt: skip
    assert "30 septembre 2026" in dues[0].label
    # One paid, the other is still waited for; both, and nothing is.
    actions.note_paid(case_id=case.pk, charge="facture#2")
    case.refresh_from_db()
    assert case.state == "a_payer"
    actions.note_paid(case_id=case.pk, charge="facture")
    case.refresh_from_db()
    assert case.state == "inscrite"


def test_without_a_tariff_the_canteen_bills_nothing():
    package = make_package("parvis/cantine-scolaire")
    with clock.at(datetime(2026, 9, 7, 8, tzinfo=UTC)):
        stage = Stage(package, package.scenarios.scenarios[0].given)
        case = actions.submit(
            draft=stage.draft(), person=stage.person, party=parties.somebody(stage.person)
        )
        canteen = stage.party("canteen")
        case = actions.perform(case=case, transition="inscrire", party=canteen, inputs={})
        with pytest.raises(actions.NotAllowed, match="aucun tarif"):
            actions.perform(
                case=case,
                transition="facturer",
                party=canteen,
                inputs={"repas": 3, "jusqu_au": "2026-09-07"},
            )
    assert not Due.objects.exists()


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
