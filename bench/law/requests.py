"""A law process, asked by many people at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench.law.engine import CODES, QUICK
from parvis.connectors.openfisca.client import OpenFisca, connected

A_SECOND = 20
ROW = {
    "members": ["me", "child1"],
    "facts": {
        "me": {
            "birth_date": "1996-03-01", "nationality": "french", "activity": "employed",
            "wage": 90_000,
        },
        "child1": {"birth_date": "2024-06-01"},
        "home": {
            "couple": False, "children": 1, "commune": "64284",
            "occupancy": "tenant_unfurnished", "rent": 55_000,
        },
        "family": {"child_support_unpaid": True},
        "tax": {"incomes_steady": True},
    },
}  # fmt: skip


@contextmanager
def law_process(folder: Path) -> Iterator[tuple[str, float]]:
    """Its address, and the seconds it took to answer."""
    address = str(folder / "law.sock")
    settings = {"PARVIS_DATA_DIR": str(folder), "PARVIS_LAW": address}
    began = time.perf_counter()
    law = subprocess.Popen(
        [sys.executable, "-m", "parvis.config.cli", "law"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - began < 90:
            try:
                connected(address, 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                break
        OpenFisca(address, 60, str).ask("amounts", rows=[ROW], benefits=QUICK, month=_month())
        yield address, time.perf_counter() - began
    finally:
        law.send_signal(signal.SIGTERM)
        law.wait(20)


def _month() -> str:
    return date.today().replace(day=1).isoformat()  # noqa: DTZ011


def asked(address: str, seconds: float) -> dict[str, Any]:
    """p50 and p95, in seconds, of the first verdicts and of all, at `A_SECOND` people a second who
    ask for both."""
    law = OpenFisca(address, 60, str)

    def person(number: int) -> tuple[float, float]:
        due = began + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        law.ask("amounts", rows=[ROW], benefits=QUICK, month=_month())
        first = time.perf_counter() - due
        law.ask("amounts", rows=[ROW], benefits=CODES, month=_month())
        return first, time.perf_counter() - due

    with ThreadPoolExecutor(100) as people:
        began = time.perf_counter() + 0.2
        waits = list(people.map(person, range(int(seconds * A_SECOND))))
    found = {}
    for name, each in zip(("first", "all"), zip(*waits, strict=True), strict=True):
        sorted_ = sorted(each)
        found[name] = (sorted_[len(each) // 2], sorted_[int(len(each) * 0.95)])
    return found
