"""A database written by an earlier version: brought up to date, its cases in flight go on."""

import gc
import lzma
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import _lru_cache_wrapper
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.core.checks import Tags, run_checks
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account
from parvis.appointments.models import Booking
from parvis.cases.actions import guests, run_clock, signatures, write_message
from parvis.cases.engine import party as parties
from parvis.cases.models import Case, Draft, Guest, VisitReport, WorkItem
from parvis.catalogue.models import ServiceVersion
from parvis.config.cli._site import pending_migrations
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.directory.models import Membership
from parvis.notifications.models import Notification
from parvis.partners.models import Event, Subscription
from parvis.trust.models import Mandate
from tests.faults.browser import Browser
from tests.faults.people import Promises, Resident
from tests.upgrade.dump import DUMPS

pytestmark = pytest.mark.proof

# What people said, were promised, and did: an upgrade leaves each row in its place.
KEPT = (
    *("accounts", "appointments", "cases", "catalogue", "directory", "journal"),
    *("notifications", "partners", "revenue", "trust"),
)


@contextmanager
def another_database(name: str) -> Iterator[None]:
    """An empty one, to which the connection of this process goes within the block."""
    usual = connection.settings_dict["NAME"]

    def go_to(place: str) -> None:
        connection.close()
        forget()
        connection.settings_dict["NAME"] = place

    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    go_to(name)
    try:
        yield
    finally:
        go_to(usual)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
        connection.close()


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def counts() -> dict[str, int]:
    kept = sorted(n for n in connection.introspection.table_names() if n.startswith(KEPT))
    return {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in kept}


def forget() -> None:
    """What this process remembers of rows by their number: another database has others."""
    ContentType.objects.clear_cache()
    gc.unfreeze()  # what is frozen is not told
    for each in gc.get_objects():
        if isinstance(each, _lru_cache_wrapper) and each.__module__.startswith("parvis."):
            each.cache_clear()
    gc.freeze()


@dataclass(frozen=True)
class Before:
    """What the database held before the migrations and just after; when it was written."""

    counts: dict[str, int]
    packages: dict[str, str]
    written_at: datetime
    counts_after: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module", params=sorted(DUMPS.glob("*.sql.xz")), ids=lambda path: path.stem)
