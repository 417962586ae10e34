"""`parvis admin`."""

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done
from parvis.config.cli._site import open_site


@click.group()
def command() -> None:
    """Who administers this site."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="As colleagues read it: 'Maya Larrouy'.")
def add(email: str, name: str) -> None:
    """Open an administrator's access for EMAIL."""
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@"):
        raise click.BadParameter(f"{email!r} is not an e-mail address.", param_hint="EMAIL")
    open_site()
    from django.conf import settings
    from django.urls import reverse

    from parvis.accounts import actions
    from parvis.core.actor import SYSTEM

    try:
        actions.open_agent_account(
            email=email, display_name=name, actor=SYSTEM, is_administrator=True
        )
    except actions.AccountExists as error:
        raise Refused(f"{email} already has an account.") from error
    done(f"{name} may administer this site.")
    console.print(
        "They choose a password through "
        f"{settings.BASE_URL}{reverse('account_reset_password')}, then set up a second factor.",
        soft_wrap=True,
    )


@command.command(name="list")
def show() -> None:
    """List the administrators."""
    open_site()
    from parvis.accounts.models import Account

    for account in Account.objects.filter(is_administrator=True).order_by("email"):
        console.print(f"{account.display_name} <{account.email}>")
