"""Makes every test strict: no network, no lucky order, no undefined variable in a template.

Undefined variables fail through `--fail-on-template-vars` (pyproject.toml).
"""

import atexit
import gc
import os
import random
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db.models import QuerySet
from django.test import TransactionTestCase
from tests import emptied, ready
from tests.harness import Make

# How long an example takes says nothing on a busy machine. Each run draws others: fifty a run are
# thousands a week.
hypothesis.settings.register_profile("parvis", deadline=None, max_examples=50)
hypothesis.settings.load_profile("parvis")

# What shares something dear, such as a started site, is one worker's: a folder of `tests/`, else a
# file. The longest begin first: at the end no worker waits long for another. (xdist's own groups
# are not seen by pytest 9.2.)
_LONGEST = (
    *("journeys", "packaging", "upgrade", "faults", "bench", "parity", "oidc", "access"),
    *("openfisca", "workshop", "eligibility", "catalogue"),
)


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until all is collected
    if not hasattr(config, "workerinput"):
        config.add_cleanup(partial(shutil.rmtree, ready.make_folder(), ignore_errors=True))


def _path(nodeid: str) -> list[str]:
    return nodeid.partition("::")[0].split("/")


def _shares(nodeid: str) -> str:
    first, *rest = _path(nodeid)
    return rest[0] if first == "tests" and len(rest) > 1 else "/".join([first, *rest])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(
        key=lambda item: min(
            (order[part] for part in _path(item.nodeid) if part in order), default=len(order)
        )
    )


def pytest_collection_finish() -> None:
    """What was loaded stays until the process ends: looking again and again for what is left of it
    costs a seventh, and pytest looks five times more when all is done."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # or native modules tell of leaks
    gc.enable()
    gc.set_threshold(20_000, 50, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: some tests wait for other processes."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatIsShared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _shares(nodeid)

    return ByWhatIsShared(config, log)


_OUTSIDE = "Tests do not use the network: {address!r}. Start the peer on this machine."


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = str(address[0])
    return host in {"localhost", "::1", ""} or host.startswith("127.")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            raise RuntimeError(_OUTSIDE.format(address=address))
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What pages keep for a minute is not another test's, nor is that minute's end, nor the
    language that a command spoke."""
    from django.utils import translation

    from parvis.core import kept, site

    kept.forget_everything()
    site.forget()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_lucky_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query without an order may answer in any: so it does, in tests."""
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and isinstance(self._result_cache, list):
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture(autouse=True, scope="session")
def _only_what_holds_rows_is_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda self: emptied.empty_what_holds_rows()
        )
        yield


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a run in which no journey was played has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    required = os.environ.get("PARVIS_REQUIRE_JOURNEYS")
    if reporter is None or not required or session.config.getoption("collectonly"):
        return
    played = [r for r in reporter.stats.get("passed", []) if "journey" in r.keywords]
    if not played and session.exitstatus == 0:
        reporter.write_line("No browser journey was played.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        ready.migrate_template()


@pytest.fixture(scope="module")
def made_once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Make]:
    """Makes rows that each test of a module finds: `made_once(recipe)` answers what `recipe` made.
    They stand around the transaction of a test, which undoes what that test did; of the objects it
    is given a copy. Where one test of a module uses it, all that see the database must: none may
    find other rows because of the one before."""
    from django.db import transaction

    alone = [item.name for item in request.session.items if _sees_other_rows(item, request.path)]
    assert not alone, f"these do not begin with what is made once: {alone}"
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()

    def make(recipe: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock():
            return recipe()

    yield make
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _sees_other_rows(item: pytest.Item, module: Path) -> bool:
    mark = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    if item.path != module or not (mark or {"db", "transactional_db"} & set(names)):
        return False
    transactional = "transactional_db" in names or (mark and mark.kwargs.get("transaction"))
    return bool(transactional) or "made_once" not in names


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """A connection that a test left open is named by what it last asked. PostgreSQL's own sweepers
    are no test's, nor ours to end: dropping the database sends them away."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        inside = [query for (query,) in cursor.fetchall()]
    assert not inside, f"connections left open, which last asked: {inside}"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Files are no names: some differ in each process (encrypted), and workers compare names."""
    return "bytes" if isinstance(val, bytes) else None
