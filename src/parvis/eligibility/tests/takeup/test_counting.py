"""Who is counted, as what; a night cut anywhere comes to the same."""

import html
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.eligibility import watching
from parvis.eligibility.actions import agree_to_be_told
from parvis.eligibility.models import CountingRun, KeptSituation, ReceivedBenefit, Standing
from parvis.eligibility.takeup import counting
from parvis.eligibility.takeup.actions import consents
from parvis.eligibility.takeup.actions import counting as actions
from parvis.eligibility.tests.takeup.people import NOW, counted, night
from parvis.eligibility.tests.test_kept import kept_by
from parvis.eligibility.tests.twin import Twin
from parvis.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("around_pau")]
MINE = "/mes-droits/ma-situation/"


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOW):
        yield


def standings(benefit: str) -> list[str]:
    return list(Standing.objects.filter(benefit=benefit).values_list("state", flat=True))


def verbs() -> list[str]:
    found = Entry.objects.filter(verb__startswith="eligibility.").order_by("pk")
    return [entry.verb.removeprefix("eligibility.") for entry in found]


@pytest.mark.parametrize(
    ("said", "state"),
    [(None, "unclear"), ("unknown", "unclear"), ("no", "missing"), ("yes", "receives")],
)
def test_what_is_not_known_is_never_a_right_not_taken_up(law: Twin, said, state):
    counted(received={"state.ppa": said} if said else None)
    night()
    assert standings("state.ppa") == [state]
    row = Standing.objects.get(benefit="state.ppa")
    assert (row.commune, row.age, row.family) == ("64284", "25-39", "single")
    assert row.why
    assert row.law == "twin 1.0"


def test_no_right_no_row_unless_it_is_received(law: Twin):
    counted(me__wage=3900_00, received={"state.ppa": "no", "state.rsa": "yes"})
    night()
    assert standings("state.ppa") == []
    assert standings("state.rsa") == ["receives"]


def test_only_who_agreed_is_counted_and_it_goes_when_taken_back(law: Twin):
    kept_by(make_resident())
    kept = counted()
    night()
    assert set(Standing.objects.values_list("situation", flat=True)) == {kept.pk}
    consents.set_consents(
        kept=kept, counted=False, contacted=False, actor=kept.person.account.actor
    )
    assert not Standing.objects.exists()
    kept.refresh_from_db()
    assert kept.counted_in == ""
    assert verbs()[-2:] == ["counting_refused", "contact_refused"]
    with pytest.raises(consents.CountedFirst):
        consents.set_consents(
            kept=kept, counted=False, contacted=True, actor=kept.person.account.actor
        )


def test_a_night_judges_only_who_changed(law: Twin):
    first, second = counted(), counted()
    assert night().judged == 2
    calls = len(law.calls)
    run = night(1)
    assert (run.judged, run.looked, len(law.calls)) == (0, 2, calls)
    consents.say_received(kept=first, answers={"state.ppa": "no"}, actor=first.person.account.actor)
    assert night(2).judged == 1
    KeptSituation.objects.filter(pk=second.pk).update(counted_mark="")
    assert night(3).judged == 1
    assert night(40).judged == 2, "another month"
    assert verbs().count("take_up_counted") == 5


def test_who_is_watched_too_is_judged_once_for_both(law: Twin):
    both, only_counted = counted(received={"state.ppa": "no"}), counted()
    agree_to_be_told(kept=both, certainty="likely", actor=both.person.account.actor)
    watching.watch(seen=counting.count_seen)
    assert standings("state.ppa") == ["missing"]
    assert len(law.calls) == 1
    run = night()
    assert (run.judged, run.looked, len(law.calls)) == (2, 2, 2)
    assert Standing.objects.filter(situation=only_counted).exists()


def test_who_is_only_watched_is_not_counted(law: Twin):
    kept = kept_by(make_resident())
    agree_to_be_told(kept=kept, certainty="likely", actor=kept.person.account.actor)
    watching.watch(seen=counting.count_seen)
    assert len(law.calls) == 1
    assert not CountingRun.objects.exists()


def test_without_the_law_nothing_is_counted_and_what_was_stands(law: Twin):
    counted(received={"state.ppa": "no"})
    night()
    law.is_there = False
    assert night(40) is None
    assert standings("state.ppa") == ["missing"]


