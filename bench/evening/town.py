"""A vote that is open in a new database, and so many people signed in who may vote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.participation.models import Consultation

TOKEN = "a" * 32
PROJECTS = 12


@dataclass(frozen=True, slots=True)
class Town:
    """`path`: the page of the ballot; `cookies`: one voter each."""

    vote: int
    path: str
    cookies: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a voter: its bytes, and what is in the head of the right answer."""

    request: bytes
    expects: bytes


def prepare(voters: int) -> Town:
    """The database of DATABASE_URL is empty."""
    from django.conf import settings
    from django.db import connection
    from django.urls import reverse

    from parvis.config.cli._site import open_site
    from parvis.config.cli._static import gather_static_files
    from parvis.config.cli.migrate import bring_up_to_date

    open_site()
    bring_up_to_date()
    gather_static_files()

    from parvis.participation.models import BudgetProject
    from parvis.participation.tests import consulting, voting

    consultation = consulting.consultation(None, "choose", title="Soirée de vote")
    projects = [
        BudgetProject(code=f"p{n}", name=f"Projet {n}", summary="Utile.", cost_cents=4_000_000 + n)
        for n in range(PROJECTS)
    ]
    election = voting.opened(
        consultation.phases.get(),
        projects,
        title="Soirée",
        budget_cents=30_000_000,
        rule={"method": "greedy"},
    )
    keys = _signed_in(consultation, voters)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    path = reverse("participation:vote", args=[consultation.slug, election.pk])
    name = settings.SESSION_COOKIE_NAME
    return Town(election.pk, path, [f"{name}={key}; csrftoken={TOKEN}" for key in keys])


def _signed_in(consultation: "Consultation", voters: int) -> list[str]:
    """Session keys of people who take part."""
    from django.contrib.sessions.models import Session

    from parvis.accounts.access import BACKEND
    from parvis.accounts.models import Account, Person
    from parvis.core import clock
    from parvis.core.sessions import SessionStore
    from parvis.participation.models import Participant

    now = clock.now()
    people = [
        Person(
            family_name=f"Votant{number}",
            given_names="Camille",
            identity_source=Person.IdentitySource.FRANCECONNECT,
            search_text=f"votant{number}",
            commune_name="Pau",
            birth_date=f"{1940 + number % 68}-01-01",
            created_at=now,
        )
        for number in range(voters)
    ]
    Person.objects.bulk_create(people, batch_size=5000)
    accounts = [Account(person=person, password="!", created_at=now) for person in people]  # noqa: S106
    Account.objects.bulk_create(accounts, batch_size=5000)
    Participant.objects.bulk_create(
        (
            Participant(consultation=consultation, person=person, way="account", joined_at=now)
            for person in people
        ),
        batch_size=5000,
    )
    store = SessionStore()
    sessions = [
        Session(
            session_key=f"evening{account.pk.hex}"[:40],
            session_data=store.encode(
                {
                    "_auth_user_id": str(account.pk),
                    "_auth_user_backend": BACKEND,
                    "_auth_user_hash": account.get_session_auth_hash(),
                }
            ),
            expire_date=now + timedelta(hours=6),
        )
        for account in accounts
    ]
    Session.objects.bulk_create(sessions, batch_size=5000)
    return [one.session_key for one in sessions]


def choice_of(number: int) -> tuple[str, str]:
    """What the voter of this number chooses."""
    return f"p{number % 6}", f"p{6 + number % 6}"


def steps(town: Town, number: int, port: int) -> dict[str, Asked]:
    """What a voter's browser asks, in order, with the choice `choice_of(number)`."""
    said = (town.path, town.cookies[number], port)
    chosen = choice_of(number)
    ticked = "&".join(f"projet={one}" for one in chosen)
    return {
        "the ballot’s page": _asked("GET", *said),
        "its check": _asked("POST", f"{town.path}verifier/", *said[1:], ticked),
        "the ballot cast": cast_of(town, number, port),
        "the receipt’s page": _asked("GET", f"{town.path}recepisse/", *said[1:]),
    }


def cast_of(town: Town, number: int, port: int) -> Asked:
    """The request that puts the ballot in the box: right when it leads to the receipt."""
    body = f"choice={'%2C'.join(choice_of(number))}&traits=on"
    path = f"{town.path}deposer/"
    return _asked("POST", path, town.cookies[number], port, body, b"/recepisse/\r\n")


def casts(town: Town, numbers: range, port: int) -> Iterator[Asked]:
    return (cast_of(town, number, port) for number in numbers)


def _asked(
    method: str, path: str, cookies: str, port: int, body: str = "", expects: bytes = b" 200 "
) -> Asked:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookies}\r\n"
        "Accept-Language: fr\r\nAccept-Encoding: identity\r\n"
    )
    if method == "POST":
        body = f"csrfmiddlewaretoken={TOKEN}&{body}"
        head += (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        )
    return Asked(f"{head}\r\n{body}".encode(), expects)
