"""`kill -9` of each part of a site while people use it: what was promised is kept, once."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import pytest

from tests.faults.browser import Browser
from tests.faults.killing import FAULTS, worker
from tests.faults.ledger import Ledger
from tests.faults.people import COMPOSTER, REFUND, RESIDENTS, Promises, agent, resident
from tests.running import Site

pytestmark = pytest.mark.proof


class Traffic:
    """People at work in threads. `sending` says that one of them is sending a form just now."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.sending = threading.Event()
        self.work: list[Future[None]] = []

    def watch(self, *words: str) -> Callable[[str], None]:
        def told(path: str) -> None:
            if any(word in path for word in words):
                self.sending.set()

        return told

    def wait_for_a_form(self) -> None:
        self.sending.clear()
        while not self.sending.wait(0.05):
            for each in self.work:
                if each.done():
                    each.result()


@contextmanager
def at_work(*people: Callable[[Traffic], None]) -> Iterator[Traffic]:
    traffic = Traffic()
    with ThreadPoolExecutor(len(people)) as pool:
        traffic.work = [pool.submit(one, traffic) for one in people]
        try:
            yield traffic
        finally:
            traffic.stop.set()
    for each in traffic.work:
        each.result()


def asks(site: Site, name: str, service: str, promises: Promises) -> Callable[[Traffic], None]:
    """Request after request until told to stop, then a draft left as it is."""

    def work(traffic: Traffic) -> None:
        with resident(site.url, name, promises, traffic.watch("envoyer")) as person:
            number = 0
            while not traffic.stop.is_set():
                number += 1
                person.request(service, f"{name} {number}")
            person.begin(service, f"{name} leaves")

    return work


def kill_each_part(site: Site, traffic: Traffic) -> datetime:
    """One part after the other, each time while somebody sends a form; when the last one ended."""
    for fault in FAULTS:
        traffic.wait_for_a_form()
        killed_at = fault(site)
        site.wait(site.answers)
    return killed_at


def handles(site: Site, name: str, decided: list[str]) -> Callable[[Traffic], None]:
    """Request after request, each from the inbox to the decision, until told to stop."""

    def work(traffic: Traffic) -> None:
        sending = traffic.watch("faire", "taches")
        with (
            resident(site.url, name) as person,
            agent(site.url, "Nadia Etcheverry", sending) as nadia,
            agent(site.url, "Élise Cazenave", sending) as elise,
            agent(site.url, "Paul Sarrat", sending) as paul,
        ):
            while not traffic.stop.is_set():
                reference = person.request(COMPOSTER, name)
                _to_the_decision(reference, nadia, elise, paul)
                decided.append(reference)

    return work


def _to_the_decision(reference: str, nadia: Browser, elise: Browser, paul: Browser) -> None:
    case = f"/agent/demandes/{reference}/"
    nadia.open(f"{case}faire/prendre_en_charge/")
    nadia.press("prendre_en_charge")
    for who, result in ((elise, "accorde"), (paul, "reservee")):
        who.open(case)
        [link] = {word for word in who.links if re.search(r"/taches/\d+/$", word)}
        who.open(link)
        who.press("taches", resultat=result)
    nadia.open(f"{case}faire/accepter/")
    date = {"livraison_day": "15", "livraison_month": "6", "livraison_year": "2030"}
    nadia.press("accepter", **date)
    nadia.open(case)
    assert "Acceptée" in nadia.text


def test_what_was_acknowledged_is_there_once(running: Site) -> None:
    """Residents who send requests and agents who decide them, while each part dies under them."""
    promises, ledger = Promises(), Ledger(running)
    decided: list[str] = []
    people = [
        asks(running, RESIDENTS[0], COMPOSTER, promises),
        asks(running, RESIDENTS[1], REFUND, promises),
        handles(running, RESIDENTS[2], decided),
    ]
    with at_work(*people) as traffic:
        killed_at = kill_each_part(running, traffic)
        traffic.wait_for_a_form()
    ledger.catch_up(killed_at)

    found, answers = ledger.references(), ledger.answers()
    assert promises.sent.items() <= found.items()
    assert len(promises.sent) >= 2
    for draft, mark in promises.kept.items():
        assert answers[draft].get("presentation", mark) == mark
    assert decided
    states = ledger.rows("SELECT DISTINCT state FROM cases_case WHERE reference = ANY(%s)", decided)
    assert states == [{"state": "acceptee"}]
    ledger.assert_nothing_twice_nothing_lost()


def test_a_date_that_passed_has_passed_once(running: Site) -> None:
    ledger = Ledger(running)
    with resident(running.url, RESIDENTS[0]) as camille:
        references = [camille.request(COMPOSTER, f"late {number}") for number in range(6)]
    late = "SELECT id FROM cases_case WHERE reference = ANY(%s)"
    ledger.rows(
        f"UPDATE cases_deadline SET due_on = '2020-01-02' WHERE case_id IN ({late})", references
    )
    expired = (
        f"SELECT count(*) FROM cases_deadline WHERE expired_at IS NOT NULL AND case_id IN ({late})"
    )
    ledger.run_clock()
    running.wait(lambda: ledger.one(expired, references) > 0)
    killed_at = worker(running)
    # The next run waits for the one that was killed.
    ledger.run_clock()
    ledger.catch_up(killed_at)

    running.wait(lambda: ledger.one(expired, references) == len(references))
    ledger.catch_up(killed_at)
    events = ledger.rows(
        "SELECT case_id, count(*) FROM cases_caseevent WHERE kind = 'deadline_expired'"
        f" AND case_id IN ({late}) GROUP BY 1",
        references,
    )
    assert [row["count"] for row in events] == [1] * len(references)
    ledger.assert_nothing_twice_nothing_lost()
