"""What was measured, in words and tables, and what misses its target."""

from collections.abc import Sequence
from datetime import date
from typing import Any

# Issue 4, "Speed", on two cores.
FIRST, ALL, WALL, MEMORY, READY, TARIFF = 0.3, 1.5, 20.0, 1000, 10.0, 1.0


def table(
    engines: dict[str, Any],
    answers: dict[str, Any],
    serve: dict[str, float],
    tariff: float,
    households: int,
) -> list[str]:
    plain, fast = engines["plain"], engines["fast"]

    def row(name: str, key: str) -> str:
        return f"| {name} | {plain[key]:.2f} | {fast[key]:.2f} | {plain[key] / fast[key]:.1f} |"

    def of_all(name: str, key: str, unit: str = ".1f") -> str:
        known = [[one[key] for one in each["batches"] if one] for each in (plain, fast)]
        if not all(known):
            return f"| {name} | kept from a former run | | |"
        one, other = (max(each) for each in known)
        return f"| {name} | {one:{unit}} | {other:{unit}} | {one / other:.1f} |"

    size = f"{households:,} households, 18 rights and the quotient, 2 processes"
    first, whole, page = (answers[key] for key in ("first", "all", "page"))
    return [
        "| national law | OpenFisca’s engine, our order | ours | times |",
        "| --- | ---: | ---: | ---: |",
        row("boot, CPU s", "boot"),
        row("first computation, CPU s", "first"),
        row("one household, all rights, CPU s", "one"),
        row("one household, first verdicts, CPU s", "quick"),
        of_all(f"{size}: wall s", "wall"),
        of_all(f"{size}: CPU s", "cpu"),
        of_all("all processes together, MB at most", "memory", ".0f"),
        "",
        "| one household, fifteen benefits | `openfisca serve` as shipped | `parvis law` |",
        "| --- | ---: | ---: |",
        f"| ready after, s | {serve['boot']:.1f} | {answers['ready']:.1f} |",
        f"| first request, s | {serve['first']:.2f} | as the next |",
        f"| next requests, p50 s | {serve['next']:.2f} | {whole[0]:.2f} at 20/s |",
        f"| requests a second | {serve['a_second']:.2f} with 4 clients | 20 asked, all answered |",
        f"| CPU s a request | {serve['cpu']:.2f} | |",
        f"| memory of all its processes, MB | {serve['memory']:.0f} "
        f"| {answers['memory'].most / 1e6:.0f} at most |",
        "",
        "| 20 people a second | p50 s | p95 s | at most |",
        "| --- | ---: | ---: | ---: |",
        f"| first verdicts | {first[0]:.2f} | {first[1]:.2f} | {FIRST} |",
        f"| the full answer, everything known | {whole[0]:.2f} | {whole[1]:.2f} | {ALL} |",
        f"| the full answer, in the middle of the questions | {page[0]:.2f} | {page[1]:.2f} "
        f"| {ALL} |",
        "",
        f"A tariff tried again on 100,000 households: {tariff:.3f} s.",
    ]


def same_lines(
    same: dict[str, int], households: int, alone: int, months: Sequence[date]
) -> list[str]:
    found = [
        "",
        f"{same['compared']:,} amounts compared ({households:,} households, 18 rights and the "
        f"quotient, {len(months)} months from {months[-1]:%Y-%m} to {months[0]:%Y-%m}), of which "
        f"{same['positive']:,} above zero: {same['differing']} differ.",
    ]
    if alone:
        found.append(
            f"{alone:,} households each alone and together, by both engines ({same['alone']:,} "
            f"amounts, three comparisons): {same['alone_differing']} differ."
        )
    return found


def differences(same: dict[str, int]) -> list[str]:
    count = same["differing"] + same["alone_differing"]
    return [f"{count} amounts differ"] if count else []


def missed(fast: dict[str, Any], answers: dict[str, Any], tariff: float) -> list[str]:
    checks = [
        (answers["first"][1], FIRST, "s (p95) to the first verdicts"),
        (answers["all"][1], ALL, "s (p95) to all rights"),
        (answers["page"][1], ALL, "s (p95) to all rights, in the middle of the questions"),
        (answers["ready"], READY, "s to be ready"),
        (tariff, TARIFF, "s for a tariff"),
    ]
    for one in (each for each in fast["batches"] if each):
        checks += [
            (one["left_out"], 0, "households could not be computed"),
            (one["wall"], WALL, "s for the population"),
            (one["memory"], MEMORY, "MB in all processes"),
        ]
    return [f"{found:.2f} {what}; {most} at most" for found, most, what in checks if found > most]
