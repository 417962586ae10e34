import pytest
from django.db import ProgrammingError, connection, connections, transaction
from procrastinate.contrib.django.utils import connector_params
from psycopg import connect

pytestmark = pytest.mark.django_db(transaction=True)


def begin_request() -> None:
    connection.health_check_done = False
    connection.health_check_enabled = True


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def statements(key: int) -> int:
    with connect(**connector_params(), autocommit=True) as other:
        row = other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [key]).fetchone()
    return str(row[0])


def test_a_sound_connection_is_kept_without_a_question() -> None:
    key = pid()
    begin_request()
    connection.close_if_health_check_failed()
    assert statements(key) == "SELECT pg_backend_pid()"
    assert pid() == key


def test_a_connection_that_the_server_ended_is_opened_again() -> None:
    key = pid()
    with connect(**connector_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [key])
    begin_request()
    assert pid() != key


def test_what_the_server_says_by_itself_breaks_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN tests_said")
    key = pid()
    with connect(**connector_params(), autocommit=True) as other:
        other.execute("NOTIFY tests_said")
    begin_request()
    assert pid() == key


def test_after_an_error_the_server_is_asked() -> None:
    key = pid()
    connection.errors_occurred = True
    begin_request()
    connection.close_if_health_check_failed()
    assert statements(key) == "SELECT 1"
    connection.errors_occurred = False


def test_a_transaction_that_failed_cannot_be_used() -> None:
    with transaction.atomic():
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing")
        connection.errors_occurred = False
        assert not connection.is_usable()
        transaction.set_rollback(True)
    assert connection.is_usable()


def test_every_connection_of_the_site_is_of_this_kind() -> None:
    assert {type(one).__module__ for one in connections.all()} == {"parvis.core.database.base"}
