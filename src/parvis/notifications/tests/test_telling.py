"""Everybody is told once, by the channel they prefer, and nothing is lost on the way."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from parvis.core import clock
from parvis.notifications import actions, ports, queries, rules
from parvis.notifications.models import Notification, Preference
from parvis.notifications.ports import Mail, Refused, Sms, Unreachable
from parvis.notifications.tests.factories import notification, person

Channel = Notification.Channel
Status = Notification.Status
pytestmark = pytest.mark.django_db


class Box:
    """A sender that keeps what it is given, after raising what it was told to raise."""

    def __init__(self) -> None:
        self.taken: list[Mail | Sms] = []
        self.errors: list[Exception] = []

    def send(self, message: Mail | Sms) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append(message)


@pytest.fixture
def box(monkeypatch):
    box = Box()
    monkeypatch.setattr(ports, "_senders", {"mail": box, "sms": box})
    return box


def tell(told, **more) -> None:
    values = {"key": "cases.1.decided", "subject": "Décision", "text": "Acceptée."} | more
    actions.tell(person=told, **values)


PLACE = {"address_line": "12 rue Maubec", "postal_code": "64230", "commune_name": "Lescar"}


@pytest.mark.parametrize(
    ("known", "chosen", "channels"),
    [
        ({}, None, {"in_app", "mail"}),
        ({"phone": "+33639980000"}, None, {"in_app", "mail"}),
        ({"email": "", "phone": "+33639980000"}, None, {"in_app", "sms"}),
        ({"email": "", **PLACE}, None, {"in_app", "letter"}),
        ({"email": ""}, None, {"in_app"}),
        ({"phone": "+33639980000"}, (True, True), {"in_app", "mail", "sms"}),
        ({"phone": "+33639980000"}, (False, True), {"in_app", "sms"}),
        ({"phone": "+33639980000"}, (False, False), {"in_app", "mail"}),
        ({}, (False, True), {"in_app", "mail"}),
        ({"email": "", **PLACE}, (True, True), {"in_app", "letter"}),
    ],
)
def test_channels_by_preference_and_by_what_is_known(known, chosen, channels):
    told = person(**known)
    if chosen:
        actions.set_preference(person=told, mail=chosen[0], sms=chosen[1])
    tell(told)
    assert set(Notification.objects.values_list("channel", flat=True)) == channels


def test_the_same_event_is_told_once_to_each():
    first, second = person(), person(email="other@habitants.example")
    for _ in range(2):
        tell(first)
        tell(second)
    assert Notification.objects.filter(channel=Channel.MAIL).count() == 2


def test_telling_costs_little(django_assert_num_queries):
    told = person()
    with transaction.atomic(), django_assert_num_queries(3 + 2):  # and a savepoint
        tell(told)


def test_nothing_is_told_of_what_did_not_happen(box):
    with transaction.atomic():
        tell(person())
        transaction.set_rollback(True)
    assert actions.send_waiting() == 0
    assert not ProcrastinateJob.objects.exists()


def test_a_mail_leaves_with_its_text_its_page_and_its_files(box, settings):
    settings.BASE_URL = "https://parvis.example"
    name = default_storage.save("r.pdf", ContentFile(b"%PDF-receipt"))
    attachment = actions.Attachment("récépissé.pdf", name, "application/pdf")
    text = "Bonjour,\n\nApportez :\n- une photo <b>\n- un plan"
    tell(person(), text=text, link="/mes-demandes/X/", attachments=[attachment])
    assert actions.send_waiting() == 1
    (sent,) = box.taken
    assert sent.to == "maitena@habitants.example"
    assert sent.subject == "Décision"
    assert "- une photo <b>\n" in sent.text
    assert "https://parvis.example/mes-demandes/X/" in sent.text
    assert "<li style=" in sent.html
    assert "une photo &lt;b&gt;" in sent.html
    assert 'href="https://parvis.example/mes-demandes/X/"' in sent.html
    assert "<img" not in sent.html
    assert sent.files[0].content == b"%PDF-receipt"
    assert Notification.objects.get(channel=Channel.MAIL).status == Status.SENT


def test_a_mail_speaks_the_language_of_its_reader(box):
    tell(person(language="en"), link="/x/")
    tell(person(language="fr"), link="/x/")
    actions.send_waiting()
    english, french = box.taken
    assert "Follow your request" in english.html
    assert "Suivre votre demande" in french.html


def test_a_text_message_says_the_short_form_and_the_page(box, settings):
    settings.BASE_URL = "https://parvis.example"
    tell(person(email="", phone="+33639980000"), sms="Votre demande est acceptée.", link="/d/X/")
    actions.send_waiting()
    assert box.taken[0].text == "Votre demande est acceptée. https://parvis.example/d/X/"


def test_a_unit_is_told_at_each_of_its_addresses(box):
    for _ in range(2):
        actions.tell_unit(
            unit_key="7", emails=["a@x.example", "b@x.example", ""], key="k", subject="s", text="t"
        )
    assert actions.send_waiting() == 2
    assert {sent.to for sent in box.taken} == {"a@x.example", "b@x.example"}


def test_a_run_that_lasts_leaves_the_rest_to_the_next_one(box):
    for key in "ab":
        actions.tell_unit(unit_key="7", emails=["a@x.example"], key=key, subject="s", text="t")
    over = iter((False, True))
    assert actions.send_waiting(lambda: next(over)) == 1
    assert actions.send_waiting() == 1


def test_a_bad_moment_is_tried_again_with_the_same_message_id(box):
    box.errors = [Unreachable("greylisted"), RuntimeError("bug")]
    start = clock.now()
    told = notification(created_at=start)
    with clock.at(start):
        assert actions.send_waiting() == 0
    told.refresh_from_db()
    assert (told.status, told.attempts) == (Status.WAITING, 1)
    assert told.last_error == "Unreachable: greylisted"
    assert ProcrastinateJob.objects.filter(scheduled_at=told.retry_at).count() == 1
    with clock.at(start + timedelta(seconds=29)):
        assert actions.send_waiting() == 0
    with clock.at(start + timedelta(seconds=31)):
        assert actions.send_waiting() == 0
    with clock.at(start + timedelta(minutes=10)):
        assert actions.send_waiting() == 1
    told.refresh_from_db()
    assert (told.status, told.last_error) == (Status.SENT, "")
    assert f"notification-{told.pk}-" in box.taken[0].message_id


def test_a_refusal_is_final_and_shown(box):
    box.errors = [Refused("550 no such user")]
    told = notification()
    other = notification()
    assert actions.send_waiting() == 1, "the next one leaves"
    assert list(queries.failed()) == [told]
    assert actions.retry(told.pk) is True
    assert actions.retry(other.pk) is False
    assert actions.send_waiting() == 1


def test_after_many_attempts_an_administrator_looks(box):
    box.errors = [Unreachable("down")] * rules.MAX_ATTEMPTS
    told = notification()
    instant = clock.now()
    for day in range(rules.MAX_ATTEMPTS):
        with clock.at(instant + timedelta(days=3 * day)):
            actions.send_waiting()
    told.refresh_from_db()
    assert (told.status, told.attempts) == (Status.FAILED, rules.MAX_ATTEMPTS)
    with clock.at(instant + timedelta(days=900)):
        assert actions.send_waiting() == 0
    assert actions.retry_all() == 1
    with clock.at(instant + timedelta(days=901)):
        assert actions.send_waiting() == 1


def test_a_missing_sender_or_file_loses_nothing(box, monkeypatch):
    gone = notification(attachments=[{"name": "a", "storage": "nowhere", "type": "text/plain"}])
    fine = notification()
    assert actions.send_waiting() == 1
    gone.refresh_from_db()
    assert gone.status == Status.WAITING
    fine.refresh_from_db()
    assert fine.status == Status.SENT
    monkeypatch.setattr(ports, "_senders", {})
    notification()
    assert actions.send_waiting() == 0
    assert Notification.objects.filter(status=Status.WAITING).count() == 2


def test_a_killed_sender_frees_its_message_once_its_lease_is_over(box):
    told = notification()
    start = clock.now()
    taken = actions._take_one()  # and then the worker is killed
    assert taken == told
    with clock.at(start + timedelta(minutes=4)):
        assert actions.send_waiting() == 0
    with clock.at(start + timedelta(minutes=6)):
        assert actions.send_waiting() == 1


def test_a_message_that_kills_its_sender_reaches_an_administrator(box):
    told = notification()
    start = clock.now()
    for hour in range(rules.MAX_ATTEMPTS):
        with clock.at(start + timedelta(hours=hour)):
            assert actions._take_one() == told  # and then the worker is killed
    with clock.at(start + timedelta(hours=hour + 1)):
        assert actions.sweep() == 0
    assert list(queries.failed()) == [told]
    assert not box.taken


def test_a_sender_that_slept_past_its_lease_does_not_undo_the_next(box):
    notification()
    start = clock.now()
    slow = actions._take_one()
    with clock.at(start + timedelta(minutes=6)):
        assert actions.send_waiting() == 1
    actions._note_failure(slow, Unreachable("woke up"), is_final=True)
    assert Notification.objects.get().status == Status.SENT


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(monkeypatch):
    release, inside = Event(), Event()
    sent: list[str] = []

    class Slow:
        def send(self, message: Mail) -> None:
            inside.set()
            assert release.wait(10)
            sent.append(message.message_id)

    monkeypatch.setattr(ports, "_senders", {"mail": Slow()})
    notification()

    def work() -> None:
        actions.send_waiting()
        connection.close()

    worker = Thread(target=work)
    worker.start()
    assert inside.wait(10)
    assert actions.send_waiting() == 0
    release.set()
    worker.join()
    assert len(sent) == 1


def test_in_app_messages_are_there_at_once_and_read_once(box):
    told = person(email="")
    tell(told)
    (message,) = queries.messages_of([told.pk])
    assert message.status == Status.SENT
    assert queries.unread_count([told.pk]) == 1
    actions.mark_read(notification=message)
    message.refresh_from_db()
    first_time = message.read_at
    actions.mark_read(notification=message)
    message.refresh_from_db()
    assert message.read_at == first_time
    assert queries.unread_count([told.pk]) == 0


def test_preferences_by_default_follow_what_is_known():
    assert queries.preference_of(person()).mail is True
    assert queries.preference_of(person(email="", phone="+33639980000")).sms is True
    told = person()
    actions.set_preference(person=told, mail=False, sms=True)
    actions.set_preference(person=told, mail=True, sms=True)
    assert Preference.objects.get(person=told).mail is True


def test_merged_people_are_told_where_they_are_now(box):
    root = person(email="now@habitants.example")
    old = person(email="old@habitants.example", merged_into=root)
    tell(old)
    actions.send_waiting()
    assert box.taken[0].to == "now@habitants.example"
    assert not mail.outbox


def test_a_subject_is_one_line_and_keeps_its_no_break_spaces(box):
    tell(person(), subject="Vous êtes inscrit\u202f:\r\n « Jeter moins »")
    actions.send_waiting()
    assert box.taken[0].subject == "Vous êtes inscrit\u202f: « Jeter moins »"
