"""Events reach a real HTTP server: in order for each case, signed, until they are taken."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from parvis.cases.models import Case
from parvis.cases.tests import factories as cases
from parvis.connectors.webhooks import sender
from parvis.core import clock, events, health
from parvis.core.actor import SYSTEM
from parvis.partners import queries, rules
from parvis.partners.actions import webhooks
from parvis.partners.actions.events import forget_old, note_events
from parvis.partners.models import Delivery, Event, Subscription
from parvis.partners.tests.conftest import program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_world")]
LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """A partner's server. `answer` decides for each event; what came is in `got`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[dict[str, Any]], int] = lambda event: 204
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/crochet?x=1"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        status = self.server.answer(json.loads(body))
        if status == 0:  # goes away without a word
            self.close_connection = True
            return
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "/ailleurs")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_LOCAL_HOSTS = ["127.0.0.1"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def hook_of(world: cases.World, receiver: Receiver, *types: str) -> Subscription:
    return webhooks.subscribe(actor=SYSTEM, unit=world.waste, url=receiver.url, types=types)


def case_of(world: cases.World) -> Case:
    case = cases.make_case(world)
    events.deliver_now()
    return case


def send(hook: Subscription, after: timedelta = timedelta(0)) -> int:
    with clock.at(clock.now() + after):
        return webhooks.send_due(subscription_id=hook.pk)


def test_an_event_is_a_signed_cloud_event_without_personal_data(
    world: cases.World, receiver: Receiver
) -> None:
    hook = hook_of(world, receiver)
    case = case_of(world)
    assert send(hook) == len(receiver.got) > 0
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert {"specversion", "id", "source", "type", "subject", "time"} <= told.keys()
    assert (told["specversion"], told["type"]) == ("1.0", "fr.parvis.case.submitted")
    assert told["data"] == {"case": case.reference}
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert headers["webhook-id"] == told["id"]
    assert "Bordenave" not in body.decode()
    # As https://www.standardwebhooks.com says, written again here.
    secret = base64.b64decode(rules.secret_of(hook).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert len(secret) == 32


def test_nothing_is_kept_for_units_without_a_program(world: cases.World) -> None:
    case_of(world)
    assert not Event.objects.exists()


def test_a_unit_is_told_what_it_may_know(world: cases.World) -> None:
    trainer, waste, pau = (program(unit) for unit in (world.trainer, world.waste, world.pau))
    case = cases.take_on(world, case_of(world))
    events.deliver_now()
    types = [one["type"] for one in trainer.get("events").json()["items"]]
    assert types == ["fr.parvis.work_item.opened"]
    told = trainer.get("events").json()["items"][0]["data"]
    assert told == {
        "case": case.reference,
        "work_item": cases.item_of(case, "formation").pk,
        "kind": "formation",
    }
    whole = waste.get("events").json()["items"]
    assert {one["type"] for one in whole} >= {
        "fr.parvis.case.submitted",
        "fr.parvis.case.moved",
        "fr.parvis.work_item.opened",
    }
    assert pau.get("events").json()["items"] == []


def test_a_fact_told_twice_or_late_is_one_event(world: cases.World) -> None:
    mine = program(world.waste)
    case = cases.make_case(world)
    cases.take_on(world, case)
    # The news of the second change comes first, then both again.
    assert note_events(case_id=case.pk) > 0
    before = list(Event.objects.order_by("pk").values_list("source", flat=True))
    events.deliver_now()
    assert note_events(case_id=case.pk) == 0
    assert list(Event.objects.order_by("pk").values_list("source", flat=True)) == before
    assert before == sorted(before)
    ids = [one["sequence"] for one in mine.get("events").json()["items"]]
    assert ids == sorted(ids)


def test_events_are_read_again_from_any_cursor(
    world: cases.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    mine = program(world.waste)
    for _ in range(2):
        cases.take_on(world, case_of(world))
        events.deliver_now()
    seen: list[str] = []
    after = "0"
    while after:
        page = mine.get(f"events?after={after}").json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert seen == [f"evt_{pk}" for pk in Event.objects.order_by("pk").values_list("pk", flat=True)]
    rest = mine.get(f"events?after={seen[-2]}").json()
    assert [one["id"] for one in rest["items"]] == seen[-1:]
    for odd in ("-1", "x", "9" * 30, "٣"):
        assert mine.get(f"events?after={odd}").status_code == 400


def test_a_later_event_of_a_case_waits_others_go_on(world: cases.World, receiver: Receiver) -> None:
    hook = hook_of(world, receiver)
    first, second = case_of(world), case_of(world)
    receiver.answer = lambda event: 503 if event["subject"] == first.reference else 204
    send(hook)
    cases.take_on(world, first)
    cases.take_on(world, second)
    events.deliver_now()
    send(hook)
    refused = [one for one in receiver.events if one["subject"] == first.reference]
    assert {one["type"] for one in refused} == {"fr.parvis.case.submitted"}
    arrived = [one["type"] for one in receiver.events if one["subject"] == second.reference]
    assert arrived[0] == "fr.parvis.case.submitted"
    assert "fr.parvis.work_item.opened" in arrived
    receiver.got.clear()
    receiver.answer = lambda event: 204
    assert send(hook) == 0  # not yet time
    assert send(hook, timedelta(minutes=1)) > 1
    sequence = [one["sequence"] for one in receiver.events]
    assert sequence == sorted(sequence)
    assert {one["subject"] for one in receiver.events} == {first.reference}
    assert not Delivery.objects.filter(delivered_at=None).exists()


@pytest.mark.parametrize("status", [0, 301, 400, 500])
def test_what_is_not_taken_is_tried_again_less_and_less_often(
    world: cases.World, receiver: Receiver, status: int
) -> None:
    hook = hook_of(world, receiver, "fr.parvis.case.submitted")
    case_of(world)
    receiver.answer = lambda event: status
    with clock.at(LATER):
        send(hook)
        waits = []
        while (one := Delivery.objects.get()).attempts < rules.MOST_ATTEMPTS:
            assert one.retry_at is not None
            waits.append(one.retry_at - clock.now())
            assert send(hook, one.retry_at - clock.now() - timedelta(seconds=1)) == 0
            with clock.at(one.retry_at):
                webhooks.send_due(subscription_id=hook.pk)
            assert Delivery.objects.get().attempts == one.attempts + 1
            waits[-1] = one.retry_at - LATER
        assert waits == sorted(waits)
        assert one.last_error
        assert len(receiver.got) == rules.MOST_ATTEMPTS
        assert send(hook, timedelta(days=30)) == 0
        assert len(receiver.got) == rules.MOST_ATTEMPTS
        # An administrator sees it and has it sent again.
        assert dict(health.examine())["Partners’ programs"].state == "bad"
        receiver.answer = lambda event: 200
        assert webhooks.replay(actor=SYSTEM, subscription=hook) == 1
        assert send(hook) == 1
        assert dict(health.examine())["Partners’ programs"].state == "good"
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_an_address_that_is_gone_is_left_alone(world: cases.World, receiver: Receiver) -> None:
    hook = hook_of(world, receiver)
    case_of(world)
    receiver.answer = lambda event: 410
    send(hook)
    assert send(hook, timedelta(days=1)) == 0
    assert len(receiver.got) == 1
    hook.refresh_from_db()
    assert hook.ended_at is not None


def test_a_server_that_hangs_keeps_nothing_from_others(
    world: cases.World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    monkeypatch.setattr(sender, "TIMEOUT", httpx.Timeout(0.1))
    over = threading.Event()
    hook = hook_of(world, receiver)
    case_of(world)
    case_of(world)

    def hang(event: dict[str, Any]) -> int:
        over.wait(5)
        return 204

    receiver.answer = hang
    assert send(hook) == 0
    assert len(receiver.got) == 1  # the second case was not tried in that run
    assert "Timeout" in Delivery.objects.exclude(last_error="").get().last_error
    over.set()
    receiver.answer = lambda event: 204
    assert send(hook, timedelta(minutes=1)) >= 2


def test_a_lost_lease_settles_nothing(world: cases.World, receiver: Receiver) -> None:
    """A worker that comes back after another one took over does not undo what it did."""
    hook = hook_of(world, receiver, "fr.parvis.case.submitted")
    case_of(world)
    slow = webhooks._take(hook.pk)
    assert slow is not None
    assert webhooks._take(hook.pk) is None
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert send(hook) == 1
    webhooks._settle(slow, webhooks.ports.Answer(500, "HTTP 500"))
    assert Delivery.objects.get().delivered_at is not None


def test_everything_since_an_event_is_sent_again(world: cases.World, receiver: Receiver) -> None:
    program(world.waste)
    before = case_of(world)
    hook = hook_of(world, receiver)
    case_of(world)
    send(hook)
    assert before.reference not in {one["subject"] for one in receiver.events}
    receiver.got.clear()
    count = webhooks.replay(actor=SYSTEM, subscription=hook, after=0)
    assert count == Event.objects.count() == send(hook)
    assert {one["subject"] for one in receiver.events} >= {before.reference}


def test_old_events_are_forgotten(world: cases.World) -> None:
    program(world.waste)
    case_of(world)
    assert forget_old() == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert forget_old() > 0
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert sender.is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://partenaire.example/",
        "ftp://partenaire.example/",
        "https://moi:secret@partenaire.example/",
        "https://partenaire.example:port/",
        "https:///chemin",
    ],
)
def test_our_own_network_is_never_called(
    url: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_LOCAL_HOSTS = []
    answer = sender.post(url, {}, b"{}")
    assert answer.status == 0
    assert answer.error.startswith("address refused")


def test_a_name_with_one_private_address_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_LOCAL_HOSTS = []

    def both(*args: Any, **kwargs: Any) -> list[Any]:
        return [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "192.168.1.1")]

    monkeypatch.setattr(sender.socket, "getaddrinfo", both)
    assert "not on the public network" in sender.post("https://a.example/", {}, b"").error


def test_the_connection_goes_to_the_address_that_was_looked_at(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere a moment later changes nothing (DNS rebinding)."""
    settings.WEBHOOK_LOCAL_HOSTS = ["partenaire.example"]
    asked: list[str] = []

    def once(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        ip = "127.0.0.1" if host in {"partenaire.example", "127.0.0.1"} else "192.0.2.1"
        return [(2, 1, 6, "", (ip, port))]

    monkeypatch.setattr(sender.socket, "getaddrinfo", once)
    url = f"http://partenaire.example:{receiver.server_port}/a"
    assert sender.post(url, {}, b"{}").status == 204
    assert asked.count("partenaire.example") == 1
    assert receiver.got[0][0]["host"] == f"partenaire.example:{receiver.server_port}"
