"""One letter a week and person, by place and topic; none when nothing happened."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.harness import Make, assert_queries_do_not_grow

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.queries.public_figures import PublicFigures
from parvis.core import clock
from parvis.notifications.actions import send_waiting
from parvis.notifications.models import Notification
from parvis.participation.actions import commitments, letters, told_figures
from parvis.participation.models import Commitment, LetterChoice, Progress, WeeklyLetter
from parvis.participation.rules.letters import WEEK, monday_of, mondays_due
from parvis.participation.tests import consulting, promising
from parvis.participation.tests.voting import CLERK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]


@pytest.fixture(scope="module")
def kept(made_once: Make) -> Commitment:
    def make() -> Commitment:
        town = consulting.consultation()
        idea = consulting.idea(town, commune=consulting.area())
        made = promising.commitment(town, idea, commune=consulting.area())
        commitments.tell_news(actor=CLERK, commitment=made, text="Le broyat est livré.")
        return made

    return made_once(make)


@pytest.fixture
def promised(kept: Commitment) -> Commitment:
    return Commitment.objects.select_related("consultation").get(pk=kept.pk)


def _send(weeks: int = 1) -> int:
    with clock.at(clock.now() + weeks * WEEK):
        return letters.send_letters()


def _letters() -> list[Notification]:
    rows = Notification.objects.filter(key__startswith="participation.letter", channel="in_app")
    return list(rows.order_by("pk"))


def test_an_author_gets_it_once_without_what_was_told_at_once(promised) -> None:
    assert _send() == 1
    (told,) = _letters()
    assert "Le broyat est livré." in told.text
    assert promising.REASONS not in told.text
    assert _send() == 0
    assert WeeklyLetter.objects.count() == 1
    assert _send(2) == 0


def test_one_follows_a_place_and_a_topic(promised) -> None:
    near, far, other = (make_resident().person for _each in range(3))
    letters.follow(person=near, commune=consulting.area(), topic="")
    letters.follow(person=far, commune=consulting.area("64445", "Pau"), topic="")
    letters.follow(person=other, commune=None, topic="health")
    _send()
    assert [
        one.person_id for one in _letters() if one.person_id in {near.pk, far.pk, other.pk}
    ] == [near.pk]
    (told,) = (one for one in _letters() if one.person_id == near.pk)
    assert promising.REASONS in told.text
    assert "Lescar – " in told.text


def test_the_link_of_the_mail_stops_it_without_signing_in(
    client: Client, promised, mailoutbox
) -> None:
    author = promised.ideas.get().author.person
    author.email = "autrice@exemple.test"
    author.save(update_fields=["email"])
    _send()
    mail = Notification.objects.get(key__startswith="participation.letter", channel="mail")
    send_waiting()
    (left,) = (one for one in mailoutbox if one.to == [author.email])
    assert left.extra_headers["List-Unsubscribe"] == f"<{settings.BASE_URL}{mail.unsubscribe}>"
    assert left.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(mail.unsubscribe).status_code == 200
    assert not LetterChoice.objects.filter(stopped_at__isnull=False).exists()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(mail.unsubscribe, {"List-Unsubscribe": "One-Click"}).status_code == 200
    commitments.tell_news(actor=CLERK, commitment=promised, text="Encore.")
    assert _send(2) == 0
    assert client.get(mail.unsubscribe[:-3] + "x/").status_code == 404


def test_the_page_shows_it_before_it_leaves(client: Client, promised) -> None:
    account = make_resident()
    here = consulting.area()
    here.epci = consulting.area("64445", "Pau")
    here.save(update_fields=["epci"])
    Person.objects.filter(pk=account.person_id).update(commune_code=here.code)
    sign_in(client, account)
    url = reverse("participation:letter")
    assert "aucune lettre ne partirait" in client.get(url).content.decode()
    client.post(url, {"what": "follow", "commune": "", "topic": "environment"})
    assert "Le broyat est livré." in client.get(url).content.decode()

    def more() -> None:
        for text in ("Un.", "Deux.", "Trois."):
            commitments.tell_news(actor=CLERK, commitment=promised, text=text)
            consulting.idea(promised.consultation, title=f"Une idée de plus {text}")

    assert_queries_do_not_grow(lambda: client.get(url), more, at_most=12)
    client.post(url, {"what": "stop"})
    assert "La recevoir à nouveau" in client.get(url).content.decode()


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 10))
def test_every_monday_is_due_once_and_none_is_older_than_four_weeks(today, weeks) -> None:
    this = monday_of(today)
    due = mondays_due(today, this - weeks * WEEK)
    assert due == [this - n * WEEK for n in reversed(range(min(weeks, 4)))]
    assert all(one.weekday() == 0 for one in due)
    assert mondays_due(today, None) == [this]


def test_a_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert monday_of(date(2026, 11, 23)) - date(2026, 11, 22) == timedelta(days=1)


def test_figures_come_back_to_authors_once_and_only_from_five_on(promised, monkeypatch) -> None:
    found = None
    monkeypatch.setattr(told_figures, "public_figures", lambda slug: found)
    Commitment.objects.filter(pk=promised.pk).update(service="composteur-partage")
    told_figures.tell_figures()
    found = _figures(None)
    told_figures.tell_figures()
    assert not Progress.objects.filter(kind="figures").exists()
    found = _figures(12)
    told_figures.tell_figures()
    told_figures.tell_figures()
    with clock.at(clock.now() + timedelta(days=300)):
        told_figures.tell_figures()
    assert Progress.objects.filter(kind="figures").count() == 1
    assert _send() == 1
    (letter,) = _letters()
    assert "12 requests in a year" in letter.text
    assert f"{settings.BASE_URL}/demarches/composteur-partage/chiffres/" in letter.text
    with clock.at(clock.now() + timedelta(days=366)):
        told_figures.tell_figures()
    assert Progress.objects.filter(kind="figures").count() == 2


def _figures(received: int | None) -> PublicFigures:
    return PublicFigures("composteur-partage", received, None, None, None, None, ())
