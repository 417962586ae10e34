"""Makes Django ready for a command."""

import os

from parvis.config import embedded


def open_site(*, database: bool = True) -> None:
    """Load the settings and the applications; start the embedded PostgreSQL if none is named.

    Raises InvalidSetting, PostgresRefused.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    os.environ.setdefault("PARVIS_LOG_FORMAT", "plain")
    if database:
        embedded.use()
    import django

    django.setup()


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
