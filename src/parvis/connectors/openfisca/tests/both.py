"""The same households by the engine as published, then by ours: prints what differs.

A process of its own, since what `fast` replaces cannot be put back:
`python -m parvis.connectors.openfisca.tests.both COUNT SEED MONTH…`"""

import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.simulations import Simulation

from parvis.connectors.openfisca import batch, fast, inputs, sample
from parvis.connectors.openfisca import compute as computing
from parvis.connectors.openfisca.columns import Households
from parvis.connectors.openfisca.outputs import FACTS_OF, OUTPUTS, QUOTIENT, When
from parvis.connectors.openfisca.system import Law
from parvis.connectors.openfisca.told import FACTS

CODES = [*OUTPUTS, QUOTIENT]
SMALL = 30
_spirals: Counter[str] = Counter()


def main(count: int, seed: int, months: list[date]) -> dict[str, Any]:
    law = Law()
    plain = {month: _every_way(law, count, seed, month) for month in months}
    fast.install()
    quick = {month: _every_way(law, count, seed, month) for month in months}
    differing = {
        f"{month} {way} {code}": int((plain[month][way][code] != values).sum())
        for month in months
        for way, found in quick[month].items()
        for code, values in found.items()
        if (plain[month][way][code] != values).any()
    }
    first, drawn = months[0], sample.households(count, months[0], seed)
    return {
        "differing": differing,
        "compared": {
            code: int((np.asarray(values) > 0).sum())
            for code, values in plain[first]["fast"].items()
        },
        "batch": _batch(law, first),
        "spirals": _spirals_of(law, drawn, first),
        "order": _order(law, drawn, first),
        "unread": _unread(law, sample.households(SMALL * 3, first, seed), first),
        "since": _longer(law, drawn, first),
    }


def _every_way(law: Law, count: int, seed: int, month: date) -> dict[str, Any]:
    drawn = sample.households(count, month, seed)
    few = sample.households(SMALL, month, seed + 1)
    return {"fast": computing.compute(law, drawn, CODES, month), "few": _by_hand(law, few, month)}


def _by_hand(law: Law, households: Households, month: date) -> dict[str, Any]:
    """Through OpenFisca's own entrance, without the bounds of the start of the calculation."""
    simulation = computing.prepared(law, households, month, by_hand=True)
    simulation.start_computation_period = None
    computing.relive(simulation, CODES, month)
    return {code: computing._asked(simulation, households, code, month) for code in CODES}


def _spirals_of(law: Law, households: Households, month: date) -> dict[str, int]:
    plain = Simulation.invalidate_spiral_variables

    def counted(self: Simulation, variable: str) -> None:
        _spirals[variable] += 1
        plain(self, variable)

    Simulation.invalidate_spiral_variables = counted
    try:
        computing.compute(law, households, CODES, month)
        for code in ("aah", "asi", "aspa"):
            computing.compute(law, households, [code], month)
    finally:
        Simulation.invalidate_spiral_variables = plain
    return dict(_spirals)


def _order(law: Law, households: Households, month: date) -> dict[str, int]:
    one = computing.compute(law, households, CODES, month)
    other = computing.compute(law, households, CODES[::-1], month)
    alone = {
        code: computing.compute(law, households, [code], month)[code] for code in ("rsa", "aah")
    }
    return {code: 1 for code in CODES if (one[code] != other[code]).any()} | {
        f"{code} alone": int((one[code] != values).sum())
        for code, values in alone.items()
        if (one[code] != values).any()
    }


def _bad_row(number: int) -> Households:
    households = sample.households(40, date(2026, 11, 1), 10 + number)
    occupancy = households.occupancy.copy()
    occupancy[7] = 99 if number == 1 else occupancy[7]
    return replace(households, occupancy=occupancy)


def _batch(law: Law, month: date) -> dict[str, Any]:
    """Three chunks over two processes; in the second a household nobody can read."""
    codes = ["af", "aeeh", "cheque_energie"]
    done = sorted(batch.run(law, _bad_row, range(3), codes, month, 2), key=lambda each: each.number)
    same = True
    for each in done:
        households = sample.households(40, month, 10 + each.number)
        whole = computing.compute(law, households, codes, month)
        for code in codes:
            good = np.arange(40) != 7 if each.number == 1 else np.ones(40, bool)
            same &= (each.cents[code][good] == np.round(whole[code] * 100)[good]).all()
    return {
        "same": bool(same),
        "left_out": [sorted(each.left_out) for each in done],
        "marked": int(done[1].cents["af"][7]),
    }


def _longer(law: Law, households: Households, month: date) -> dict[str, Any]:
    """A chain that begins two years back."""
    usual = computing.compute(law, households, CODES, month)
    was = inputs.PAST, computing.PAST
    inputs.PAST = computing.PAST = month.month + 23
    try:
        longer = computing.compute(law, households, CODES, month)
    finally:
        inputs.PAST, computing.PAST = was
    law_chases = _alternating(law, households, month)
    away = {c: usual[c] != longer[c] for c in CODES}
    return {
        "alternating": int(law_chases.sum()),
        "others": [
            c for c in CODES if len(away[c]) == households.count and (away[c] & ~law_chases).any()
        ],
    }


def _alternating(law: Law, households: Households, month: date) -> Any:
    """Whose RSA or housing aid of last month is not that of this one, but that of two months ago."""
    simulation = computing.prepared(law, households, month)
    computing.relive(simulation, CODES, month)
    months = [str(np.datetime64(month, "M") - back) for back in range(3)]
    found = np.zeros(households.count, bool)
    for code in ("rsa", "aide_logement"):
        now, last, before = (simulation.calculate(code, one) for one in months)
        found |= (now != last) & (abs(now - before) < abs(now - last))
    return found


def _unread(law: Law, households: Households, month: date) -> dict[str, list[str]]:
    """By right, the facts read that its table does not say."""
    told = {each.variable for each in inputs.stated(households, month, computing.rates(law, month))}
    found = {}
    everything = (FACTS_OF["rsa"], FACTS_OF[QUOTIENT])
    for code in (code for code in CODES if FACTS_OF[code] not in everything):
        simulation = computing.prepared(law, households, month)
        simulation.trace = True
        computing.relive(simulation, [code], month)
        when = OUTPUTS[code].when
        simulation.calculate(
            OUTPUTS[code].variable, str(month.year) if when is When.YEAR else f"{month:%Y-%m}"
        )
        read, stack = set(), list(simulation.tracer.trees)
        while stack:
            node = stack.pop()
            read.add(node.name)
            stack.extend(node.children)
        facts = set().union(*(FACTS[name] for name in read & told - set(inputs.BEFORE)))
        found[code] = sorted(facts - FACTS_OF[code])
    return {code: facts for code, facts in found.items() if facts}


if __name__ == "__main__":
    count, seed, *months = sys.argv[1:]
    told = main(int(count), int(seed), [date.fromisoformat(one) for one in months])
    sys.stdout.write(json.dumps(told))
