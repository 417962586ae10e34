"""Visits: the list of the day shows what the visit shares and no more; what comes back without the
network counts once, is settled when it must be, and is never lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries

from parvis.accounts.models import Account
from parvis.appointments import actions as appointments
from parvis.appointments.queries import free
from parvis.cases import actions
from parvis.cases.actions import visits
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, CaseEvent, Note, VisitReport, WorkItem
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.loader import load
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.paths import library_dir
from parvis.journal.models import Entry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACKAGE = load(library_dir() / "parvis/visite-aide-a-domicile")
SEND = reverse("cases:visits-send")
ASKED = "visite_le,presents,constats,souhaits,observations,suite"


class Rounds:
    """A visit entrusted to the visitors' unit, and the agent who makes it."""

    def __init__(self) -> None:
        self.stage = Stage(PACKAGE, PACKAGE.scenarios.scenarios[0].given)
        self.unit = self.stage.units["visitors"]
        self.account: Account = make_handler(self.unit, name="Inès Lahitte")
        self.client = enter(self.account)
        self.case = self.entrusted()
        self.item = WorkItem.objects.get(case=self.case)

    def entrusted(self) -> Case:
        """A neighbour asked, the person agreed, the visit is to be made."""
        stage = self.stage
        case = actions.submit(draft=stage.draft(), person=stage.person, party=stage.opener())
        self.act(case, "contacter")
        self.act(case, "noter_accord", moyen="telephone", recueilli_le="2026-03-02")
        self.act(case, "confier_professionnel")
        return Case.objects.get(pk=case.pk)

    def act(self, case: Case, transition: str, **inputs: Any) -> None:
        unit = self.stage.party("coordination")
        actions.perform(case=case, transition=transition, party=unit, inputs=inputs)

    def book(self, case: Case) -> None:
        kind = appointments.define_kind(
            actor=SYSTEM,
            unit=self.unit,
            slug="visite-a-domicile",
            name="Visite",
            minutes=60,
            channels=["home"],
            to_bring="Carte professionnelle",
            notice_hours=0,
        )
        agenda = appointments.open_agenda(actor=SYSTEM, account=self.account)
        appointments.receive(
            actor=SYSTEM, agenda=agenda, unit=self.unit, kinds=[kind], hours="Mo-Su 08:00-18:00"
        )
        wish = appointments.Wish(
            channel="home", address="14 rue Maubec, Lescar", case_reference=case.reference
        )
        appointments.book(
            offer=next(free.offers(kind)), wish=wish, person=case.person, actor=SYSTEM
        )

    def taken(self) -> VisitReport:
        return visits.take_along(account=self.account, items=[self.item])[self.item.pk]

    def send(self, report: VisitReport, wishes: str = "De la compagnie", **more: str) -> Any:
        posted = {
            "cle": str(report.pk),
            "_shown": ASKED,
            "resultat": "faite",
            "visite_le_day": "2",
            "visite_le_month": "3",
            "visite_le_year": "2026",
            "souhaits": wishes,
        }
        return self.client.post(SEND, posted | more).json()

    def inputs(self) -> dict[str, Any]:
        self.item.refresh_from_db()
        return self.item.inputs


@pytest.fixture
def rounds(db: None) -> Any:
    with clock.at(NOW):
        yield Rounds()


# The list of the day -----------------------------------------------------------------------------


def test_the_list_says_where_to_go_and_the_journal_who_read_it(rounds: Rounds) -> None:
    rounds.book(rounds.case)
    page = said(rounds.client.get(reverse("cases:visits")))
    for word in ("Yvonne Cazenave", "14 rue Maubec", "06 39 98 01 99", "2e étage", "Carte prof"):
        assert word in page.replace("\xa0", " "), word
    assert "compagnie" not in page  # shared with the visit, not needed on the way
    read = Entry.objects.filter(verb="cases.read", person_key=str(rounds.case.person_id))
    assert read.count() == 1


def test_other_units_see_none_of_it(rounds: Rounds) -> None:
    rounds.book(rounds.case)
    stranger = enter(make_handler(rounds.stage.units["volunteers"]))
    page = said(stranger.get(reverse("cases:visits")))
    assert "Cazenave" not in page
    assert not Entry.objects.filter(verb="cases.read").exists()


def test_a_visit_booked_on_another_day_is_not_of_today(rounds: Rounds) -> None:
    rounds.book(rounds.case)
    tomorrow = {"jour": (NOW.date() + timedelta(days=1)).isoformat()}
    assert "Cazenave" not in said(rounds.client.get(reverse("cases:visits"), tomorrow))


def test_ten_visits_cost_no_more_queries_than_one(rounds: Rounds) -> None:
    def cost() -> int:
        rounds.client.get(reverse("cases:visits"))
        with queries() as sent:
            rounds.client.get(reverse("cases:visits"))
        return len(sent)

    one = cost()
    for _number in range(3):
        rounds.entrusted()
    assert cost() == one


# Taken along -------------------------------------------------------------------------------------


def test_taken_along_twice_it_is_the_same_form(rounds: Rounds) -> None:
    first, second = (
        rounds.client.post(reverse("cases:visits-bundle"), {"jour": "2026-03-02"}).json()
        for _time in range(2)
    )
    [visit] = first["visits"]
    assert visit["key"] == second["visits"][0]["key"]
    assert "Yvonne Cazenave" in visit["who"]
    assert 'name="souhaits"' in visit["form"]
    assert first["expires"] == "2026-03-03T12:00:00+01:00"
    assert first["owner"] == str(rounds.account.pk)


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-20", "hier"])
def test_only_the_days_to_come_are_taken_along(rounds: Rounds, day: str) -> None:
    answer = rounds.client.post(reverse("cases:visits-bundle"), {"jour": day})
    assert answer.status_code == 400


