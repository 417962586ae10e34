"""One letter a week and person, by place and topic; none when nothing happened."""

import itertools
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django import app
from tests.harness import Make, assert_queries_do_not_grow, queries

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.queries.public_figures import PublicFigures
from parvis.core import clock, jobs
from parvis.notifications.actions import send_waiting
from parvis.notifications.models import Notification
from parvis.participation import actions, tasks
from parvis.participation.actions import commitments, letters, remarks, told_figures
from parvis.participation.models import (
    Commitment,
    Consultation,
    Idea,
    LetterChoice,
    LetterWeek,
    Progress,
    WeeklyLetter,
)
from parvis.participation.rules.letters import WEEK, monday_of, mondays_due, passed_a_mark
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
    idea = _said(promised.consultation, account.person)
    here = consulting.area()
    here.epci = consulting.area("64445", "Pau")
    here.save(update_fields=["epci"])
    Person.objects.filter(pk=account.person_id).update(commune_code=here.code)
    sign_in(client, account)
    url = reverse("participation:letter")
    assert "2 arguments pour, 1 argument contre" in client.get(url).content.decode()
    with queries() as sent:
        client.get(url)
    assert len(sent) <= 12
    client.post(url, {"what": "unsaid"})
    assert "aucune lettre ne partirait" in client.get(url).content.decode()
    client.post(url, {"what": "said"})
    client.post(url, {"what": "follow", "commune": "", "topic": "environment"})
    assert "Le broyat est livré." in client.get(url).content.decode()

    def more() -> None:
        for text in ("Un.", "Deux.", "Trois."):
            commitments.tell_news(actor=CLERK, commitment=promised, text=text)
            consulting.idea(promised.consultation, title=f"Une idée de plus {text}")
            actions.answer(idea=idea, actor=CLERK, unit=consulting.unit(), text=text)

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


def _said(of: Consultation, who: Person | None = None) -> Idea:
    """An idea whose author follows nothing, two arguments for, one against, one of its author."""
    title = f"Des bancs à l’ombre, place {of.ideas.count()}"
    idea = consulting.idea(of, consulting.participant(of, who), title=title)
    for side in ("for", "for", "against"):
        actions.argue(idea=idea, by=consulting.participant(of), side=side, text=f"Voilà : {side}")
    actions.argue(idea=idea, by=idea.author, side="for", text="J’y tiens.")
    return idea


def test_what_is_said_of_an_idea_comes_in_one_letter_and_nothing_leaves_before(
    client: Client, promised, mailoutbox
) -> None:
    town, author = promised.consultation, "autrice@exemple.test"
    idea = _said(town, consulting.resident(email=author))
    actions.answer(idea=idea, actor=CLERK, unit=town.lead, text="Nous la\nchiffrons.")
    told = Notification.objects.filter(person=idea.author.person)
    assert [one.channel for one in told.order_by("pk")] == ["in_app", "in_app"]
    _send()
    send_waiting()
    (left,) = (one for one in mailoutbox if one.to == [author])
    for words in (
        "2 arguments pour, 1 argument contre",
        "répond : « Nous la chiffrons. »",
        f"{settings.BASE_URL}/concertations/{town.slug}/idees/{idea.pk}/",
    ):
        assert words in left.body
    stop = re.search(r"/lettre-des-concertations/arret/[^\s/]+/", left.body)
    assert stop is not None
    assert (
        stop[0] != Notification.objects.get(channel="mail", person=idea.author.person).unsubscribe
    )
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(stop[0]).status_code == 200
    assert strict.post(stop[0]).status_code == 200
    with clock.at(clock.now() + WEEK):
        actions.answer(idea=idea, actor=CLERK, unit=town.lead, text="Encore.")
        commitments.tell_news(actor=CLERK, commitment=promised, text="Et le broyat ?")
    assert _send(2) == 1
    assert idea.author.person_id not in {one.person_id for one in _letters()[2:]}


def test_an_answer_to_a_rating_is_quoted_to_who_gave_it(promised) -> None:
    for state in ("underway", "delivered"):
        commitments.move_commitment(actor=CLERK, commitment=promised, to=state)
    who = consulting.participant(promised.consultation)
    found = Commitment.objects.get(pk=promised.pk)
    rating = remarks.rate(commitment=found, by=who, stars=4, text="Il manque un seau.")
    unit = promised.consultation.lead
    remarks.answer_remark(actor=CLERK, unit=unit, remark=rating, text="Il arrive lundi.")
    told = Notification.objects.filter(person=who.person)
    assert [one.channel for one in told] == ["in_app"]
    _send()
    (letter,) = (one for one in _letters() if one.person_id == who.person_id)
    assert "Il arrive lundi." in letter.text


def test_who_stopped_the_letter_under_a_record_merged_since_gets_none(promised) -> None:
    idea = _said(promised.consultation)
    writer = idea.author.person
    letters.want_letters(person=writer, wanted=False)
    kept = consulting.resident()
    Person.objects.filter(pk=writer.pk).update(merged_into=kept)
    _send()
    assert {one.person_id for one in _letters()}.isdisjoint({writer.pk, kept.pk})
    letters.want_letters(person=kept, wanted=True)
    actions.argue(
        idea=idea, by=consulting.participant(idea.consultation), side="for", text="Oui encore."
    )
    with clock.at(clock.now() + WEEK):
        actions.answer(idea=idea, actor=CLERK, unit=idea.consultation.lead, text="Encore.")
    _send(2)
    assert kept.pk in {one.person_id for one in _letters()}


