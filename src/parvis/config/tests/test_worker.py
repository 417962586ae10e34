"""A worker that was given up for dead while it slept begins anew; any other fault ends it."""

import pytest
from procrastinate.exceptions import ConnectorException
from psycopg.errors import ForeignKeyViolation, OperationalError
from tests.harness import run_aside

from parvis.config.cli.worker import _given_up_for_dead


async def ends(cause: Exception | None) -> None:
    if cause is not None:
        raise ConnectorException from cause


def test_it_begins_anew_only_when_its_line_is_gone() -> None:
    assert run_aside(lambda: _given_up_for_dead(ends(ForeignKeyViolation()))) is True
    assert run_aside(lambda: _given_up_for_dead(ends(None))) is False
    with pytest.raises(ConnectorException):
        run_aside(lambda: _given_up_for_dead(ends(OperationalError())))