def test_the_page_kept_by_the_browser_names_nobody(rounds: Rounds) -> None:
    page = rounds.client.get(reverse("cases:visits-offline")).content.decode()
    assert "Inès" not in page
    assert "csrf" not in page
    assert "Cazenave" not in page


def test_the_worker_covers_this_folder_and_keeps_only_the_empty_page(rounds: Rounds) -> None:
    answer = Client().get(reverse("cases:visits-worker"))
    assert answer["Content-Type"] == "text/javascript"
    assert reverse("cases:visits-offline") in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]  # default-src 'self' holds


# What comes back ---------------------------------------------------------------------------------


def test_sent_twice_it_counts_once(rounds: Rounds) -> None:
    report = rounds.taken()
    assert rounds.send(report)["outcome"] == "done"
    assert rounds.send(report)["outcome"] == "done"
    assert rounds.inputs()["souhaits"] == "De la compagnie"
    assert CaseEvent.objects.filter(case=rounds.case, kind="item_done").count() == 1
    report.refresh_from_db()
    assert (report.status, report.inputs) == ("done", {})  # not kept twice


def test_other_words_under_the_same_key_are_lost_neither(rounds: Rounds) -> None:
    """The same agent, two devices."""
    report = rounds.taken()
    rounds.send(report)
    answers = [rounds.send(report, "Des sorties") for _time in range(2)]
    assert [one["outcome"] for one in answers] == ["settle", "settle"]
    assert answers[0]["url"] == answers[1]["url"]
    assert "Des sorties" in said(rounds.client.get(answers[0]["url"]))


def test_nobody_sends_the_form_of_another(rounds: Rounds) -> None:
    report = rounds.taken()
    rounds.client = enter(make_handler(rounds.unit, name="Marion Peyret"))
    assert "outcome" not in rounds.send(report)
    rounds.item.refresh_from_db()
    assert rounds.item.done_at is None


def test_what_is_wrong_is_corrected_on_line(rounds: Rounds) -> None:
    answer = rounds.send(rounds.taken(), visite_le_day="31", visite_le_month="12")
    assert answer["outcome"] == "settle"
    page = rounds.client.get(answer["url"]).content.decode()
    assert "De la compagnie" in page
    assert "field__error" in page
    corrected = {
        "_shown": ASKED,
        "resultat": "faite",
        "visite_le_day": "2",
        "visite_le_month": "3",
        "visite_le_year": "2026",
        "souhaits": "De la compagnie",
    }
    assert rounds.client.post(answer["url"], corrected).status_code == 302
    assert rounds.inputs()["souhaits"] == "De la compagnie"


def test_the_request_changed_meanwhile_is_said_before_it_counts(rounds: Rounds) -> None:
    report = rounds.taken()
    changed = rounds.case.answers | {"acces": "Code 1234"}
    Case.objects.filter(pk=rounds.case.pk).update(answers=changed)
    answer = rounds.send(report)
    assert answer["outcome"] == "settle"
    assert "Code 1234" in said(rounds.client.get(answer["url"]))
    assert rounds.inputs() == {}


def test_somebody_answered_meanwhile_and_each_question_is_settled(rounds: Rounds) -> None:
    report = rounds.taken()
    colleague = parties.agent(make_handler(rounds.unit, name="Marion Peyret"))
    theirs = {"visite_le": "2026-03-01", "souhaits": "Des sorties", "presents": "Sa fille"}
    actions.finish_item(item=rounds.item, party=colleague, result="absente", inputs=theirs)
    address = rounds.send(report)["url"]
    page = said(rounds.client.get(address))
    assert "Marion Peyret" in page
    assert "Des sorties" in page
    assert "De la compagnie" in page
    half = rounds.client.post(address, {"garder.souhaits": "moi"})
    assert half.status_code == 200  # the other question waits
    whole = {"garder.souhaits": "moi", "garder.visite_le": "autre"}
    assert rounds.client.post(address, whole).status_code == 302
    assert rounds.inputs() == {
        "visite_le": "2026-03-01",
        "souhaits": "De la compagnie",
        "presents": "Sa fille",
    }
    assert rounds.item.result == "absente"
    assert CaseEvent.objects.filter(case=rounds.case, kind="item_amended").count() == 1
    # Settled once: the page says so, and posting again changes nothing.
    rounds.client.post(address, whole)
    assert CaseEvent.objects.filter(case=rounds.case, kind="item_amended").count() == 1


def test_consent_taken_back_meanwhile_leaves_a_note_or_nothing(rounds: Rounds) -> None:
    report = rounds.taken()
    rounds.act(rounds.case, "retirer_accord")
    answer = rounds.send(report)
    assert answer["outcome"] == "settle"
    rounds.client.post(answer["url"], {"abandonner": "1"})
    report.refresh_from_db()
    assert (report.status, report.inputs) == ("dropped", {})
    assert not Note.objects.filter(case=rounds.case).exists()


def test_signing_out_says_what_it_would_erase_and_clears_the_browser(rounds: Rounds) -> None:
    rounds.client.post(reverse("cases:visits-bundle"), {"jour": "2026-03-02"})
    warned = rounds.client.post(reverse("account_logout"))
    assert warned.status_code == 200
    assert "emporté" in said(warned)
    gone = rounds.client.post(reverse("account_logout"), {"quand_meme": "1"})
    assert gone["Clear-Site-Data"] == '"storage"'
