"""Keeps a small database as this version writes it: `python -m tests.upgrade.dump`.

A demonstration is started in an empty folder, its invented people ask and decide through the pages,
and what they left is written to `dumps/<date>-<commit>.sql.xz`. Run it on what has landed, before
the first migration that follows, and commit the file: from then on every change is tested on it.
"""

import lzma
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from parvis.core import postgres
from parvis.core.postgres import binaries
from tests.faults.ledger import Ledger
from tests.faults.people import COMPOSTER, REFUND, agent, resident
from tests.running import Site, site

DUMPS = Path(__file__).parent / "dumps"
# Sessions, caches and copies of mails serve nothing that an upgrade must keep.
WITHOUT_ROWS = ("django_session", "core_cache", "notifications_democopy", "usersessions_*")


def play(running: Site) -> None:
    """Requests in every state between a draft and the end."""
    with (
        resident(running.url, "Camille Bordenave") as camille,
        resident(running.url, "Karim Benali") as karim,
        agent(running.url, "Nadia Etcheverry") as nadia,
        agent(running.url, "Élise Cazenave") as elise,
        agent(running.url, "Paul Sarrat") as paul,
    ):
        camille.request(COMPOSTER, "sent")
        asked, reviewed, answered, accepted = (
            f"/agent/demandes/{camille.request(COMPOSTER, mark)}/"
            for mark in ("asked", "reviewed", "answered", "accepted")
        )
        nadia.open(f"{asked}faire/demander_piece/")
        nadia.press("demander_piece", message="Merci de joindre une photo de l’endroit.")
        for case in (reviewed, answered, accepted):
            nadia.open(f"{case}faire/prendre_en_charge/")
            nadia.press("prendre_en_charge")
        for case, workers in (
            (answered, [(elise, "accorde")]),
            (accepted, [(elise, "accorde"), (paul, "reservee")]),
        ):
            for who, result in workers:
                who.open(case)
                [task] = {link for link in who.links if re.search(r"/taches/\d+/$", link)}
                who.open(task)
                who.press("taches", resultat=result)
        nadia.open(f"{accepted}faire/accepter/")
        nadia.press("accepter", livraison_day="15", livraison_month="6", livraison_year="2030")
        karim.request(REFUND, "sent")
        camille.begin(COMPOSTER, "kept")
    later = [sys.executable, "-m", "tests.upgrade.later"]
    subprocess.run(later, env=running.environment, check=True)


def dump(running: Site, target: Path) -> None:
    """Only the territory of the demonstration: a database of the whole country is a large file."""
    ledger = Ledger(running)
    ledger.catch_up(datetime.now(UTC))
    ledger.rows(
        "DELETE FROM territory_area WHERE level IN ('commune', 'part') AND departement_id IS"
        " DISTINCT FROM (SELECT id FROM territory_area WHERE level = 'departement' AND code = '64')"
    )
    ledger.rows(
        "DELETE FROM territory_area e WHERE level = 'epci' AND NOT EXISTS"
        " (SELECT FROM territory_area c WHERE c.epci_id = e.id)"
    )
    told = subprocess.run(
        [
            binaries.find().program("pg_dump"),
            *("--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=100"),
            *(f"--exclude-table-data={table}" for table in WITHOUT_ROWS),
            postgres.url(running.folder / "var"),
        ],
        capture_output=True,
        check=True,
    )
    # `\restrict` and its like are words for psql; a server older than ours knows fewer settings.
    lines = [
        line
        for line in told.stdout.splitlines(keepends=True)
        if not line.startswith((b"\\", b"--", b"SET transaction_timeout")) and line.strip()
    ]
    target.write_bytes(lzma.compress(b"".join(lines), preset=9 | lzma.PRESET_EXTREME))


def main() -> None:
    last = ["git", "log", "-1", "--format=%h", "--", "src", "library"]
    commit = subprocess.check_output(last, text=True).strip()
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with site(folder) as running:
            play(running)
            target = DUMPS / f"{datetime.now(UTC):%Y-%m-%d}-{commit}.sql.xz"
            dump(running, target)
        print(f"{target}: {target.stat().st_size // 1024} KiB")  # noqa: T201
    finally:
        postgres.stop(folder / "var")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
