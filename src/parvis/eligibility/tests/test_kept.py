"""What is kept with consent, who sees it, and what the night tells: once, and never a promise."""

import html
from datetime import date, timedelta

import pytest
from django.test import Client

from parvis.accounts.access import FOUND, SECOND_FACTOR
from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.tests import factories as cases
from parvis.core import clock
from parvis.directory.tests import factories as directory
from parvis.eligibility import actions, watching
from parvis.eligibility.interview import Interview, told
from parvis.eligibility.models import KeptSituation, OpenRight, SharedInterview
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.tests.conversation import MOTHER, answer_all
from parvis.eligibility.tests.twin import Twin
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("around_pau")]
MINE = "/mes-droits/ma-situation/"


def kept_by(account: Account, **facts: object) -> KeptSituation:
    said = {
        "home.commune": "64284",
        "me.birth_date": date(2001, 5, 4),
        "home.couple": False,
        "home.children": 1,
        "child1.birth_date": date(2024, 3, 1),
        "me.activity": "employed",
        "me.wage": 3900_00,
        "home.occupancy": "owner",
        "home.rent": None,
    } | {path.replace("__", "."): value for path, value in facts.items()}
    situation = Situation()
    for path, value in said.items():
        situation = told(situation, path, Fact(value, clock.today()))
    return actions.keep_situation(
        person=account.person, interview=Interview(situation, ("vous",)), actor=account.actor
    )


def verbs() -> list[str]:
    found = Entry.objects.filter(verb__startswith="eligibility.").order_by("pk")
    return [entry.verb.removeprefix("eligibility.") for entry in found]


def test_keeping_is_agreed_to_journalled_seen_and_erased(client: Client, law: Twin):
    mother = make_resident()
    sign_in(client, mother)
    answer_all(client, MOTHER)
    assert KeptSituation.objects.count() == 0
    client.post(f"{MINE}garder/")
    page = html.unescape(client.get(MINE).content.decode())
    assert "900,00\xa0€ par mois" in page
    assert "vous l’avez dit" in page
    client.post("/mes-droits/effacer/")
    assert client.post("/mes-droits/commencer/").url == "/mes-droits/resultats/"
    client.post(f"{MINE}effacer/")
    assert KeptSituation.objects.count() == 0
    assert verbs() == ["situation_kept", "situation_erased"]


def test_nobody_else_sees_it(client: Client, law: Twin):
    kept_by(make_resident(family_name="Bordenave"))
    sign_in(client, make_resident(family_name="Benali"))
    assert "Commune" not in client.get(MINE).content.decode()
    assert client.post(f"{MINE}reprendre/").status_code == 404


