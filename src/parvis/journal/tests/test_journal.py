"""Entries are written once, refused any change, and read in words."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from parvis.core.actor import SYSTEM, Actor
from parvis.core.models import OutboxEvent
from parvis.journal import actions, queries, verbs
from parvis.journal.models import Entry

pytestmark = pytest.mark.django_db
CLAIRE = Actor("agent", "a1", "Claire Lasserre", "200067254", "handler")


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(verbs, "_VERBS", {})
    verbs.register("lamps.read", "{actor} looked at the lamp in the {room}.", is_reading=True)
    verbs.register("lamps.lit", "{actor} lit the lamp.")


def look(room: str = "hall", person: str = "p1", **more) -> Entry:
    about = ("lamps.lamp", room)
    return actions.record(
        actor=CLAIRE, verb="lamps.read", about=about, person=person, detail={"room": room}, **more
    )


def test_an_entry_is_one_insert(django_assert_num_queries):
    with django_assert_num_queries(1):
        entry = look(reason="routine check")
    entry.refresh_from_db()
    assert (entry.actor_label, entry.institution, entry.role) == (
        "Claire Lasserre",
        "200067254",
        "handler",
    )
    assert (entry.verb, entry.reason, entry.person_key) == ("lamps.read", "routine check", "p1")


def test_a_row_names_itself():
    row = OutboxEvent(pk=12)
    assert actions.key_of(row) == ("core.outboxevent", "12")


def test_a_verb_without_words_is_refused():
    with pytest.raises(verbs.UnknownVerb, match=r"lamps\.broken"):
        actions.record(actor=SYSTEM, verb="lamps.broken", about=("lamps.lamp", "hall"))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("verb", ["lit", "", "x" * 61 + "."])
def test_a_verb_is_domain_dot_participle(verb):
    with pytest.raises(ValueError, match="past_participle"):
        verbs.register(verb, "words")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor_label = 'someone else'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_entry CASCADE",
    ],
)
def test_the_database_refuses_rewriting_even_to_the_owner(statement):
    look()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'journal_entry'"
        )
        assert cursor.fetchone() == (True,)
        refusal = pytest.raises(DatabaseError, match=f"append-only: {statement.split()[0]}")
        with refusal, transaction.atomic():
            cursor.execute(statement)
    assert Entry.objects.get().actor_label == "Claire Lasserre"


def test_who_consulted_my_file_in_words():
    look("hall")
    actions.record(actor=SYSTEM, verb="lamps.lit", about=("lamps.lamp", "hall"), person="p1")
    look("kitchen", person="p2")
    page = queries.of_person(["p1"], readings_only=True)
    assert [line.sentence for line in page.lines] == [
        "Claire Lasserre looked at the lamp in the hall."
    ]
    assert [line.verb for line in queries.of_person(["p1", "p2"]).lines] == [
        "lamps.read",
        "lamps.lit",
        "lamps.read",
    ]


def test_a_sentence_survives_missing_values_and_withdrawn_verbs(monkeypatch):
    entry = look()
    entry.detail = {}
    assert queries.in_words(entry).sentence == "Claire Lasserre looked at the lamp in the ."
    monkeypatch.setattr(verbs, "_VERBS", {})
    assert queries.in_words(entry).sentence == "lamps.read"


def test_braces_typed_by_people_are_only_text():
    actor = replace(CLAIRE, label="{detail.__class__}")
    entry = actions.record(actor=actor, verb="lamps.lit", about=("lamps.lamp", "x"))
    assert queries.in_words(entry).sentence == "{detail.__class__} lit the lamp."


def test_words_follow_the_language():
    from django.utils.translation import gettext_lazy

    verbs.register("lamps.gone", gettext_lazy("Monday"))
    entry = actions.record(actor=SYSTEM, verb="lamps.gone", about=("lamps.lamp", "x"))
    with override("fr"):
        assert queries.in_words(entry).sentence == "lundi"
    with override("en"):
        assert queries.in_words(entry).sentence == "Monday"


def test_pages_are_newest_first_and_complete(django_assert_num_queries):
    keys = [look(str(number)).pk for number in range(7)]
    with django_assert_num_queries(1):
        page = queries.of_person(["p1"], limit=3)
    seen = [line.id for line in page.lines]
    while page.before:
        page = queries.of_person(["p1"], limit=3, before=page.before)
        seen += [line.id for line in page.lines]
    assert seen == keys[::-1]


def test_about_shows_one_row_only():
    look("hall")
    look("kitchen")
    assert [line.about_key for line in queries.about("lamps.lamp", "hall").lines] == ["hall"]


def test_readings_of_one_day_by_one_person_are_one_line():
    look()
    actions.record(actor=CLAIRE, verb="lamps.lit", about=("lamps.lamp", "hall"))
    newest = look()
    lines = queries.about("lamps.lamp", "hall").lines
    assert len(lines) == 3
    assert [line.id for line in queries.readings_by_day(lines)] == [newest.pk]
