"""Photographs taken on visits without the network: kept once, seen by those at work, checked as any
other file, and gone when they are not wanted."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from parvis.cases.models import Attachment, Note
from parvis.cases.queries import party_of, view_of
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.agent.test_visits import NOW, Rounds
from parvis.cases.tests.factories import make_handler
from parvis.core import clock

PHOTO = reverse("cases:visits-photo")


@pytest.fixture
def rounds(db: None) -> Any:
    with clock.at(NOW):
        yield Rounds()


def picture(colour: str = "red") -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "JPEG")
    return made.getvalue()


def post(rounds: Rounds, report: Any, key: object, content: bytes = b"", **more: Any) -> Any:
    upload = SimpleUploadedFile("escalier.jpg", content or picture(), "image/jpeg")
    client = more.pop("client", rounds.client)
    return client.post(PHOTO, {"cle": str(report.pk), "photo": str(key), "fichier": upload})


def seen_by(rounds: Rounds, account: Any) -> list[str]:
    case = rounds.case
    return [one.name for one in view_of(case, party_of(account)).attachments if one.note_id]


def test_it_comes_ahead_and_is_seen_with_the_answers(rounds: Rounds) -> None:
    report, key = rounds.taken(), uuid4()
    assert post(rounds, report, key).status_code == 200
    assert seen_by(rounds, rounds.account) == []
    rounds.send(report, photo=str(key))
    assert seen_by(rounds, rounds.account) == ["escalier.jpg"]
    lead = make_handler(rounds.stage.units["coordination"], name="Marion Peyret")
    assert seen_by(rounds, lead) == ["escalier.jpg"]
    note = Note.objects.get(text="Photographies de la visite")
    page = enter(lead).get(reverse("cases:agent-detail", args=[rounds.case.reference]))
    assert str(note.attachments.get().pk) in page.content.decode()


def test_cut_at_any_moment_it_is_there_once(rounds: Rounds) -> None:
    """The answer to the photograph is lost, then that to the report; all is sent again."""
    report, key, other = rounds.taken(), uuid4(), uuid4()
    for _time in range(2):
        post(rounds, report, key)
        post(rounds, report, other, picture("blue"))
    for _time in range(2):
        answer = rounds.send(report, photo=[str(key), str(other)])
        assert answer["outcome"] == "done"
        assert post(rounds, report, key).status_code == 200
    assert Attachment.objects.count() == 2
    assert Note.objects.filter(text="Photographies de la visite").count() == 1


def test_taken_out_again_on_the_device_it_is_not_kept(rounds: Rounds) -> None:
    report, key = rounds.taken(), uuid4()
    post(rounds, report, key)
    rounds.send(report)
    assert not Attachment.objects.exists()


def test_what_cannot_be_kept_is_refused_with_words_and_nothing_else_is_lost(
    rounds: Rounds, settings: Any
) -> None:
    report, key = rounds.taken(), uuid4()
    answer = post(rounds, report, uuid4(), b"%PDF-1.4 not a photograph")
    assert answer.status_code == 422
    assert "escalier.jpg" in answer.json()["said"]
    settings.UPLOAD_MAX_BYTES = 10
    assert "trop lourd" in post(rounds, report, uuid4()).json()["said"]
    settings.UPLOAD_MAX_BYTES = 1_000_000
    post(rounds, report, key)
    assert rounds.send(report, photo=str(key))["outcome"] == "done"
    assert seen_by(rounds, rounds.account) == ["escalier.jpg"]


def test_more_than_ten_are_refused(rounds: Rounds) -> None:
    report = rounds.taken()
    answers = [
        post(rounds, report, uuid4(), picture(f"hsl({30 * one},90%,50%)")) for one in range(11)
    ]
    assert [one.status_code for one in answers] == [200] * 10 + [422]


def test_answers_to_settle_do_not_keep_the_photographs_waiting(rounds: Rounds) -> None:
    report, key = rounds.taken(), uuid4()
    post(rounds, report, key)
    assert rounds.send(report, resultat="", photo=str(key))["outcome"] == "settle"
    assert seen_by(rounds, rounds.account) == ["escalier.jpg"]


def test_nobody_adds_to_the_form_of_another(rounds: Rounds) -> None:
    report = rounds.taken()
    stranger = enter(make_handler(rounds.unit, name="Paul Sarrat"))
    assert post(rounds, report, uuid4(), client=stranger).status_code == 404
    assert post(rounds, report, "x").status_code == 400
    assert not Attachment.objects.exists()
