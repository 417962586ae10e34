"""What commands show while they work."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(highlight=False)
Report = Callable[[int, int], None]


@contextmanager
def working(title: str) -> Iterator[Report]:
    """A progress bar on a terminal, one line elsewhere; call it with (done, in all)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    if not console.is_terminal:
        console.print(f"{title}…")
        yield lambda done, total: None
        return
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def done(text: str) -> None:
    _say("green", "✓", text)


def warn(text: str) -> None:
    _say("yellow", "!", text)


def fail(text: str) -> None:
    _say("red", "✗", text)


def _say(colour: str, mark: str, text: str) -> None:
    """On a line of its own where no one reads along: a log, a program."""
    console.print(f"[{colour}]{mark}[/{colour}] {escape(text)}", soft_wrap=not console.is_terminal)


def counted(many: int, one: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{many} {one}" if many == 1 else f"{many} {one}s"


def verdict(folder: Path, faults: Sequence[object], sound: str) -> bool:
    """Say every fault of a folder, or that it is `sound`; whether it is."""
    name = f"{folder.parent.name}/{folder.name}"
    if not faults:
        done(f"{name}: {sound}")
        return True
    fail(f"{name}: {counted(len(faults), 'fault')}")
    for fault in faults:
        console.print(f"  {fault}", markup=False, soft_wrap=True)
    return False