def test_a_household_that_the_law_refuses_spoils_no_other(law: Twin, monkeypatch):
    counted(me__wage=1_23)
    counted(received={"state.ppa": "no"})
    real = law.amounts

    def refuses(situations, benefits, month):
        from parvis.eligibility.ports import LawRefused

        for one in situations:
            if one.fact("me.wage").value == 1_23:
                raise LawRefused("me.wage", "no")
        return real(situations, benefits, month)

    monkeypatch.setattr(law, "amounts", refuses)
    assert night().finished_at
    assert standings("state.ppa") == ["missing"]


class Killed(BaseException):
    pass


def told() -> set[tuple]:
    return set(Standing.objects.values_list("situation", "benefit", "state", "why", "commune"))


def test_a_night_killed_at_any_statement_comes_to_the_same(law: Twin, monkeypatch):
    """The process dies before its n-th statement, for each n; the next run ends the work."""
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    for _each in range(3):
        counted(received={"state.ppa": "no"})
    sent = []

    def counting_them(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting_them):
        night()
    whole = told()
    assert len(sent) > 20
    for last in range(1, len(sent), 5):
        Standing.objects.all().delete()
        CountingRun.objects.all().delete()
        KeptSituation.objects.update(counted_mark="", counted_on=None)
        before = Entry.objects.filter(verb="eligibility.take_up_counted").count()
        left = [last]

        def dies(execute, sql, params, many, context, left=left):
            left[0] -= 1
            if not left[0]:
                raise Killed
            return execute(sql, params, many, context)

        with pytest.raises(Killed), connection.execute_wrapper(dies):
            night()
        run = night()
        assert told() == whole
        assert (run.judged, run.looked) == (3, 3)
        assert Entry.objects.filter(verb="eligibility.take_up_counted").count() == before + 1


def test_what_somebody_says_meanwhile_is_not_overwritten(law: Twin):
    kept = counted()
    stale = KeptSituation.objects.get(pk=kept.pk)
    run = actions.begin_run(on=clock.today(), law="twin 1.0")
    with clock.at(clock.now().replace(minute=30)):
        consents.say_received(
            kept=kept, answers={"state.ppa": "yes"}, actor=kept.person.account.actor
        )
    household = actions.Household("64284", "25-39", "single")
    assert not actions.count_household(run=run, kept=stale, mark="x", household=household, found=[])


def test_consents_are_asked_apart_and_said_in_plain_words(client: Client, law: Twin):
    mother = make_resident()
    kept_by(mother, me__wage=900_00)
    sign_in(client, mother)
    page = html.unescape(client.get(MINE).content.decode())
    assert "J’accepte d’être compté" in page
    assert client.post(f"{MINE}accords/", {"contacted": "on"}).status_code == 422
    client.post(f"{MINE}accords/", {"counted": "on"})
    kept = KeptSituation.objects.get()
    assert kept.counted_since
    assert kept.contacted_since is None
    page = html.unescape(client.get(f"{MINE}ce-que-je-recois/").content.decode())
    assert "Prime d’activité" in page
    client.post(f"{MINE}ce-que-je-recois/", {"state.ppa": "no"})
    assert ReceivedBenefit.objects.get(benefit="state.ppa").answer == "no"
    night()
    page = html.unescape(client.get(MINE).content.decode())
    assert "Prime d’activité" in page
    assert verbs()[:2] == ["situation_kept", "counting_agreed"]


def test_birthdays_move_people_between_bands(law: Twin):
    counted(me__birth_date=date(2001, 11, 25))
    night()
    assert Standing.objects.filter(age="-25").exists()
    night(10)
    assert not Standing.objects.filter(age="-25").exists()


@pytest.mark.parametrize(
    ("is_counted", "is_contacted", "says"),
    [
        (False, False, "Elle ne sert à rien d’autre."),
        (True, False, "dans des totaux qui ne nomment personne."),
        (True, True, "voir votre nom, votre adresse et l’aide."),
    ],
)
def test_what_the_situation_serves_for_is_said_as_it_was_agreed_to(
    law: Twin, client: Client, is_counted: bool, is_contacted: bool, says: str
):
    account = make_resident()
    kept = kept_by(account)
    consents.set_consents(
        kept=kept, counted=is_counted, contacted=is_contacted, actor=account.actor
    )
    sign_in(client, account)
    lead = html.unescape(client.get(MINE).content.decode()).split('class="lead">')[1]
    assert says in lead.split("</p>")[0]
    assert "personne d’autre" not in lead
