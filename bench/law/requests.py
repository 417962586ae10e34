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
from parvis.eligibility.interview import told
from parvis.eligibility.judging import Life, judge_nation
from parvis.eligibility.situation import Fact, Situation

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
def law_process(folder: Path) -> Iterator[tuple[str, float, int]]:
    """Its address, the seconds it took to answer, its process."""
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
        yield address, time.perf_counter() - began, law.pid
    finally:
        law.send_signal(signal.SIGTERM)
        law.wait(20)


def _month() -> str:
    return date.today().replace(day=1).isoformat()  # noqa: DTZ011


def asked(address: str, seconds: float) -> dict[str, Any]:
    """p50 and p95, in seconds, at `A_SECOND` people a second. `first`, `all`: a household of which
    everything is known, asked for the quick rights, then for all. `page`: somebody in the middle of
    the questions: plausible lives completed here, as a web process does, all rights judged."""
    law = OpenFisca(address, 60, str)
    interviews = _interviews()

    def whole(number: int) -> tuple[float, float]:
        due = _wait_for(began, number)
        law.ask("amounts", rows=[ROW], benefits=QUICK, month=_month())
        first = time.perf_counter() - due
        law.ask("amounts", rows=[ROW], benefits=CODES, month=_month())
        return first, time.perf_counter() - due

    def page(number: int) -> tuple[float]:
        due = _wait_for(began, number)
        judge_nation(
            law, [Life(interviews[number % len(interviews)])], date.fromisoformat(_month())
        )
        return (time.perf_counter() - due,)

    found, count = {}, int(seconds * A_SECOND)
    with ThreadPoolExecutor(100) as people:
        began = time.perf_counter() + 0.2
        waits = list(people.map(whole, range(count)))
        began = time.perf_counter() + 0.5
        pages = list(people.map(page, range(count)))
    columns = (*zip(*waits, strict=True), *zip(*pages, strict=True))
    for name, each in zip(("first", "all", "page"), columns, strict=True):
        sorted_ = sorted(each)
        found[name] = (sorted_[len(each) // 2], sorted_[int(len(each) * 0.95)])
    return found


def _wait_for(began: float, number: int) -> float:
    due = began + number / A_SECOND
    time.sleep(max(0.0, due - time.perf_counter()))
    return due


_SAID: tuple[dict[str, Any], ...] = (
    {
        "home.commune": "64284", "me.birth_date": date(2001, 5, 4), "home.couple": False,
        "home.children": 1, "child1.birth_date": date(2024, 3, 1), "me.activity": "employed",
        "me.wage": 900_00, "home.occupancy": "tenant_unfurnished", "home.rent": 520_00,
    },
    {
        "home.commune": "64445", "me.birth_date": date(1984, 9, 12), "home.couple": True,
        "family.union": "married", "home.children": 2, "child1.birth_date": date(2012, 2, 8),
        "child2.birth_date": date(2016, 7, 30), "partner.birth_date": date(1986, 1, 3),
        "partner.activity": "employed", "me.activity": "unemployed", "home.occupancy": "owner",
    },
    {
        "home.commune": "64129", "me.birth_date": date(1955, 4, 1), "home.couple": False,
        "home.children": 0, "me.activity": "retired", "me.pension": 810_00,
    },
)  # fmt: skip
_FIRST = 4  # facts: those that are asked without the law


def _interviews() -> list[Situation]:
    """Households at each step of the questions that asks the law."""
    found, on = [], date.fromisoformat(_month())
    for said in _SAID:
        situation = Situation()
        for number, (path, value) in enumerate(said.items(), 1):
            situation = told(situation, path, Fact(value, on))
            if number >= _FIRST:
                found.append(situation)
    return found
