"""`parvis stuck`."""

from typing import TYPE_CHECKING

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, warn
from parvis.config.cli._site import open_site

if TYPE_CHECKING:
    from parvis.core.stuck import Seen

_FULL = (
    "People read that something broke and try again; what they were told is kept is kept. "
    "Make room on its disk: everything goes on by itself."
)


@click.command()
@click.option("--free", "keys", multiple=True, metavar="KEY", help="Make this go on; repeatable.")
@click.option("--free-all", is_flag=True, help="Make everything go on that can.")
def command(keys: tuple[str, ...], free_all: bool) -> None:
    """Say what does not go on by itself, and free it.

    Exit code 1 while something is stuck: a monitor may call it.
    """
    open_site()
    from django.utils import translation

    from parvis.core import stuck

    if why := stuck.why_nothing_is_kept():
        raise Refused(f"The database refuses to write: {why}\n{_FULL}")
    with translation.override("en"):
        seen = list(stuck.examine())
        for one in seen:
            if not one.is_well:
                _tell(one)
    held = [one.check for one in seen if not one.is_well]
    chosen = [check.key for check in held if check.free] if free_all else list(keys)
    for key in chosen:
        done(f"{key}: {_free(key)} taken up; the worker does the rest.")
    if held and not chosen:
        raise Refused(f"{len(held)} kinds of things are stuck.")
    if not held:
        done("Nothing is stuck.")


def _tell(one: "Seen") -> None:
    many = f"{one.found.count}{'+' * one.found.is_more}"
    since = f", the oldest since {one.found.since:%Y-%m-%d %H:%M}" if one.found.since else ""
    warn(f"{one.check.key}: {one.fault or many + since}")
    console.print(f"  {one.check.name}. {one.check.meaning} {one.check.remedy}".rstrip())
    if one.found.where:
        console.print(f"  {', '.join(one.found.where)}")


def _free(key: str) -> int:
    from parvis.core.actor import SYSTEM
    from parvis.portal import actions

    try:
        return actions.free(key=key, actor=SYSTEM)
    except actions.NothingFrees as unknown:
        raise Refused(f"Nothing frees {key!r}: run parvis stuck to see the names.") from unknown
