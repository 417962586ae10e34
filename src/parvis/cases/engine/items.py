"""Opening a work item: its row, its date, its line in the story."""

from datetime import date
from typing import Any

from parvis.cases.engine import clock
from parvis.cases.engine.live import Live
from parvis.cases.models import CaseEvent, WorkItem


def open_row(
    live: Live,
    kind_id: str,
    unit_id: int,
    *,
    asked: dict[str, Any] | None = None,
    due_on: date | None = None,
    audience: str = "all",
    to: str = "",
) -> tuple[WorkItem, CaseEvent]:
    """`asked`: what was said when it was asked by hand; `to`: of whom, in words; `due_on`: where
    the package gives no time."""
    item = WorkItem(
        case=live.case,
        kind=kind_id,
        ordinal=1 + sum(1 for item in live.items if item.kind == kind_id),
        unit_id=unit_id,
        opened_at=live.now,
        asked=asked or {},
    )
    kind = live.script.package.process.items[kind_id]
    clock.set_item_due(item, kind, live.today, live.local, due_on)
    live.items.append(item)
    noted: dict[str, Any] = {"ordinal": item.ordinal}
    if to:
        noted |= {"to": to, "due_on": item.due_on.isoformat() if item.due_on else ""}
    event = live.note("item_opened", kind_id, unit_id=unit_id, audience=audience, **noted)
    return item, event