def test_killed_between_two_letters_each_gets_one(promised, monkeypatch) -> None:
    for _each in range(3):
        _said(promised.consultation)
    tell, times = letters.tell, itertools.count()

    def dies(**told: Any) -> None:
        tell(**told)
        if next(times) == 2:
            raise SystemExit

    monkeypatch.setattr(letters, "tell", dies)
    with pytest.raises(SystemExit):
        _send()
    assert (WeeklyLetter.objects.count(), len(_letters())) == (2, 2)
    assert _send() == 2
    assert len({one.person_id for one in _letters()}) == len(_letters()) == 4
    assert LetterWeek.objects.get().letters == 4


def test_a_large_town_gets_all_its_letters_the_same_morning(promised, monkeypatch) -> None:
    """What waits for the next run waits a day: no run stops before its end."""
    monkeypatch.setattr(jobs, "STINT", 0)
    for _each in range(3):
        _said(promised.consultation)
    with clock.at(clock.now() + WEEK):
        tasks.weekly_letters()
    assert len(_letters()) == 4
    assert app.tasks["participation.weekly_letters"].queue == jobs.LONG


def test_an_argument_read_first_counts_in_the_week_it_is_published(promised) -> None:
    idea = consulting.idea(promised.consultation, title="Des bancs à l’ombre")
    text = "www.a.fr www.b.fr"
    held = actions.argue(
        idea=idea, by=consulting.participant(idea.consultation), side="for", text=text
    )
    _send()
    agent = consulting.organiser(consulting.unit())
    with clock.at(clock.now() + WEEK):
        actions.decide(written=held, shows=True, agent=agent, unit=idea.consultation.lead)
    assert not [one for one in _letters() if "1 argument pour" in one.text]
    _send(2)
    _send(3)
    (told,) = (one for one in _letters() if "1 argument pour" in one.text)
    assert told.person_id == idea.author.person_id


@pytest.mark.parametrize("meanwhile", ["nothing", "reworded", "hidden and restored"])
def test_a_held_idea_is_new_in_the_week_it_is_shown(promised, meanwhile: str) -> None:
    town, reader = promised.consultation, make_resident().person
    letters.follow(person=reader, commune=None, topic="")
    text = "www.a.fr www.b.fr"
    held = consulting.idea(town, title="Un abri à vélos", text=text)
    unit, agents = town.lead, [consulting.organiser(consulting.unit()) for _each in range(2)]
    if meanwhile == "reworded":
        actions.change_idea(idea=held, by=held.author, title="Un abri à vélos", text="Au sec.")
    elif meanwhile == "hidden and restored":
        actions.decide(written=held, shows=False, agent=agents[0], unit=unit, rule="advert")
        actions.appeal(written=held, by=held.author, why="Non.")
    _send()
    with clock.at(clock.now() + WEEK):
        actions.decide(written=held, shows=True, agent=agents[1], unit=unit)
    _send(2)
    _send(3)
    mine = [one for one in _letters() if one.person_id == reader.pk]
    assert ["Un abri à vélos" in one.text for one in mine] == [False, True]


def test_an_idea_held_for_its_new_words_is_not_new_again(promised) -> None:
    town, reader = promised.consultation, make_resident().person
    letters.follow(person=reader, commune=None, topic="")
    shown = consulting.idea(town, title="Un abri à vélos")
    _send()
    with clock.at(clock.now() + WEEK):
        actions.change_idea(idea=shown, by=shown.author, title="Abri", text="www.a.fr www.b.fr")
        agent = consulting.organiser(consulting.unit())
        actions.decide(written=shown, shows=True, agent=agent, unit=town.lead)
    _send(2)
    told = [one.text for one in _letters() if one.person_id == reader.pk]
    assert len(told) == 1
    assert "Un abri à vélos" in told[0]


@pytest.mark.parametrize(
    ("now", "gained", "passes"),
    [(9, 9, False), (10, 1, True), (12, 2, False), (12, 3, True), (130, 90, True), (0, 0, False)],
)
def test_supports_alone_are_news_when_they_pass_a_mark(now: int, gained: int, passes: bool) -> None:
    assert passed_a_mark(now, gained) is passes


def test_new_ideas_are_told_by_place_a_few_by_name_and_never_to_their_author(promised) -> None:
    town, here = promised.consultation, consulting.area()
    writer = consulting.participant(town)
    near = make_resident().person
    for person in (near, writer.person):
        letters.follow(person=person, commune=here, topic="")
    for title in ("Un banc", "Deux bancs", "Trois bancs", "Quatre bancs"):
        consulting.idea(town, commune=here, title=title)
    consulting.idea(town, writer, commune=here, title="Mon banc à moi")
    consulting.idea(town, commune=consulting.area("64445", "Pau"), title="Un banc à Pau")
    _send()
    (told,) = (one for one in _letters() if one.person_id == near.pk)
    assert "6 nouvelles idées" in told.text
    assert "« Mon banc à moi », « Quatre bancs », « Trois bancs » et 3 autres" in told.text
    assert f"/concertations/{town.slug}/idees/?commune={here.pk}" in told.text
    assert "Un banc à Pau" not in told.text
    (mine,) = (one for one in _letters() if one.person_id == writer.person_id)
    assert "5 nouvelles idées" in mine.text
    assert "Mon banc" not in mine.text
