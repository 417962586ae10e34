"""Pictures of a site on a busy day, for the guides: `python -m tests.journeys.busy`.

Journeys keep those of single stories (PARVIS_PICTURES=1). Here a demonstration is filled with weeks
of work, with a version to move to and with things that are stuck, before anybody looks.
"""

import subprocess
import sys
from datetime import timedelta

from playwright.sync_api import sync_playwright

from parvis.config.cli._site import open_site
from tests.journeys.conftest import FLAGS, PATIENCE, chromium
from tests.journeys.walker import Walker, keep_picture
from tests.ready import make_folder
from tests.running import Site, demonstration

AGES = (70, 58, 45, 40, 33, 30, 26, 21, 18, 14, 12, 9, 6, 4, 3, 2, 1, 1)  # days


def fill() -> None:
    """Says the addresses to look at: name of the picture, who looks, path."""
    for done in (_weeks_of_work, _a_version, _things_stuck, _several_agendas):
        for line in done():
            print(*line, sep="|")  # noqa: T201


def _weeks_of_work() -> list[tuple[str, str, str]]:
    from parvis.accounts.models import Account
    from parvis.cases import actions
    from parvis.cases.engine import party as parties
    from parvis.core import clock
    from tests.upgrade.later import request

    residents = Account.objects.filter(person__isnull=False).order_by("pk")
    nadia, marc = (
        Account.objects.get(display_name=n) for n in ("Nadia Etcheverry", "Marc Lacoste")
    )
    for place, (days, account) in enumerate(zip(AGES, [*residents] * len(AGES), strict=False)):
        with clock.at(clock.now() - timedelta(days=days)):
            case = request("composteur-partage", "Tout le monde répond", account)
            if place % 4:
                to = marc if place % 5 == 0 else nadia
                actions.assign(case=case, party=parties.agent(marc), to=to)
            if place % 3 == 0:
                by = parties.agent(nadia)
                actions.perform(case=case, transition="prendre_en_charge", party=by, inputs={})
    return [
        ("team", marc.display_name, "/agent/pilotage/equipe/"),
        ("agent-inbox", nadia.display_name, "/agent/"),
    ]


def _a_version() -> list[tuple[str, str, str]]:
    from parvis.cases.actions import versions
    from parvis.catalogue import actions as catalogue
    from parvis.catalogue.models import Installation
    from parvis.core.actor import SYSTEM

    offered = Installation.objects.select_related("version").get(slug="composteur-partage")
    former = offered.version
    service = former.package.service.model_copy(update={"version": "2.0.0"})
    offered.version = catalogue.publish(
        package=former.package.model_copy(update={"service": service})
    )
    offered.save(update_fields=["version"])
    table = former.package.migrations.table(former.number)
    run = versions.prepare(installation=offered, from_version=former, table=table, actor=SYSTEM)
    versions.rehearse_here(run=run)
    return [("version-move", "Maya Larrouy", f"/administration/demarches/versions/{run.pk}/")]


def _things_stuck() -> list[tuple[str, str, str]]:
    from django.db import connection, transaction

    from parvis.core import clock, jobs, outbox
    from parvis.core.models import OutboxDelivery, OutboxEvent
    from parvis.notifications.models import Notification

    long_ago = clock.now() - timedelta(days=2)
    fact = OutboxEvent.objects.create(name="cases.moved", payload={}, announced_at=long_ago)
    OutboxDelivery.objects.create(
        event=fact,
        subscriber="parvis.cases.tasks.draw_letter",
        attempts=outbox.MAX_ATTEMPTS,
        last_error="RuntimeError: no such font",
    )
    with transaction.atomic():
        jobs.defer(outbox.DELIVER)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
    failed = Notification.objects.filter(channel="mail").order_by("pk").values("pk")[:3]
    Notification.objects.filter(pk__in=failed).update(
        status=Notification.Status.FAILED, last_error="550 mailbox unavailable"
    )
    return [("stuck", "Maya Larrouy", "/administration/blocages/")]


def _several_agendas() -> list[tuple[str, str, str]]:
    from parvis.appointments.models import Kind
    from parvis.directory.models import Membership

    kind = Kind.objects.exclude(needs=[]).earliest("pk")
    works = Membership.objects.filter(unit=kind.unit)
    works.update(role=Membership.Role.MANAGER)  # whoever receives there sets nothing up
    [name] = works.order_by("pk").values_list("account__display_name", flat=True)[:1]
    return [("several-agendas", name, f"/agent/rendez-vous/reglages/motifs/{kind.pk}/")]


def look(site: Site, lines: list[str]) -> None:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for line in lines:
            picture, name, path = line.split("|")
            page = running.new_page(
                base_url=site.url.replace("127.0.0.1", "localhost"),
                viewport={"width": 1280, "height": 800},
                locale="fr-FR",
                reduced_motion="reduce",
            )
            page.set_default_timeout(PATIENCE)
            walker = Walker(page, script=True)
            walker.sign_in(name)
            walker.open(path)
            keep_picture(picture, page.screenshot(full_page=True, animations="disabled"))
            page.close()
        running.close()


def main() -> None:
    make_folder()
    with demonstration() as site:
        site.wait(site.answers)
        command = [sys.executable, "-m", "tests.journeys.busy", "fill"]
        told = subprocess.run(
            command, env=site.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        look(site, told.stdout.splitlines())


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        open_site()
        fill()
    else:
        main()