def before(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Before]:
    """Restored, then migrated."""
    dump: Path = request.param
    with (
        django_db_blocker.unblock(),
        another_database(f"{connection.settings_dict['NAME']}_upgraded"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(lzma.decompress(dump.read_bytes()).decode())
        connection.close()  # with the search path that the dump has set
        found = Before(
            counts(),
            dict(rows("SELECT content_hash, content FROM catalogue_serviceversion")),
            rows("SELECT max(at) FROM journal_entry")[0][0],
        )
        call_command("migrate", verbosity=0, interactive=False)
        found.counts_after.update(counts())
        yield found


@pytest.fixture(autouse=True)
def _soon_after(before: Before) -> Iterator[None]:
    with clock.at(before.written_at + timedelta(minutes=5)):
        yield


@contextmanager
def at_the_site(name: str) -> Iterator[Browser]:
    """One of the demonstration's people, signed in, before pages of this process."""
    account = Account.objects.get(display_name=name)
    signed_in = Client()
    signed_in.force_login(account)
    if account.is_agent:
        Authenticator.objects.get_or_create(
            user=account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3"}}
        )
        session = signed_in.session
        session[SECOND_FACTOR] = str(account.pk)
        session.save()
    pages = httpx.WSGITransport(app=WSGIHandler())
    with closing(Browser("http://testserver", transport=pages, patience=0)) as browser:
        browser.client.cookies["sessionid"] = signed_in.cookies["sessionid"].value
        yield browser


def test_nothing_is_left_to_migrate(before: Before) -> None:
    assert pending_migrations() == []
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert run_checks(tags=[Tags.models, Tags.database], databases=["default"]) == []


def test_what_people_left_is_there(before: Before) -> None:
    for table, rows_before in before.counts.items():
        assert before.counts_after.get(table, 0) >= rows_before, table


def test_versions_are_what_was_published(before: Before) -> None:
    assert len(before.packages) >= 3
    kept = {version.content_hash: version for version in ServiceVersion.objects.all()}
    for content_hash, content in before.packages.items():
        assert kept[content_hash].content == content
        assert sha256(content.encode()).hexdigest() == content_hash
        assert kept[content_hash].package.service.functions


def test_every_case_is_shown(before: Before) -> None:
    cases = Case.objects.select_related("person__account", "lead_unit")
    assert len(cases) >= 6
    for case in cases:
        lead = Membership.objects.filter(unit=case.lead_unit, role="handler").first()
        assert lead is not None
        with at_the_site(case.person.account.display_name) as resident:
            assert resident.open("/mes-demandes/").status_code == 200
            assert case.reference in resident.page.text
            assert resident.open(f"/mes-demandes/{case.reference}/").status_code == 200
        with at_the_site(lead.account.display_name) as agent:
            assert agent.open("/agent/").status_code == 200
            assert agent.open(f"/agent/demandes/{case.reference}/").status_code == 200


def test_a_case_in_flight_goes_on(before: Before) -> None:
    case = Case.objects.filter(state="recue").earliest("pk")
    with at_the_site("Nadia Etcheverry") as nadia:
        nadia.open(f"/agent/demandes/{case.reference}/faire/prendre_en_charge/")
        nadia.press("prendre_en_charge")
    case.refresh_from_db()
    assert case.state == "instruction"
    assert case.items.count() == 2
    # The branches of a case that was under review at the time of the dump close, and it advances.
    waiting = Case.objects.filter(state="instruction", items__done_at__isnull=False).earliest("pk")
    with at_the_site("Paul Sarrat") as paul:
        paul.open(f"/agent/demandes/{waiting.reference}/")
        [task] = {link for link in paul.links if re.search(r"/taches/\d+/$", link)}
        paul.open(task)
        paul.press("taches", resultat="reservee")
    waiting.refresh_from_db()
    assert waiting.state == "a_decider"
    # The dates that were promised before the upgrade come to pass after it.
    with clock.at(before.written_at + timedelta(days=400)):
        run_clock(only_case=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "rejet_implicite"


def test_a_draft_is_finished_and_sent(before: Before) -> None:
    draft = Draft.objects.get(account__display_name="Camille Bordenave")
    with at_the_site("Camille Bordenave") as browser:
        camille = Resident(browser, "Camille Bordenave", Promises())
        browser.open(f"/demande/{draft.pk}/questions/lieu/")
        camille.finish("kept")
    case = Case.objects.get(draft_key=draft.pk)
    assert case.answers["presentation"] == "kept"
    assert case.version_id == draft.version_id


# What the first dump does not hold ------------------------------------------------------------


def the_one(rows: QuerySet[Any]) -> Any:
    """Skips on the first dump, which is older than such things."""
    found = rows.first()
    if found is None and not WorkItem.objects.filter(kind="avis").exists():
        pytest.skip("older than this")
    assert found is not None
    return found


def test_a_signature_asked_before_is_given_after(before: Before) -> None:
    item = the_one(WorkItem.objects.filter(kind="accord_titulaire", done_at=None).order_by("pk"))
    guest = Guest.objects.select_related("item__case").get(item=item)
    guests.send_code(guest=guest)
    code = Notification.objects.filter(key__contains=":code:").latest("pk").code
    case = signatures.sign_by_link(guest=guest, code=code, result="signed")
    assert case.deadlines.get(rule="instruction").started_on == timezone.localdate(clock.now())
    with at_the_site("Amélie Castera") as amelie:
        assert amelie.open(f"/agent/demandes/{case.reference}/").status_code == 200


def test_an_opinion_asked_before_is_given_after(before: Before) -> None:
    the_one(WorkItem.objects.filter(kind="avis", done_at=None).order_by("pk"))
    outside = Guest.objects.values("item")
    inside = WorkItem.objects.exclude(pk__in=outside).get(kind="avis", done_at=None)
    with at_the_site("Élise Cazenave") as elise:
        address = f"/agent/demandes/{inside.case.reference}/taches/{inside.pk}/avis/"
        assert elise.open(address).status_code == 200


def test_a_visit_taken_along_before_is_reported_after(before: Before) -> None:
    report = the_one(VisitReport.objects.filter(status="prepared").order_by("pk"))
    with at_the_site(report.account.display_name) as ines:
        assert ines.open("/agent/visites/").status_code == 200
        assert report.item.case.applicant_name in ines.page.text


def test_a_mandate_and_an_appointment_hold(before: Before) -> None:
    mandate = the_one(Mandate.objects.filter(state="active").order_by("pk"))
    with at_the_site(mandate.helper.account.display_name) as helper:
        assert helper.open(f"/mes-mandats/{mandate.number}/").status_code == 200
    booking = the_one(Booking.objects.order_by("pk"))
    with at_the_site(booking.person.account.display_name) as person:
        assert person.open("/mes-rendez-vous/").status_code == 200
        assert booking.kind.name in person.page.text


def test_a_partner_is_told_of_what_follows(before: Before) -> None:
    hook = the_one(Subscription.objects.order_by("pk"))
    told = Event.objects.filter(unit=hook.unit)
    count = told.count()
    assert count, "of what the dump holds"
    nadia = Account.objects.get(display_name="Nadia Etcheverry")
    case = Case.objects.filter(lead_unit=hook.unit, closed_at=None).latest("pk")
    write_message(case=case, party=parties.agent(nadia), text="Où en êtes-vous ?")
    deliver_now()
    assert told.count() > count
