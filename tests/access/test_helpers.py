"""Every page of a resident's requests × those who would help: closed by default, closed at once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.tests import factories as cases
from parvis.core import clock
from parvis.directory.models import Membership
from parvis.trust.models import Mandate
from parvis.trust.tests.factories import make_mandate
from tests.access.rows import ROWS
from tests.access.test_access_table import outcome
from tests.access.world import World

PAGES = (
    "cases:detail",
    "cases:readings",
    "cases:move",
    "cases:write",
    "cases:attachment",
    "cases:document",
)
ACTED = {"cases:move", "cases:write"}


class Helpers:
    """People who hold, or held, a mandate of the resident of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.slug = world.cases.installation.slug

    def helper(self, **columns: object) -> tuple[Account, Mandate]:
        account = make_resident(given_names="Claire", family_name="Bordenave")
        values = {"services": (self.slug,)} | columns
        return account, make_mandate(
            helped=self.world.cases.person, helper=account.person, **values
        )

    def client(self, account: Account, mandate: Mandate | None) -> Client:
        client = sign_in(Client(), account)
        if mandate is not None:
            session = client.session
            session["acting_under"] = mandate.number
            session.save()
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def open_pages(client: Client, world: World) -> set[str]:
    """Which of the resident's pages open to this person."""
    found = set()
    for name in PAGES:
        with transaction.atomic():
            url = reverse(name, kwargs=dict(ROWS[name](world).arguments))
            # A redirect of the middleware is no page either.
            answer = client.get(url)
            if outcome(answer) == "open" and answer.status_code == 200:
                found.add(name)
            transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("without a mandate", "nothing"),
        ("with one, not acting", "nothing"),
        ("acting", "all"),
        ("acting, may not answer", "reading"),
        ("out of scope", "nothing"),
        ("all services of the institution", "all"),
        ("all services of another institution", "nothing"),
        ("proposed only", "nothing"),
        ("revoked", "nothing"),
        ("over", "nothing"),
        ("not begun", "nothing"),
        ("of somebody else", "nothing"),
    ],
)
def test_what_a_helper_opens(world: World, who: str, opens: str) -> None:
    today, day = clock.today(), timedelta(days=1)
    columns: dict[str, dict[str, object]] = {
        "acting, may not answer": {"may_answer": False},
        "out of scope": {"services": ("naissance",)},
        "all services of the institution": {
            "services": (),
            "institution": world.cases.installation.institution,
        },
        "all services of another institution": {
            "services": (),
            "institution": world.cases.lescar.institution,
        },
        "proposed only": {"state": "proposed", "accepted_at": None, "proof": ""},
        "revoked": {"state": "revoked", "ended_at": clock.now()},
        "over": {"ends_on": today - day, "starts_on": today - 9 * day},
        "not begun": {"starts_on": today + day},
        "of somebody else": {"helped": cases.make_neighbour()},
    }
    helpers = Helpers(world)
    values = columns.get(who, {})
    helped = values.pop("helped", None)
    account, mandate = helpers.helper(**values)
    if helped is not None:
        Mandate.objects.filter(pk=mandate.pk).update(helped=helped)
    if who == "without a mandate":
        mandate.authorisations.all().delete()
        Mandate.objects.filter(pk=mandate.pk).delete()
    client = helpers.client(account, mandate if "not acting" not in who else None)
    if opens == "nothing":
        assert open_pages(client, world) == set()
        # Told once that it is over, then a stranger like any other.
        assert open_pages(client, world) == set()
    else:
        assert open_pages(client, world) == set(PAGES) - (ACTED if opens == "reading" else set())


@pytest.mark.django_db
def test_a_professional_opens_them_as_long_as_they_work_there(world: World) -> None:
    helpers = Helpers(world)
    colleague = cases.make_handler(world.cases.trainer, name="Maïté Social")
    mandate = make_mandate(
        helped=world.cases.person, unit=world.cases.trainer, services=(helpers.slug,)
    )
    Authenticator.objects.create(
        user=colleague, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3"}
    )
    client = helpers.client(colleague, mandate)
    assert open_pages(client, world) == set(PAGES)
    Membership.objects.filter(account=colleague).update(ends_on=date(2020, 1, 2))
    assert open_pages(client, world) == set()


@pytest.mark.django_db
def test_who_filed_it_names_both(world: World) -> None:
    account, mandate = Helpers(world).helper()
    client = Helpers(world).client(account, mandate)
    answer = client.get(reverse("cases:list"))
    assert f"Vous agissez pour <strong>{mandate.helped_name}</strong>" in answer.content.decode()