def night(days: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The run of a later night; how many people were told."""
    later = clock.today() + timedelta(days=days)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "today", lambda *args: later)
        return watching.watch()


def messages() -> list[str]:
    return list(Notification.objects.filter(channel="in_app").values_list("text", flat=True))


def watched(**facts: object) -> KeptSituation:
    kept = kept_by(make_resident(), **facts)
    actions.agree_to_be_told(kept=kept, certainty="likely", actor=kept.person.account.actor)
    kept.refresh_from_db()
    return kept


def test_a_birthday_opens_a_right_and_is_told_once(law: Twin, monkeypatch: pytest.MonkeyPatch):
    born = clock.today().replace(year=clock.today().year - 6) + timedelta(days=5)
    watched(child1__birth_date=born, me__wage=1800_00)
    assert night(0, monkeypatch) == 0, "what is open on the day of consent is no news"
    assert OpenRight.objects.exists()
    assert night(3, monkeypatch) == 0
    assert night(6, monkeypatch) == 0, "the law goes by whole months"
    assert night(15, monkeypatch) == 1
    assert night(16, monkeypatch) == 0
    (text,) = messages()
    assert "rentrée scolaire" in text
    assert "estimation" in text
    assert verbs()[-1] == "right_told"


def test_a_night_that_finds_nothing_changed_asks_the_law_nothing(
    law: Twin, monkeypatch: pytest.MonkeyPatch
):
    watched()
    night(0, monkeypatch)
    calls = len(law.calls)
    monkeypatch.setattr(watching, "signature", lambda *args: KeptSituation.objects.get().checked)
    night(1, monkeypatch)
    assert len(law.calls) == calls


def test_without_the_law_nothing_is_looked_at_nor_closed(
    law: Twin, monkeypatch: pytest.MonkeyPatch
):
    watched(me__wage=1200_00)
    night(0, monkeypatch)
    open_before = set(OpenRight.objects.filter(is_open=True).values_list("benefit", flat=True))
    law.is_there = False
    night(40, monkeypatch)
    assert open_before == set(
        OpenRight.objects.filter(is_open=True).values_list("benefit", flat=True)
    )


def test_a_run_killed_between_two_people_tells_nobody_twice(
    law: Twin, monkeypatch: pytest.MonkeyPatch
):
    born = clock.today().replace(year=clock.today().year - 6) + timedelta(days=5)
    for _each in range(3):
        watched(child1__birth_date=born, me__wage=1800_00)
    night(0, monkeypatch)
    real, seen = actions.notice, []

    def dies(**given: object) -> object:
        if len(seen) == 2:
            raise SystemExit
        seen.append(given)
        return real(**given)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "notice", dies)
        with pytest.raises(SystemExit):
            night(15, monkeypatch)
    assert len(messages()) == 2
    assert night(15, monkeypatch) == 1
    assert night(15, monkeypatch) == 0
    assert len(messages()) == 3


def test_what_changed_since_it_was_looked_at_is_looked_at_again(law: Twin):
    kept = watched()
    before = kept.changed_at
    KeptSituation.objects.filter(pk=kept.pk).update(changed_at=before + timedelta(seconds=1))
    found = actions.notice(kept=kept, lines=[], signature="x", on=clock.today(), since=before)
    assert found == []
    kept.refresh_from_db()
    assert kept.checked == ""


def test_whoever_stops_is_told_nothing_more(law: Twin, monkeypatch: pytest.MonkeyPatch):
    kept = watched()
    actions.stop_telling(kept=kept, actor=kept.person.account.actor)
    assert night(6, monkeypatch) == 0
    assert not OpenRight.objects.exists()


def test_old_ones_go(monkeypatch: pytest.MonkeyPatch):
    kept = kept_by(make_resident())
    actions.share(interview=Interview())
    actions.erase_old()
    assert KeptSituation.objects.count() == 1
    KeptSituation.objects.update(seen_at=kept.seen_at - timedelta(days=731))
    SharedInterview.objects.update(expires_at=clock.now())
    assert actions.erase_old() == 1
    assert not SharedInterview.objects.exists()
    assert verbs()[-1] == "situation_expired"


DESK = {
    "vous-commune": "Jurançon",
    "vous-birth_date_day": "4",
    "vous-birth_date_month": "5",
    "vous-birth_date_year": "2001",
    "couple-union": "alone",
    "enfants-room": "3",
    "enfants-child1_day": "1",
    "enfants-child1_month": "3",
    "enfants-child1_year": "2024",
    "activite-activity": "employed",
    "logement-occupancy": "tenant_unfurnished",
    "logement-rent": "520",
    "revenus-wage": "900",
    "situations-cases": "none",
}


def adviser(client: Client) -> Account:
    agent = cases.make_handler(directory.unit(name="Accueil"))
    sign_in(client, agent)
    session = client.session
    session[SECOND_FACTOR] = str(agent.pk)
    session.save()
    return agent


def test_an_adviser_fills_one_screen_and_prints(client: Client, law: Twin):
    adviser(client)
    law.calls.clear()
    assert client.post("/agent/droits/", DESK).status_code == 302
    page = html.unescape(client.get("/agent/droits/").content.decode())
    assert len(law.calls) == 1
    assert "Prime d’activité" in page
    assert client.get("/agent/droits/papier/").content.startswith(b"%PDF")
    client.post("/agent/droits/suivant/")
    assert "Jurançon" not in client.get("/agent/droits/").content.decode()


def test_what_is_impossible_is_said_and_the_rest_is_kept(client: Client, law: Twin):
    adviser(client)
    answer = client.post("/agent/droits/", DESK | {"revenus-wage": "9 000 F"})
    page = html.unescape(answer.content.decode())
    assert "en euros" in page
    assert 'value="9 000 F"' in page
    assert 'value="520,00"' in page


def test_an_adviser_reads_only_whom_the_desk_found_and_they_see_it(client: Client, law: Twin):
    mother = make_resident()
    kept_by(mother)
    adviser(client)
    path = f"/agent/droits/{mother.person.pk}/"
    assert client.get(path).status_code == 404
    session = client.session
    session[FOUND] = [str(mother.person.pk)]
    session.save()
    assert client.get(path).url == "/agent/droits/"
    entry = Entry.objects.get(verb="eligibility.situation_read")
    assert entry.person_key == str(mother.person.pk)
    client.post("/agent/droits/", DESK)
    client.post("/agent/droits/garder/")
    assert KeptSituation.objects.get().interview["situation"]["facts"]["me"]["wage"][0] == 900_00
