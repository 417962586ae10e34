"""Everybody sees their own messages; administrators see that something failed, not what it said."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from parvis.accounts.tests.factories import make_administrator, make_resident, sign_in
from parvis.core import clock, health, jobs, outbox, pdf
from parvis.core.models import OutboxDelivery, OutboxEvent
from parvis.directory.tests.factories import agent as make_agent
from parvis.directory.tests.factories import institution, membership, unit
from parvis.journal.models import Entry
from parvis.notifications import actions, ports, queries, rendering
from parvis.notifications.models import DemoCopy, Notification, Preference
from parvis.notifications.tests.factories import notification, person

pytestmark = pytest.mark.django_db
Channel = Notification.Channel
Status = Notification.Status


@pytest.fixture
def resident(client):
    account = make_resident()
    sign_in(client, account)
    return account


def in_app(account, **values) -> Notification:
    return notification(person=account.person, channel=Channel.IN_APP, status=Status.SENT, **values)


def test_my_messages_and_nobody_elses(client, resident):
    mine = in_app(resident, subject="Votre composteur")
    other = in_app(make_resident(), subject="Un autre composteur")
    page = client.get(reverse("notifications:inbox")).content.decode()
    assert "Votre composteur" in page
    assert "Un autre composteur" not in page
    assert client.get(reverse("notifications:message", args=[mine.pk])).status_code == 200
    assert client.get(reverse("notifications:message", args=[other.pk])).status_code == 404


def test_opening_a_message_reads_it(client, resident):
    told = in_app(resident, text="Bonjour,\n\n- un <b>\n- deux", link="/mes-demandes/X/")
    page = client.get(reverse("notifications:message", args=[told.pk])).content.decode()
    assert "<li>un &lt;b&gt;</li>" in page
    assert 'href="/mes-demandes/X/"' in page
    told.refresh_from_db()
    assert told.read_at is not None


def test_mails_are_not_messages_of_the_space(client, resident):
    told = notification(person=resident.person)
    assert client.get(reverse("notifications:message", args=[told.pk])).status_code == 404


def test_everything_can_be_read_at_once(client, resident):
    told = [in_app(resident) for _ in range(3)]
    client.post(reverse("notifications:read-all"))
    assert Notification.objects.filter(pk__in=[t.pk for t in told], read_at=None).count() == 0


def test_many_messages_make_pages_at_a_constant_cost(
    client, resident, django_assert_max_num_queries
):
    for number in range(25):
        in_app(resident, subject=f"Message {number:02}.")
    with django_assert_max_num_queries(8):
        first = client.get(reverse("notifications:inbox"))
    assert "Message 24." in first.content.decode()
    assert "Message 04." not in first.content.decode()
    second = client.get(reverse("notifications:inbox") + first.context["older"])
    assert "Message 04." in second.content.decode()


@pytest.mark.parametrize("wrong", ["avant=x", "avant=-1", "avant=" + "9" * 40, "avant=%00"])
def test_a_broken_address_still_shows_messages(client, resident, wrong):
    assert client.get(reverse("notifications:inbox") + f"?{wrong}").status_code == 200


def test_choosing_how_to_be_told(client, resident):
    resident.person.phone = "+33639980000"
    resident.person.save()
    address = reverse("notifications:preferences")
    page = client.get(address).content.decode()
    assert resident.person.email in page
    assert "06 39 98 00 00".replace(" ", "\u00a0") in page
    assert client.post(address, {"channels": ["sms"]}).status_code == 302
    preference = Preference.objects.get(person=resident.person)
    assert (preference.mail, preference.sms) == (False, True)
    assert "Choisissez au moins un moyen" in client.post(address, {}).content.decode()


def test_somebody_who_cannot_be_reached_is_told_so(client):
    account = make_resident()
    account.person.email = ""
    account.person.save()
    page = sign_in(client, account).get(reverse("notifications:preferences")).content.decode()
    assert "par la poste" in page


def failed_delivery() -> OutboxDelivery:
    event = OutboxEvent.objects.create(name="x.Y", payload={}, announced_at=clock.now())
    return OutboxDelivery.objects.create(
        event=event, subscriber="x.handle", attempts=outbox.MAX_ATTEMPTS, last_error="KeyError: z"
    )


def test_the_administrator_sees_failures_without_their_words(client):
    told = notification(
        status=Status.FAILED, subject="Secret médical", last_error="Refused: 550", attempts=8
    )
    delivery = failed_delivery()
    notification()
    sign_in(client, make_administrator())
    page = client.get(reverse("notifications:failures")).content.decode()
    assert "Refused: 550" in page
    assert "KeyError: z" in page
    assert "Secret" not in page
    assert "maitena@" not in page
    client.post(reverse("notifications:retry", args=[told.pk]))
    told.refresh_from_db()
    assert (told.status, told.attempts) == (Status.WAITING, 0)
    client.post(reverse("notifications:retry-delivery", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.attempts == 0


def test_all_failures_are_sent_again_at_once(client):
    for _ in range(3):
        notification(status=Status.FAILED)
    sign_in(client, make_administrator())
    client.post(reverse("notifications:retry-all"))
    assert Notification.objects.filter(status=Status.WAITING).count() == 3


@pytest.fixture
def letter():
    mine = unit(institution())
    told = person(
        email="", address_line="12 rue Maubec", postal_code="64230", commune_name="Lescar"
    )
    actions.tell(
        person=told,
        key="k",
        subject="Votre décision",
        text="Acceptée.",
        unit_key=str(mine.pk),
    )
    return Notification.objects.get(channel=Channel.LETTER), mine


def test_an_agent_prints_and_posts_the_letters_of_their_unit(client, letter, monkeypatch):
    monkeypatch.setattr(ports, "_senders", {})
    told, mine = letter
    worker = make_agent()
    membership(worker, mine)
    sign_in(client, worker)
    assert "Votre décision" in client.get(reverse("notifications:letters")).content.decode()
    printed = client.get(reverse("notifications:letter", args=[told.pk]))
    text = PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    assert "64230 LESCAR" in text
    client.post(reverse("notifications:posted", args=[told.pk]))
    client.post(reverse("notifications:posted", args=[told.pk]))
    told.refresh_from_db()
    assert told.status == Status.SENT
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["notifications.letter_opened", "notifications.letter_posted"]
    assert client.get(reverse("notifications:letter", args=[told.pk])).status_code == 404


def test_an_agent_of_another_unit_sees_no_letter(client, letter):
    told, mine = letter
    stranger = make_agent()
    membership(stranger, unit(mine.institution, "Culture"))
    sign_in(client, stranger)
    assert "Votre décision" not in client.get(reverse("notifications:letters")).content.decode()
    assert client.get(reverse("notifications:letter", args=[told.pk])).status_code == 404
    assert client.post(reverse("notifications:posted", args=[told.pk])).status_code == 404


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "parvis.connectors.mail.demo.DemoBackend"


def test_the_letter_box_exists_in_demonstrations_only(client):
    DemoCopy.objects.create(channel="sms", address="+33", raw=b"x", created_at=clock.now())
    for address in (
        reverse("notifications:demo"),
        reverse("notifications:demo-opened", args=[1]),
        reverse("notifications:demo-framed", args=[1]),
        reverse("notifications:demo-piece", args=[1, 0]),
    ):
        assert client.get(address).status_code == 404


def test_the_letter_box_shows_what_left(client, demo):
    mail = EmailMultiAlternatives("Reçu <b>", "Bonjour.", to=["a@x.example"])
    mail.attach_alternative("<p style='color:red'>Bonjour<script>x</script></p>", "text/html")
    mail.attach("reçu.pdf", b"%PDF-x", "application/pdf")
    mail.send()
    actions.keep_demo_copy(channel="sms", address="+33639980000", subject="", raw=b"Salut")
    page = client.get(reverse("notifications:demo")).content.decode()
    assert "Reçu &lt;b&gt;" in page
    assert "SMS" in page
    only_sms = client.get(reverse("notifications:demo") + "?canal=sms").content.decode()
    assert "Reçu" not in only_sms
    copy = DemoCopy.objects.get(channel="mail")
    opened = client.get(reverse("notifications:demo-opened", args=[copy.pk])).content.decode()
    assert "reçu.pdf" in opened
    assert "<iframe" in opened
    framed = client.get(reverse("notifications:demo-framed", args=[copy.pk]))
    assert "Bonjour" in framed.content.decode()
    assert "allow-scripts" not in framed["Content-Security-Policy"]
    assert "sandbox" in framed["Content-Security-Policy"]
    assert framed["Content-Security-Policy"].startswith("default-src 'none'")
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    piece = client.get(reverse("notifications:demo-piece", args=[copy.pk, 0]))
    assert (piece.content, piece["Content-Type"]) == (b"%PDF-x", "application/pdf")
    assert client.get(reverse("notifications:demo-piece", args=[copy.pk, 5])).status_code == 404


def test_my_messages_are_ordered_by_date_on_every_page(client, resident, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    today = clock.now()
    for days in (3, 0, 2, 2, 5):
        in_app(resident, created_at=today - timedelta(days=days))
    theirs = in_app(make_resident(), created_at=today - timedelta(days=1))
    first = client.get(reverse("notifications:inbox")).context
    assert [(today - told.created_at).days for told in first["shown"]] == [0, 2]
    second = client.get(reverse("notifications:inbox") + first["older"]).context
    assert [(today - told.created_at).days for told in second["shown"]] == [2, 3]
    not_mine = client.get(reverse("notifications:inbox") + f"?avant={theirs.pk}").context
    assert not_mine["shown"] == first["shown"]  # tells nothing of somebody else's


def test_the_letter_box_is_ordered_by_date_on_every_page(client, demo, monkeypatch):
    """The demonstration invents its past in no order: what left last stands first all the same."""
    monkeypatch.setattr(queries, "PAGE", 2)
    today = clock.now()
    for days in (3, 0, 2, 2, 5):
        DemoCopy.objects.create(
            channel="sms", address="+33", raw=b"x", created_at=today - timedelta(days=days)
        )
    seen, address = [], reverse("notifications:demo")
    while address:
        page = client.get(address).context
        seen += [(today - copy.created_at).days for copy in page["copies"]]
        address = page["older"] and reverse("notifications:demo") + page["older"]
    assert seen == [0, 2, 2, 3, 5]
    assert client.get(reverse("notifications:demo") + "?avant=999999").status_code == 200


def test_a_text_message_and_a_letter_are_shown(client, demo):
    actions.keep_demo_copy(
        channel="sms", address="+33639989901", subject="", raw="Été".encode(), outcome="HTTP 422"
    )
    actions.keep_demo_copy(channel="letter", address="Maïtena\n12 rue", subject="L", raw=b"%PDF-")
    sms, letter = DemoCopy.objects.order_by("id")
    page = client.get(reverse("notifications:demo-opened", args=[sms.pk])).content.decode()
    assert "Été" in page
    assert "HTTP 422" in page
    assert client.get(reverse("notifications:demo-framed", args=[sms.pk])).status_code == 404
    piece = client.get(reverse("notifications:demo-piece", args=[letter.pk, 0]))
    assert piece.content == b"%PDF-"


def test_a_mail_without_html_is_shown_as_text(client, demo):
    EmailMessage("Code", "Voici : 123456", to=["a@x.example"]).send()
    copy = DemoCopy.objects.get()
    page = client.get(reverse("notifications:demo-opened", args=[copy.pk])).content.decode()
    assert "123456" in page
    assert "<iframe" not in page


def test_health_says_when_messages_are_stuck():
    assert dict(health.examine())["Sending"].state == "good"
    notification(created_at=clock.now() - timedelta(minutes=11))
    assert dict(health.examine())["Sending"].state == "warning"
    Notification.objects.update(status=Status.SENT)
    failed_delivery()
    assert "1" in dict(health.examine())["Sending"].message


def test_a_letter_is_bound_with_what_it_encloses():
    receipt = pdf.render(
        "receipt",
        {
            "sender": {"name": "Lescar"},
            "dated": "2026-02-01",
            "service": "Composteur",
            "reference": "CPA-1",
            "facts": [],
        },
        title="Reçu",
    )
    stored = default_storage.save("r.pdf", ContentFile(receipt))
    told = notification(
        channel=Channel.LETTER,
        address="Maïtena\n64230 LESCAR",
        attachments=[{"name": "Reçu.pdf", "storage": stored, "type": "application/pdf"}],
    )
    pages = PdfReader(BytesIO(rendering.letter_of(told).pdf)).pages
    assert len(pages) == 2
    assert "CPA-1" in pages[1].extract_text()


def test_the_administrator_runs_a_failed_job_again(client):
    jobs.defer("tests.nobody")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    failed = ProcrastinateJob.objects.get(task_name="tests.nobody")
    sign_in(client, make_administrator())
    assert "tests.nobody" in client.get(reverse("notifications:failures")).content.decode()
    client.post(reverse("notifications:retry-job", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.status == "todo"
