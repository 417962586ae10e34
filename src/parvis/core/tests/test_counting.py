import pytest
from django.contrib.sessions.models import Session
from tests.harness import queries

from parvis.core import clock
from parvis.core.counting import counts


@pytest.mark.django_db
def test_each_is_counted_and_asked_together() -> None:
    for key in "abc":
        Session.objects.create(session_key=key, session_data="d", expire_date=clock.now())
    with queries() as sent:
        found = counts(
            all=Session.objects.order_by("pk"),
            two=Session.objects.filter(pk__in=["a", "b"]),
            none=Session.objects.filter(session_data="other"),
        )
    assert found == {"all": 3, "two": 2, "none": 0}
    assert len(sent) == 1
