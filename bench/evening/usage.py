"""Processor time of a process and all it started, from /proc: also of those that ended."""

import os
from collections import defaultdict
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(root: int) -> float:
    """User and system time; 0 where the process is gone or /proc does not tell."""
    used, children = _processes()
    return _of(root, used, children) / _TICKS


def tree(root: int) -> list[int]:
    """The process and its descendants, the oldest first."""
    _used, children = _processes()
    found = [root]
    for one in found:
        found += children[one]
    return found


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _of(pid: int, used: dict[int, int], children: dict[int, list[int]]) -> int:
    return used.get(pid, 0) + sum(_of(child, used, children) for child in children[pid])


def _processes() -> tuple[dict[int, int], dict[int, list[int]]]:
    used: dict[int, int] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = _stat(int(folder.name))
        except OSError:
            continue
        pid = int(folder.name)
        # Its own, and that of children that ended and were waited for.
        used[pid] = sum(int(fields[place]) for place in (11, 12, 13, 14))
        children[int(fields[1])].append(pid)
    return used, children


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
