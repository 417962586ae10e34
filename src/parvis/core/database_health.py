"""Checks of the database and of the worker; registered by `apps.py`."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.core.health import Health
from parvis.core.postgres.binaries import OLDEST

_WORKER_SILENT = timedelta(minutes=2)


SERVER = {
    "version": "SELECT current_setting('server_version')",
    "encoding": "SELECT getdatabaseencoding()::text",
}
ROLE = {
    "name": "SELECT current_user::text",
    "is_superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
}
WORKER = {"last": "SELECT max(last_heartbeat) FROM procrastinate_workers"}


def server(version: str, encoding: str) -> Health:
    """PostgreSQL answers, is recent enough, and speaks UTF-8."""
    if int(version.split(".")[0]) < OLDEST:
        return Health(
            "bad",
            f"PostgreSQL {version}",
            _("Parvis needs PostgreSQL %(oldest)d or newer.") % {"oldest": OLDEST},
        )
    if encoding != "UTF8":
        return Health(
            "bad",
            _("encoding %(name)s") % {"name": encoding},
            _("Create the database with ENCODING 'UTF8'."),
        )
    return Health("good", f"PostgreSQL {version}")


def role(name: str, is_superuser: bool) -> Health:
    """The site's role is an ordinary one."""
    if is_superuser:
        return Health(
            "warning",
            _("%(name)s is a superuser, whom the journal’s refusals do not bind.") % {"name": name},
            _("Give the site a role of its own that owns only its database."),
        )
    return Health("good", _("%(name)s, an ordinary role") % {"name": name})


def migrations() -> Health:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return Health(
            "bad",
            _("changes missing: %(count)d") % {"count": len(pending)},
            _("Run: parvis migrate"),
        )
    return Health("good", _("up to date"))


def worker(last: datetime | None) -> Health:
    """At least one worker gave a sign of life lately."""
    if last is None or clock.now() - last > _WORKER_SILENT:
        return Health("warning", _("no worker is at work"), _("Run: parvis worker"))
    return Health("good", _("at work"))
