"""The table, on the screen and in docs/performance.md."""

from datetime import date
from pathlib import Path

from rich.table import Table

from bench.minimal.site import LIST, POST
from bench.rounds import WRITING, Page, yardstick_of

DOCUMENT = Path("docs/performance.md")
START, END = "<!-- bench: written by `make bench ARGS=--write` -->", "<!-- /bench -->"
LOAD_START, LOAD_END = (
    "<!-- load: written by `python -m bench --load 60 --write` -->",
    "<!-- /load -->",
)
HEADINGS = (
    "page", "CPU ms", "of which PostgreSQL", "× yardstick", "p50 ms", "p95 ms", "SQL", "kB",
)  # fmt: skip
# CPU beside the yardstick's, and queries of a page, at most (issues 2 and 3, "Speed").
TARGETS = {
    "agent’s inbox": 1.5,
    "inbox, filtered": 1.5,
    "agent’s search by name": 1.5,
    "one transition": 2.0,
}
MOST_QUERIES = 12
# At a million cases, on two quiet cores: p95 of what is waited for, in ms, and growth of lists.
WAITS = {
    "agent’s inbox": 60,
    "inbox, filtered": 60,
    "agent’s search by name": 60,
    "one transition": 40,
}
LISTS = (
    "resident’s list",
    "agent’s inbox",
    "inbox, middle page",
    "inbox, filtered",
    "agent’s search by name",
)
GROWS_BY = 1.3

Results = dict[int, dict[str, Page]]


def table(cases: int, pages: dict[str, Page]) -> Table:
    made = Table(*HEADINGS, title=f"{cases:,} cases", title_justify="left")
    for row in _rows(pages):
        made.add_row(*row)
    return made


def missed(results: Results) -> list[str]:
    """What does not reach the targets, in words; empty when all do."""
    found = []
    for cases, pages in results.items():
        for name, most in TARGETS.items():
            ratio = pages[name].ratio_to(pages[yardstick_of(name)])
            if ratio > most:
                found.append(f"{cases:,} cases: {name} costs {ratio:.2f} × the yardstick ({most})")
        for page in pages.values():
            if page.name not in WRITING and page.queries > MOST_QUERIES:
                found.append(f"{cases:,} cases: {page.name} sends {page.queries} queries")
    return found + _growing(results)


def _growing(results: Results) -> list[str]:
    if len(results) < 2:
        return []
    few, many = results[min(results)], results[max(results)]
    return [
        f"{name}: {few[name].queries} queries became {page.queries} with more cases"
        for name, page in many.items()
        if page.queries > few[name].queries
    ]


def waits(results: Results) -> list[str]:
    """Waits at a million cases that do not reach the targets (issue 3, "Speed and load")."""
    few, many = results[min(results)], results[max(results)]
    found = [
        f"{name}: p95 {many[name].wall(0.95):.0f} ms ({most})"
        for name, most in WAITS.items()
        if many[name].wall(0.95) > most
    ]
    for name in LISTS:
        ratio = many[name].wall(0.5) / few[name].wall(0.5)
        if ratio > GROWS_BY:
            found.append(f"{name}: p50 is {ratio:.2f} × that of few cases ({GROWS_BY})")
    return found


def write(
    results: Results,
    faults: list[str],
    loaded: dict[int, float],
    *,
    machine: str,
    server: str,
    commit: str,
    times: int,
) -> None:
    """Replace the measured part of the document; what is written by hand stays."""
    rounds = len(next(iter(results[min(results)].values())).rounds)
    lines = [
        f"Measured on {today()} at commit `{commit}`: {machine}, {server}. "
        f"{times} requests a page, in {rounds} alternating rounds.",
        "",
    ]
    for cases, pages in results.items():
        lines += [f"### {cases:,} cases", "", f"Loaded in {loaded[cases]:.0f} s.", ""]
        lines += [_line(HEADINGS), _line(["---", *["---:"] * (len(HEADINGS) - 1)])]
        lines += [_line(row) for row in _rows(pages)] + [""]
    lines += [f"- Missed: {fault}." for fault in faults] or ["Every target is reached."]
    replace(START, END, lines)


def write_load(lines: list[str], *, machine: str, server: str, commit: str) -> None:
    """Replace what is told of people at work."""
    told = f"On {today()} at commit `{commit}`: {machine}, {server}."
    replace(LOAD_START, LOAD_END, [told, "", *lines])


def today() -> str:
    return date.today().isoformat()  # noqa: DTZ011


def replace(start: str, end: str, lines: list[str]) -> None:
    before, rest = DOCUMENT.read_text().split(start, 1)
    after = rest.split(end, 1)[1]
    DOCUMENT.write_text("\n".join([before + start, "", *lines, "", end]) + after)


def _rows(pages: dict[str, Page]) -> list[tuple[str, ...]]:
    return [
        (
            page.name,
            f"{page.cpu:.1f}",
            f"{page.postgres:.1f}",
            "1" if page.name in (LIST, POST) else _ratio(page, pages),
            f"{page.wall(0.5):.1f}",
            f"{page.wall(0.95):.1f}",
            str(page.queries),
            f"{page.kilobytes:.0f}",
        )
        for page in pages.values()
    ]


def _ratio(page: Page, pages: dict[str, Page]) -> str:
    return f"{page.ratio_to(pages[yardstick_of(page.name)]):.2f}"


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
