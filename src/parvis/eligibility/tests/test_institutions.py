"""A fact that an institution gives: asked by its person, once, kept beside what they said."""

import html
from datetime import date, timedelta

import pytest
from django.test import Client

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.eligibility import ports
from parvis.eligibility.institutions import actions
from parvis.eligibility.institutions.models import AskedFact
from parvis.eligibility.interview import Interview
from parvis.eligibility.situation import Origin
from parvis.eligibility.tests.takeup.people import NOW
from parvis.eligibility.tests.test_kept import kept_by
from parvis.journal.models import Entry

pytestmark = [pytest.mark.django_db]
PAGE = "/mes-droits/ma-situation/"
ASK = f"{PAGE}quotient/"


class Source:
    """Answers with what is put in `answers`, in turn: a number of euros, or an exception."""

    agreement = "habilitation n° 12345"

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def quotient(self, who):
        self.asked.append(who)
        told = self.answers.pop(0)
        if isinstance(told, Exception):
            raise told
        return ports.QuotientTold(told * 100, date(2026, 11, 1), "CNAF")


@pytest.fixture(autouse=True)
def november():
    before = list(ports._quotients)
    with clock.at(NOW):
        yield
    ports._quotients[:] = before


@pytest.fixture
def source():
    def provide(*answers) -> Source:
        made = Source(*answers)
        ports.provide_quotients(made)
        return made

    return provide


def checked(**facts):
    account = make_resident(
        family_name="Roux", given_names="Jeanne Stéphanie", birth_date="1987-06-14",
        gender="female", birth_country_code="99100", birth_place_code="08480",
        identity_source=Person.IdentitySource.FRANCECONNECT,
    )  # fmt: skip
    return kept_by(account, **facts), account


def fact_of(kept):
    kept.refresh_from_db()
    return Interview.from_json(kept.interview).situation.fact(actions.QUOTIENT)


def test_what_came_is_a_fact_of_the_institution_with_its_day(source):
    asked = source(640)
    kept, account = checked()
    for _twice in range(2):
        actions.ask(kept=kept, actor=account.actor)
    assert actions.ask_waiting() == 1
    assert actions.ask_waiting() == 0
    [who] = asked.asked
    assert (who.family_name, who.given_names, who.sex) == ("Roux", ("Jeanne", "Stéphanie"), "F")
    fact = fact_of(kept)
    assert (fact.value, fact.origin, fact.on) == (640_00, Origin.INSTITUTION, NOW.date())
    verbs = Entry.objects.filter(person_key=str(kept.person_id)).values_list("verb", flat=True)
    assert {"eligibility.institution_asked", "eligibility.institution_told"} <= set(verbs)


def test_a_declared_value_is_never_replaced_silently(source):
    source(640)
    kept, account = checked(family__quotient_caf=400_00)
    actions.ask(kept=kept, actor=account.actor)
    actions.ask_waiting()
    assert fact_of(kept).value == 400_00
    assert actions.take(kept=kept, actor=account.actor)
    assert (fact_of(kept).value, fact_of(kept).origin) == (640_00, Origin.INSTITUTION)
    actions.erase(kept=kept, actor=account.actor)
    assert fact_of(kept) is None
    assert not AskedFact.objects.exists()


def test_what_was_declared_stays_when_the_answer_is_erased(source):
    source(640)
    kept, account = checked(family__quotient_caf=400_00)
    actions.ask(kept=kept, actor=account.actor)
    actions.ask_waiting()
    actions.erase(kept=kept, actor=account.actor)
    assert fact_of(kept).value == 400_00


@pytest.mark.parametrize(
    ("error", "state"),
    [(ports.NotKnownThere(), "unknown"), (ports.InstitutionRefused(), "refused")],
)
def test_a_refusal_is_final_until_they_ask_again(source, error, state):
    source(error, 500)
    kept, account = checked()
    actions.ask(kept=kept, actor=account.actor)
    actions.ask_waiting()
    assert AskedFact.objects.get().state == state
    assert fact_of(kept) is None
    actions.ask(kept=kept, actor=account.actor)
    actions.ask_waiting()
    assert fact_of(kept).value == 500_00


