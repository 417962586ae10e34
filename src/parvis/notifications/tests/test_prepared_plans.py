"""What waits is found by its own small index, also once PostgreSQL has prepared the question."""

import pytest
from django.db import connection

from parvis.core import clock
from parvis.notifications import actions, queries
from parvis.notifications.models import Notification

STATUSES = ["waiting", "failed", "expired"]


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_stands_in_the_text(status: str) -> None:
    sql, values = Notification.objects.standing(status).query.sql_with_params()
    assert f"notifications_notification.status = '{status}'" in sql
    assert values == ()


@pytest.mark.django_db
def test_a_generic_plan_reads_the_index_of_what_waits() -> None:
    told = [
        Notification(key=str(n), channel="mail", text="", status="sent", created_at=clock.now())
        for n in range(300)
    ]
    Notification.objects.bulk_create(told)
    first = queries.failed()[:1].query.sql_with_params()[0]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_notification; SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE first AS {first}")
        cursor.execute("EXPLAIN EXECUTE first")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE first")
    assert "notification_failed" in plan
    assert actions.send_waiting() == 0
