"""`openfisca serve` as shipped, asked for fifteen benefits of one household."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.law.memory import family, held
from parvis.connectors.openfisca import inputs, sample

WORKERS, NEXT, CLIENTS = 2, 5, 4
_YEARLY = ("ars", "cheque_energie")
_ASKED = {
    "familles": (
        *("rsa", "ppa", "aide_logement", "aspa", "css_participation_forfaitaire", "af", "cf"),
        *("asf", "ars", "paje_base", "bourse_college", "bourse_lycee"),
    ),
    "individus": ("asi", "aah"),
    "menages": ("cheque_energie",),
}
_PLURAL = {
    "individu": "individus", "famille": "familles", "foyer_fiscal": "foyers_fiscaux",
    "menage": "menages",
}  # fmt: skip


def measured(month: date) -> dict[str, float]:
    """Seconds and bytes: boot, the first request of each worker, the next, requests a second."""
    port, asked = _free_port(), [json.dumps(_situation(month, seed)).encode() for seed in range(8)]
    program = Path(sys.executable).with_name("openfisca")
    given = ["serve", "--country-package", "openfisca_france", "--port", str(port)]
    began = time.perf_counter()
    serving = subprocess.Popen(
        [program, *given, "--workers", str(WORKERS), "--timeout", "600"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    try:
        _wait(port)
        found = {"boot": time.perf_counter() - began}
        firsts = sorted((_post(port, asked[0]) for _each in range(WORKERS * 3)), reverse=True)
        found["first"] = statistics.median(firsts[:WORKERS])
        cpu = _cpu(serving.pid)
        found["next"] = statistics.median(_post(port, one) for one in asked[:NEXT])
        found["cpu"] = (_cpu(serving.pid) - cpu) / NEXT
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as people:
            list(people.map(lambda one: _post(port, one), asked))
        found["a_second"] = len(asked) / (time.perf_counter() - began)
        found["memory"] = held(serving.pid) / 1e6
        return found
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/entities", timeout=5).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("openfisca serve does not answer")


def _post(port: int, body: bytes) -> float:
    began = time.perf_counter()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/calculate", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
        answer.read()
    return time.perf_counter() - began


def _cpu(process: int) -> float:
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for one in family(process):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _situation(month: date, seed: int) -> dict[str, Any]:
    """One household in the words of the web API, told the same as our own engine is."""
    households = sample.households(1, month, seed)
    people = [f"p{number}" for number in range(len(households.home))]
    shape, said = inputs.groups(households), dict[str, Any]()
    said["individus"] = {one: {} for one in people}
    for name, (where, role, count) in (
        ("familles", shape.families),
        ("foyers_fiscaux", shape.taxed),
        ("menages", shape.dwellings),
    ):
        said[name] = {f"g{number}": {} for number in range(count)}
        for one, at, each in zip(people, where, role, strict=True):
            said[name][f"g{at}"].setdefault(_ROLES[name][str(each)], []).append(one)
    for told in inputs.stated(households, month, _RATES):
        if told.variable not in inputs.BEFORE:
            for name, value in zip(said[_PLURAL[told.whose]], _plain(told.values), strict=False):
                entity = said[_PLURAL[told.whose]][name]
                entity[told.variable] = dict.fromkeys(told.periods, value)
    for plural, variables in _ASKED.items():
        for entity in said[plural].values():
            for variable in variables:
                when = str(month.year) if variable in _YEARLY else f"{month:%Y-%m}"
                entity[variable] = {when: None}
    return said


_ROLES = {
    "familles": {"demandeur": "parents", "conjoint": "parents", "enfant": "enfants"},
    "foyers_fiscaux": {
        "declarant_principal": "declarants", "conjoint": "declarants",
        "personne_a_charge": "personnes_a_charge",
    },
    "menages": {
        "personne_de_reference": "personne_de_reference", "conjoint": "conjoint",
        "enfant": "enfants",
    },
}  # fmt: skip


# As `compute.rates` reads them: this process holds no law.
_RATES = {
    "work": 0.1, "work_min": 495, "work_max": 14171, "let": 0.3, "built": 0.5, "land": 0.8,
    "capital": 0.03,
}  # fmt: skip


def _plain(values: Any) -> list[Any]:
    if values.dtype.kind == "M":
        return [str(one) for one in values]
    if values.dtype.kind == "S":
        return [one.decode() for one in np.asarray(values)]
    return list(values.tolist())
