"""Rows written by one statement are the rows the ORM would have written."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.harness import queries

from parvis.core import rows
from parvis.core.models import OutboxDelivery, OutboxEvent

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 10, 11, 12, 131415, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
documents: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def fact(name: str = "lamps.lit", payload: Any = None) -> OutboxEvent:
    return OutboxEvent(name=name, payload=payload or {}, announced_at=AT)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=words, payload=st.dictionaries(words, documents, max_size=4))
def test_what_is_written_is_what_is_read(name: str, payload: dict[str, Any]) -> None:
    made = fact(name, payload)
    rows.insert(made)
    kept = OutboxEvent.objects.get(pk=made.pk)
    assert (kept.name, kept.payload, kept.announced_at) == (name, payload, AT)
    assert kept.delivered_at is None


def test_keys_follow_the_order_of_the_rows() -> None:
    made = [fact(str(number)) for number in range(20)]
    rows.insert(*made)
    names = dict(OutboxEvent.objects.values_list("pk", "name"))
    assert [names[one.pk] for one in made] == [str(number) for number in range(20)]
    assert sorted(names) == [one.pk for one in made]


def test_tables_are_written_together() -> None:
    old, other = fact("old"), fact("other")
    rows.insert(old, other)
    old.name, old.delivered_at, other.name = "new", AT, "not written"
    batch = rows.Batch()
    batch.update([old], ["name", "delivered_at"])
    batch.insert([OutboxDelivery(event=old, subscriber="one", delivered_at=AT)])
    batch.insert([fact("third")])
    batch.add("DELETE FROM core_outboxevent WHERE id = %s RETURNING 1", other.pk)
    with queries() as sent:
        batch.run()
    assert len(sent) == 1
    assert set(OutboxEvent.objects.values_list("name", "delivered_at")) == {
        ("new", AT),
        ("third", None),
    }
    assert OutboxDelivery.objects.get().event == old


def test_a_conflict_is_settled_as_asked() -> None:
    told = fact()
    rows.insert(told)
    for attempts in (1, 2):
        batch = rows.Batch()
        again = OutboxDelivery(event=told, subscriber="one", attempts=attempts)
        batch.insert(
            [again], conflict="(event_id, subscriber) DO UPDATE SET attempts = excluded.attempts"
        )
        batch.run()
    assert OutboxDelivery.objects.get().attempts == 2


def test_rows_know_the_keys_of_others_of_their_batch() -> None:
    kept, made = fact("kept"), [fact("first"), fact("second")]
    rows.insert(kept)
    batch = rows.Batch()
    batch.insert(made)
    rows.number(made)
    told = [OutboxDelivery(event_id=one.pk, subscriber="one") for one in (made[1], kept)]
    batch.insert(told, put={"event_id": batch.key_of(made, "event_id")})
    about = fact("about", {"who": "both", "keys": []})
    batch.insert([about], put={"payload": batch.keys_of(made, "payload", "keys")})
    with queries() as sent:
        batch.run()
    assert len(sent) == 1
    assert [one.event.name for one in OutboxDelivery.objects.order_by("pk")] == ["second", "kept"]
    about.refresh_from_db()
    assert about.payload == {"who": "both", "keys": [one.pk for one in made]}
    assert OutboxEvent.objects.get(pk=made[1].pk).name == "second"


def test_nothing_to_write_sends_nothing() -> None:
    batch = rows.Batch()
    batch.insert([])
    batch.update([], ["name"])
    batch.update([fact()], [])
    with queries() as sent:
        batch.run()
    assert sent == []


def test_a_text_in_the_reader_s_language_is_kept_in_the_writer_s() -> None:
    made = fact(payload={"day": gettext_lazy("Monday")})
    rows.insert(made)
    assert OutboxEvent.objects.get().payload == {"day": "lundi"}


def test_nothing_is_cut_and_nothing_is_guessed() -> None:
    with pytest.raises(TypeError, match="object cannot be written"):
        rows.insert(fact(payload={"what": object()}))
    with pytest.raises(DataError, match="too long"):
        rows.insert(fact("x" * 121))
