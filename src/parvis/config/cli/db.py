"""`parvis db`: the embedded PostgreSQL by hand."""

import signal
import threading

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done
from parvis.core import postgres


@click.group()
def command() -> None:
    """Start, stop and find the embedded PostgreSQL."""


@command.command()
def start() -> None:
    """Run it until Ctrl-C (other commands share it meanwhile)."""
    if env.DATABASE_URL.value:
        raise Refused("DATABASE_URL names another server: the embedded one is not used.")
    with_server = postgres.start(env.DATA_DIR.value)
    done(f"PostgreSQL runs: {with_server.url}")
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    over.wait()
    with_server.stop()


@command.command()
def stop() -> None:
    """Stop it, even if it is in use."""
    stopped = postgres.stop(env.DATA_DIR.value)
    done("PostgreSQL stopped." if stopped else "PostgreSQL was not running.")


@command.command()
def url() -> None:
    """Print the address of the database."""
    console.print(env.DATABASE_URL.value or postgres.url(env.DATA_DIR.value), soft_wrap=True)


@command.command()
def status() -> None:
    """Say whether it runs, and where its data is."""
    told = postgres.status(env.DATA_DIR.value)
    running = f"runs (process {told.pid})" if told.pid else "does not run"
    console.print(f"PostgreSQL {running}. Data: {told.folder}", soft_wrap=True)
