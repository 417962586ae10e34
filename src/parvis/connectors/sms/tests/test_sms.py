"""Text messages leave over real HTTP; the twin of the demonstration does all a gateway can do."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from parvis.connectors.sms.sender import HttpSms
from parvis.connectors.sms.twin import DemoSms
from parvis.notifications.models import DemoCopy
from parvis.notifications.ports import Refused, Sms, Unreachable

SMS = Sms("<notification-7@parvis.example>", "+33639980000", "Votre demande est acceptée.")


class Gateway(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((dict(self.headers), json.loads(body)))
        if self.server.status == 0:
            self.server.released.wait(10)
            return
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        server.taken, server.status, server.released = [], 202, Event()
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()


def sender(gateway: ThreadingHTTPServer) -> HttpSms:
    within = 0.5 if gateway.status == 0 else 30  # status 0: it hangs
    return HttpSms(f"http://127.0.0.1:{gateway.server_port}/sms", "secret", timeout=within)


def test_a_message_is_handed_over_with_the_key_of_all_its_attempts(gateway):
    for _ in range(2):
        sender(gateway).send(SMS)
    (headers, body), again = gateway.taken
    assert body == {"to": SMS.to, "text": SMS.text}
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"] == again[0]["Idempotency-Key"] == SMS.message_id


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Refused),
        (422, Refused),
        (401, Unreachable),
        (429, Unreachable),
        (500, Unreachable),
        (302, Unreachable),
        (0, Unreachable),
    ],
)
def test_what_the_gateway_answers(gateway, status, outcome):
    gateway.status = status
    with pytest.raises(outcome):
        sender(gateway).send(SMS)


def test_no_gateway():
    with pytest.raises(Unreachable, match="PARVIS_SMS_URL"):
        HttpSms("", "").send(SMS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "outcome"),
    [("+33639989901", Refused), ("+33639989902", Unreachable), ("+33639989903", Unreachable)],
)
def test_the_twin_refuses_crashes_and_hangs(number, outcome):
    with pytest.raises(outcome):
        DemoSms().send(Sms("<1@x>", number, "Bonjour"))
    assert DemoCopy.objects.get().outcome


@pytest.mark.django_db
def test_the_twin_delivers_the_others():
    DemoSms().send(SMS)
    copy = DemoCopy.objects.get()
    assert (copy.channel, copy.address, copy.outcome) == ("sms", SMS.to, "")
    assert bytes(copy.raw).decode() == copy.subject == SMS.text
