"""Signing agents in, reading what a page says, finding people at the desk."""

import html
import re

from django.test import Client
from django.urls import reverse

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account, Person


def enter(account: Account) -> Client:
    """A browser in which the account is signed in, its second factor given."""
    client = Client()
    client.force_login(account)
    session = client.session
    session[SECOND_FACTOR] = str(account.pk)
    session.save()
    return client


def said(response: object) -> str:
    """The words of a page, without its markup, on one line."""
    page = response.content.decode()  # type: ignore[attr-defined]
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()).replace("\u202f", " ")


def told(response: object) -> list[str]:
    """The messages of the page a response led to."""
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]


def menu(response: object) -> set[str]:
    """The addresses of the agents' menu."""
    page = response.content.decode()  # type: ignore[attr-defined]
    entries = page[page.index('<nav class="desknav"') :]
    return set(re.findall(r'href="([^"]+)"', entries[: entries.index("</nav>")]))


# The desk ----------------------------------------------------------------------------------------

DESK = reverse("cases:desk")
NEWCOMER = {
    "given_names": "Ousmane",
    "family_name": "Diop",
    "birth_date_day": "1",
    "birth_date_month": "2",
    "birth_date_year": "1960",
    "checked": "no",
    "postal_code": "64230",
    "commune_name": "lescar",
}
"""What the desk types of somebody met for the first time."""


def search(client: Client, q: str = "") -> str:
    return said(client.get(DESK, {"q": q}))


def page_of(person: Person, name: str = "person") -> str:
    return reverse(f"cases:desk-{name}", args=[person.pk])
