"""`parvis migrate`."""

import click

from parvis.config.cli._screen import counted, done, warn, working
from parvis.config.cli._site import open_site, pending_migrations

_NOTHING = "Database up to date."


@click.command()
def command() -> None:
    """Bring the database to this version of Parvis.

    Several servers may begin at once: one does the work, the others wait. Killed, run it again.
    """
    open_site()
    bring_up_to_date()


def bring_up_to_date() -> int:
    """Apply what is missing; answers how many migrations ran."""
    from parvis.config import migrating

    with migrating.alone(lambda: warn("Another server updates the database; waiting for it.")):
        pending = pending_migrations()
        if pending:
            with working("Updating the database") as report:
                migrating.migrate(lambda count: report(count, len(pending)))
    done(f"Database up to date ({counted(len(pending), 'change')})." if pending else _NOTHING)
    return len(pending)
