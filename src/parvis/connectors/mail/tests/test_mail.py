"""Mail leaves through a real SMTP conversation; refusals for good are told from bad moments."""

import socket
import socketserver
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.core.mail import EmailMessage

from parvis.connectors.mail import sender
from parvis.connectors.mail.demo import DemoBackend
from parvis.connectors.mail.sender import DemoPost, DjangoMail
from parvis.notifications.models import DemoCopy
from parvis.notifications.ports import File, Letter, Mail, Refused, Unreachable

MAIL = Mail(
    message_id="<notification-7-20261122@parvis.example>",
    to="maitena@habitants.example",
    subject="Votre demande à Lescar",
    text="Elle est acceptée.\n",
    html="<p>Elle est acceptée.</p>",
    files=(File("reçu.pdf", "application/pdf", b"%PDF-1.7 receipt"),),
)


class Post(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 to be handed one mail."""

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", 1)[0].upper()
            if verb == "RCPT":
                self.say(self.server.answer_to_recipient)
            elif verb == "DATA":
                self.say("354 go on")
                self.server.taken.append(self.read_mail())
                self.say(self.server.answer_to_data)
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

    def read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post(settings) -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.taken = []
        server.answer_to_recipient = server.answer_to_data = "250 ok"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_is_handed_over_whole(post):
    DjangoMail().send(MAIL)
    (raw,) = post.taken
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Message-ID"] == MAIL.message_id
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Subject"] == MAIL.subject
    assert parsed["To"] == MAIL.to
    assert parsed.get_body(("plain",)).get_content().splitlines() == ["Elle est acceptée."]
    assert "acceptée" in parsed.get_body(("html",)).get_content()
    (attached,) = parsed.iter_attachments()
    assert attached.get_filename() == "reçu.pdf"
    assert attached.get_content() == b"%PDF-1.7 receipt"


@pytest.mark.parametrize(
    ("recipient", "data", "outcome"),
    [
        ("550 no such user", "250 ok", Refused),
        ("450 greylisted", "250 ok", Unreachable),
        ("250 ok", "554 spam", Refused),
        ("250 ok", "451 try later", Unreachable),
    ],
)
def test_what_the_server_answers(post, recipient, data, outcome):
    post.answer_to_recipient, post.answer_to_data = recipient, data
    with pytest.raises(outcome):
        DjangoMail().send(MAIL)


def test_a_server_that_is_away(settings, post):
    post.shutdown()
    post.server_close()
    with pytest.raises(Unreachable):
        DjangoMail().send(MAIL)


def test_a_server_that_hangs(settings, post):
    assert 0 < settings.EMAIL_TIMEOUT <= 30
    settings.EMAIL_TIMEOUT = 0.1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        with pytest.raises(Unreachable):
            DjangoMail().send(MAIL)


def test_without_a_server_the_mail_waits_and_says_why(settings):
    settings.MAIL_IS_CONFIGURED = False
    with pytest.raises(Unreachable, match="PARVIS_SMTP_URL"):
        DjangoMail().send(MAIL)
    assert sender.check().state == "warning"


def test_a_line_end_in_an_address_is_refused_not_sent(post):
    with pytest.raises(Refused):
        DjangoMail().send(replace(MAIL, subject="Hello\nBcc: everybody@x.example"))
    assert not post.taken


def test_the_health_page_talks_to_the_server(post):
    assert sender.check().state == "good"


@pytest.mark.django_db
def test_the_demonstration_keeps_the_bytes_of_every_mail(settings):
    settings.EMAIL_BACKEND = f"{DemoBackend.__module__}.{DemoBackend.__qualname__}"
    EmailMessage("Code", "123456", to=["a@x.example", "b@x.example"]).send()
    DjangoMail().send(MAIL)
    code, mail = DemoCopy.objects.order_by("id")
    assert (code.subject, code.address) == ("Code", "a@x.example, b@x.example")
    parsed = message_from_bytes(bytes(mail.raw), policy=policy.default)
    assert parsed["Message-ID"] == MAIL.message_id


@pytest.mark.django_db
def test_the_demonstration_keeps_letters():
    DemoPost().send(Letter("<1@x>", "Maïtena\n12 rue Maubec", "Décision", b"%PDF-"))
    copy = DemoCopy.objects.get()
    assert (copy.channel, copy.subject, bytes(copy.raw)) == ("letter", "Décision", b"%PDF-")
