from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from parvis.core import clock
from parvis.core.prepared import Given, Prepared, Together
from parvis.core.sessions import SessionStore

pytestmark = pytest.mark.django_db

NAMED = Prepared(lambda: Session.objects.filter(session_data=Given("data")).order_by("session_key"))


def kept(key: str, data: str = "d") -> Session:
    later = clock.now() + timedelta(hours=1)
    return Session.objects.create(session_key=key, session_data=data, expire_date=later)


def test_each_call_has_its_own_values() -> None:
    kept("b")
    kept("a")
    kept("c", "other")
    assert [row.pk for row in NAMED.all(data="d")] == ["a", "b"]
    assert [row.pk for row in NAMED.all(data="other")] == ["c"]
    assert NAMED.first(data="nothing") is None


def test_what_comes_is_what_django_brings() -> None:
    kept("a")
    found = NAMED.first(data="d")
    assert found is not None
    assert found.__dict__.keys() == Session.objects.get().__dict__.keys()
    assert (found, found.expire_date) == (Session.objects.get(), Session.objects.get().expire_date)
    assert not found._state.adding
    found.session_data = "changed"
    found.save()
    assert Session.objects.get().session_data == "changed"


def test_annotations_come_along() -> None:
    kept("a")
    twice = Prepared(lambda: Session.objects.filter(pk=Given("pk")).annotate(length=Length("pk")))
    found = twice.first(pk="a")
    assert found is not None
    assert (found.pk, found.length, found.session_data) == ("a", 1, "d")


def test_related_rows_come_along_or_are_none() -> None:
    account = get_user_model()
    by_key = Prepared(lambda: account.objects.select_related("person").filter(pk=Given("pk")))
    person = account._meta.get_field("person").related_model
    known = account.objects.create(
        email="a@habitants.parvis.example",
        created_at=clock.now(),
        person=person.objects.create(family_name="Diop", created_at=clock.now()),
    )
    alone = account.objects.create(email="b@habitants.parvis.example", created_at=clock.now())
    with CaptureQueriesContext(connection) as sent:
        found, other = by_key.first(pk=known.pk), by_key.first(pk=alone.pk)
        assert (found.person.family_name, other.person) == ("Diop", None)
    assert len(sent) == 2


def test_several_tables_by_one_statement() -> None:
    """Dates, keys and empty columns come as Django brings them."""
    account = get_user_model()
    both = Together(
        lambda: Session.objects.filter(session_data=Given("data")).order_by("-session_key"),
        lambda: account.objects.filter(pk=Given("pk")),
    )
    kept("a")
    kept("b")
    known = account.objects.create(email="a@habitants.parvis.example", created_at=clock.now())
    with CaptureQueriesContext(connection) as sent:
        sessions, (found,) = both.all(data="d", pk=known.pk)
    assert len(sent) == 1
    assert sessions == list(Session.objects.order_by("-session_key"))
    expected = account.objects.get(pk=known.pk)
    read = {name: value for name, value in found.__dict__.items() if name != "_state"}
    assert read == {name: getattr(expected, name) for name in read}
    assert both.all(data="nothing", pk=known.pk)[0] == []


def test_a_session_is_read_until_it_ends() -> None:
    opened = SessionStore()
    opened["seen"] = 1
    opened.create()
    again = SessionStore(opened.session_key)
    assert again["seen"] == 1
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    ended = SessionStore(opened.session_key)
    assert ended.get("seen") is None
    assert ended.session_key is None
