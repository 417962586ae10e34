"""Coming in, and reading what a page says."""

import re

from django.test import Client
from django.urls import reverse

from parvis.accounts.access import FOUND
from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import sign_in
from parvis.appointments.tests.factories import TownHall


def enter(account: Account, found: Person | None = None) -> Client:
    client = sign_in(Client(), account)
    if found is not None:
        session = client.session
        session[FOUND] = [str(found.pk)]
        session.save()
    return client


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def take_url(hall: TownHall, key: str, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"creneau": key, **more}.items())
    return f"{reverse('appointments:take', args=[hall.kind.pk])}?{query}"


def feed_address(client: Client, name: str = "feed") -> str:
    page = client.post(reverse(f"appointments:{name}")).content.decode()
    return re.search(r"/agendas/[^<\s]+\.ics", page)[0]