def test_an_outage_is_asked_again_later_then_given_up(source):
    away = [ports.InstitutionAway() for _each in range(6)]
    asked = source(*away)
    kept, account = checked()
    actions.ask(kept=kept, actor=account.actor)
    moment = NOW
    for wait in (timedelta(), *actions.AGAIN_AFTER):
        moment += wait
        with clock.at(moment - timedelta(seconds=1)):
            if wait:
                assert actions.ask_waiting() == 0
        with clock.at(moment):
            actions.ask_waiting()
    assert len(asked.asked) == 6
    assert AskedFact.objects.get().state == "away"


class Killed(BaseException):
    pass


def test_a_worker_killed_while_it_waits_asks_again(source):
    asked = source()
    asked.quotient = lambda who: (_ for _ in ()).throw(Killed())
    kept, account = checked()
    actions.ask(kept=kept, actor=account.actor)
    with pytest.raises(Killed):
        actions.ask_waiting()
    source(640)
    assert actions.ask_waiting() == 0
    with clock.at(NOW + timedelta(minutes=2)):
        assert actions.ask_waiting() == 1
    assert fact_of(kept).value == 640_00


def test_an_answer_that_comes_after_they_erased_the_question_is_not_kept(source):
    asked = source()
    kept, account = checked()

    def erased_meanwhile(who):
        actions.erase(kept=kept, actor=account.actor)
        return ports.QuotientTold(640_00, date(2026, 11, 1), "CNAF")

    asked.quotient = erased_meanwhile
    actions.ask(kept=kept, actor=account.actor)
    assert actions.ask_waiting() == 0
    assert fact_of(kept) is None


@pytest.mark.parametrize(
    "changed",
    [{"identity_source": Person.IdentitySource.DECLARED}, {"birth_date": "1987"},
     {"birth_place_code": ""}, {"gender": ""}],
)  # fmt: skip
def test_nobody_asks_for_an_identity_that_was_not_checked(source, changed):
    asked = source(640)
    kept, account = checked()
    Person.objects.filter(pk=kept.person_id).update(**changed)
    kept.refresh_from_db()
    kept.person.refresh_from_db()
    with pytest.raises(actions.CannotAsk):
        actions.ask(kept=kept, actor=account.actor)
    assert not asked.asked


def seen(client: Client) -> str:
    return html.unescape(client.get(PAGE).content.decode())


def test_the_person_asks_sees_chooses_and_erases(client: Client, source):
    source(640)
    kept, account = checked(family__quotient_caf=400_00)
    sign_in(client, account)
    assert "habilitation n° 12345" in seen(client)
    client.post(ASK)
    assert "Il n’y a pas encore de réponse" in seen(client)
    actions.ask_waiting()
    told = seen(client)
    assert "CNAF" in told
    assert "novembre 2026" in told
    assert "Vous aviez dit autre chose" in told
    client.post(ASK, {"prendre": "1"})
    assert fact_of(kept).value == 640_00
    assert "donné par une institution" in seen(client)
    assert "Si vous le demandez" not in seen(client), "nothing is left to ask this month"
    with clock.at(NOW + timedelta(days=20)):
        assert "Ce mois est passé" in seen(client)
        assert "Si vous le demandez" in seen(client)
    client.post(ASK, {"effacer": "1"})
    assert fact_of(kept) is None


def test_without_an_agreement_nothing_is_offered(client: Client):
    ports._quotients.clear()
    _kept, account = checked()
    sign_in(client, account)
    assert "quotient familial, de la CAF" not in seen(client)
    assert client.post(ASK).status_code == 302
    assert not AskedFact.objects.exists()
