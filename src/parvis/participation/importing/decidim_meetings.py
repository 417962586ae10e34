"""What Decidim's meetings and debates hold, as `decidim-meetings/…/meeting_serializer.rb` and
`decidim-debates/…/debate_serializer.rb` name it (reports of meetings since 0.30)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.participation.importing.opening import Table
from parvis.participation.importing.rows import Export, FormerDebate, FormerMeeting
from parvis.participation.importing.taking import (
    Row,
    note_missing,
    page_of,
    require,
    rows_of,
    space_of,
    title_of,
)
from parvis.participation.importing.words import day, instant, is_yes, line, plain, told, whole

_WAYS = {"online": "video", "hybrid": "mixed"}
_NO = ("false", "0")


def take_meetings(table: Table, export: Export) -> None:
    """Those that took place and that everybody could see. Raises ExportRefused."""
    require(table, "id")
    require(table, "title")
    note_missing(table, export, ("closing_report",))
    for key, row in rows_of(table, export):
        if _is_private(row):
            export.leave(_("meetings that were withdrawn, private or not published"))
        elif title := title_of(row, 120, "title"):
            _take_meeting(key, title, row)


def _is_private(row: Row) -> bool:
    is_hidden = row.said("published").lower() in _NO
    is_private = is_yes(row.said("private_meeting")) and not is_yes(row.said("transparent"))
    return is_hidden or is_private or is_yes(row.said("withdrawn"))


def _take_meeting(key: str, title: str, row: Row) -> None:
    held_on = row.value(day, "start_time")
    if held_on is None:
        row.fault("start_time", _("This meeting has no date."), _("It is left out."))
        return
    if held_on > clock.today():
        row.export.leave(_("meetings to come: add them as workshops"))
        return
    starts, ends = row.value(instant, "start_time"), row.value(instant, "end_time")
    assert starts is not None  # a day that has come
    row.export.meetings.append(
        FormerMeeting(
            key=key,
            title=title,
            starts_at=starts,
            ends_at=ends if ends and ends > starts else starts + timedelta(hours=2),
            text=plain(told(row.cells, "description")[0], 4000),
            place=_place(row),
            way=_WAYS.get(row.said("type_of_meeting"), "on_site"),
            hosts=line(row.said("attending_organizations", "organizations"), 200),
            attendees=min(row.value(whole, "attendees") or 0, 30_000),
            minutes=plain(told(row.cells, "closing_report")[0])
            if row.said("closing_visible").lower() not in _NO
            else "",
            closed_at=row.value(instant, "closed_at"),
            space=space_of(row),
        )
    )


def _place(row: Row) -> str:
    parts = (line(told(row.cells, "location")[0], 90), line(row.said("address"), 100))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def take_debates(table: Table, export: Export) -> None:
    """Raises ExportRefused."""
    require(table, "id")
    require(table, "title")
    for key, row in rows_of(table, export):
        if title := title_of(row, 150, "title"):
            export.debates.append(
                FormerDebate(
                    key=key,
                    title=title,
                    text=plain(told(row.cells, "description")[0], 8000),
                    conclusions=plain(told(row.cells, "conclusions")[0], 8000),
                    url=page_of(row.said("url")),
                    at=row.value(instant, "start_time", "created_at"),
                    space=space_of(row),
                )
            )
