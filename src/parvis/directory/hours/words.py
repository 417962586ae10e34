"""Opening hours as one says them: "lundi au vendredi : de 8 h 30 à 12 h"."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from parvis.core.calendars.days import holiday_in_words
from parvis.core.ui.words import longdate
from parvis.directory.hours.days_off import DaysOff
from parvis.directory.hours.evaluation import DAY, Stretch, apply, open_intervals, stretches
from parvis.directory.hours.syntax import MIDNIGHT, Dates, Day, Hours, Rule, Weekdays, Weeks

_FAR = timedelta(days=370)
_SOON = timedelta(days=35)
_WEEK = range(7)


@dataclass(frozen=True, slots=True)
class Line:
    """`when` the hours hold, with a capital, and the hours: "Lundi", "de 9 h à 12 h"."""

    when: str
    hours: str


@dataclass(frozen=True, slots=True)
class Now:
    """Open or closed at an instant, and the sentence that says so and what comes next."""

    is_open: bool
    sentence: str


def lines(hours: Hours) -> list[Line]:
    """The whole of the hours: the usual week, then seasons and exceptions in their order."""
    if hours.text == "24/7":
        return [Line(capfirst(_("every day")), _("day and night"))]
    rules = _parts(hours)
    plain = [rule for rule in rules if not _is_apart(rule)]
    usual = {day: _on(plain, day, _ALL_YEAR) for day in _WEEK}
    said: list[Line] = []
    for season in dict.fromkeys(_season(rule) for rule in plain):
        said += _week(plain, season, usual)
    return said + [
        Line(capfirst(_join([*_said_season(rule), _days(rule)])), _state(rule))
        for place, rule in enumerate(rules)
        if _is_apart(rule) and not _is_undone(rule, rules[place + 1 :])
    ]


def undone(hours: Hours) -> bool:
    """Whether a usual day, written after an exception, takes it back: `PH off; Mo-Fr 09:00-12:00`
    is open on holidays. Seldom what was meant."""
    rules = _parts(hours)
    return any(
        _is_exception(rule) and _overlapping(rule, rules[place + 1 :])
        for place, rule in enumerate(rules)
    )


def _parts(hours: Hours) -> list[Rule]:
    """The rules, those that speak of days of several sorts cut in as many: `Sa[1],We,PH` says
    something of each week, of one in the month and of holidays."""
    return [part for rule in hours.rules for part in _cut(rule)]


def _cut(rule: Rule) -> Iterator[Rule]:
    each = tuple(days for days in rule.weekdays if not days.nth)
    some = tuple(days for days in rule.weekdays if days.nth)
    if rule.within or (bool(each) + bool(some) + bool(rule.holidays)) < 2:
        yield rule
        return
    if each:
        yield replace(rule, weekdays=each, holidays=())
    if some:
        yield replace(rule, weekdays=some, holidays=())
    if rule.holidays:
        yield replace(rule, weekdays=())


def this_week(hours: Hours, monday: date, off: DaysOff) -> list[Line]:
    """Seven days from that one, holidays named."""
    return [_this_day(hours, monday + DAY * number, off) for number in _WEEK]


def now_in_words(hours: Hours, at: datetime, *, zone: ZoneInfo, off: DaysOff) -> Now:
    """Open until when, or closed until when, and why when it is a holiday."""
    today = at.astimezone(zone).date()
    ahead = open_intervals(hours, at, at + _SOON, zone=zone, off=off)
    if ahead and ahead[0][0] <= at:
        until = ahead[0][1].astimezone(zone)
        if until - at.astimezone(zone) >= _SOON:
            return Now(True, _("Open day and night"))
        return Now(True, _("Open until %(time)s") % {"time": _moment(until, today)})
    ahead = ahead or open_intervals(hours, at, at + _FAR, zone=zone, off=off)[:1]
    said = _closed(hours, today, off)
    if ahead:
        opens = ahead[0][0].astimezone(zone)
        said += ". " + _("Opens %(time)s") % {"time": _moment(opens, today, always=True)}
    return Now(False, said)


def times(found: Sequence[Stretch]) -> str:
    """De 9 h à 12 h et de 14 h à 17 h; conditions in brackets; "closed" when there is none."""
    if not found:
        return pgettext("hours", "closed")
    return _and([_stretch(one) for one in found])


def _closed(hours: Hours, today: date, off: DaysOff) -> str:
    holiday = off.public(today)
    open_otherwise = stretches(hours, today, _NoHoliday(off.commune))
    if holiday and open_otherwise and not stretches(hours, today, off):
        return _("Closed today, public holiday (%(name)s)") % {
            "name": holiday_in_words(today, holiday)
        }
    found = stretches(hours, today, off)
    if any(not one.certain for one in found):
        return capfirst(times([one for one in found if not one.certain]))
    return pgettext("hours", "Closed")


class _NoHoliday(DaysOff):
    __slots__ = ()

    def public(self, day: date) -> str:
        return ""


def _moment(at: datetime, today: date, *, always: bool = False) -> str:
    """À 9 h, demain à 9 h, lundi à 9 h, le lundi 4 janvier 2027 à 9 h."""
    days = (at.date() - today).days
    minutes = at.hour * 60 + at.minute
    if days == 0 or (days == 1 and minutes == 0 and not always):
        clock = _clock(minutes or (MIDNIGHT if days else 0))
        return _("at %(time)s") % {"time": clock} if always else clock
    time = _clock(minutes)
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": time}
    if days < 7:
        return _("%(day)s at %(time)s") % {"day": WEEKDAYS[at.weekday()], "time": time}
    return _("on %(day)s at %(time)s") % {"day": longdate(at.date()), "time": time}


def _clock(minutes: int) -> str:
    minutes %= MIDNIGHT
    if minutes == 0:
        return _("midnight")
    # Translators: a time of the day, without then with minutes: "9 h", "9 h 30"
    whole, part = _("%(hours)d:00"), _("%(hours)d:%(minutes)02d")
    return (part if minutes % 60 else whole) % {"hours": minutes // 60, "minutes": minutes % 60}


def _stretch(one: Stretch) -> str:
    if one.start == 0 and one.end == MIDNIGHT:
        said = "" if one.comment and not one.certain else _("all day")
    else:
        said = _("from %(start)s to %(end)s") % {
            "start": _clock(one.start),
            "end": _clock(one.end),
        }
    comment = one.comment or ("" if one.certain else _("to be confirmed"))
    return f"{said} ({comment})" if said and comment else said or comment


def _this_day(hours: Hours, day: date, off: DaysOff) -> Line:
    said = times(stretches(hours, day, off))
    holiday = off.public(day)
    if holiday:
        said = _("%(hours)s (public holiday: %(name)s)") % {
            "hours": said,
            "name": holiday_in_words(day, holiday),
        }
    return Line(capfirst(longdate(day)), said)


# The usual week and its seasons ------------------------------------------------------------------


def _is_apart(rule: Rule) -> bool:
    """Said on a line of its own: holidays, days of the month, single days, what fills the rest."""
    single = any(dates.first[0] for dates in rule.dates)
    nth = any(days.nth for days in rule.weekdays)
    return bool(rule.holidays) or nth or single or rule.joined == "||"


_Season = tuple[tuple[tuple[int, int], ...], tuple[Dates, ...], tuple[Weeks, ...]]


def _season(rule: Rule) -> _Season:
    return rule.years, rule.dates, rule.weeks


_ALL_YEAR: _Season = ((), (), ())


def _on(plain: list[Rule], day: int, season: _Season) -> list[Stretch] | None:
    """The hours of a weekday in a season, from its rules and those of the whole year."""
    return apply(
        [rule for rule in plain if _season(rule) in (season, _ALL_YEAR)],
        lambda rule: day in _days_of(rule),
    )


def _week(plain: list[Rule], season: _Season, usual: dict[int, list[Stretch] | None]) -> list[Line]:
    """Days that have the same hours said together. Of a season, what differs from the rest of the
    year is said; of the year, days without hours are closed."""
    own = [rule for rule in plain if _season(rule) == season]
    by_day = {day: _on(plain, day, season) or [] for day in _WEEK}
    if season != _ALL_YEAR:
        spoken_of = {day for rule in own for day in _days_of(rule)}
        by_day = {
            day: found for day, found in by_day.items() if day in spoken_of and found != usual[day]
        }
    seen: dict[str, list[int]] = {}
    for day, found in by_day.items():
        seen.setdefault(times(found), []).append(day)
    prefix = _said_season(own[0])
    if len(seen) == 1 and len(by_day) == 7:
        days = [] if prefix else [_("every day")]
        return [Line(capfirst(_join(prefix + days)), next(iter(seen)))]
    return [Line(capfirst(_join([*prefix, _weekdays(days)])), said) for said, days in seen.items()]


def _days_of(rule: Rule) -> set[int]:
    return {
        day
        for day in _WEEK
        if not rule.weekdays or any(_includes(days, day) for days in rule.weekdays)
    }


def _is_exception(rule: Rule) -> bool:
    """Hours of holidays that fall on a day with hours of its own are no mistake."""
    if rule.joined == "||" or (rule.holidays and rule.state != "closed"):
        return False
    return _is_apart(rule) or _season(rule) != _ALL_YEAR


def _overlapping(rule: Rule, later: Sequence[Rule]) -> set[int]:
    """The weekdays of that rule which a usual rule written later takes back."""
    usual = [
        one for one in later if one.joined == ";" and not _is_apart(one) and not any(_season(one))
    ]
    days = set(_WEEK) if rule.holidays and not rule.within else _days_of(rule)
    return {day for one in usual for day in _days_of(one)} & days


def _is_undone(rule: Rule, later: Sequence[Rule]) -> bool:
    days = set(_WEEK) if rule.holidays and not rule.within else _days_of(rule)
    return rule.joined != "||" and _overlapping(rule, later) == days


def _includes(days: Weekdays, day: int) -> bool:
    return (day - days.first) % 7 <= (days.last - days.first) % 7


def _runs(days: list[int]) -> Iterator[list[int]]:
    for _key, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        yield [day for _place, day in run]


def _weekdays(days: list[int]) -> str:
    said = []
    for run in _runs(days):
        if len(run) > 2:
            said.append(_until("days", str(WEEKDAYS[run[0]]), str(WEEKDAYS[run[-1]])))
        else:
            said += [str(WEEKDAYS[day]) for day in run]
    return _and(said)


# One rule ----------------------------------------------------------------------------------------


def _days(rule: Rule) -> str:
    names = {"ph": _("public holidays"), "sh": _("school holidays")}
    holidays = [names[one] for one in rule.holidays]
    days = [_nth(one) if one.nth else _range(one) for one in rule.weekdays]
    if rule.within:
        return _join([_and(holidays), _and(days)])
    if rule.joined == "||" and not days + holidays:
        return _("otherwise")
    return _and(days + holidays)


def _range(one: Weekdays) -> str:
    first, last = str(WEEKDAYS[one.first]), str(WEEKDAYS[one.last])
    return first if one.first == one.last else _until("days", first, last)


def _nth(one: Weekdays) -> str:
    ranks = {
        1: _("1st"),
        2: _("2nd"),
        3: _("3rd"),
        4: _("4th"),
        5: _("5th"),
        -1: pgettext("hours", "last"),
    }
    said = [ranks.get(rank) or _("%(rank)s from the end") % {"rank": -rank} for rank in one.nth]
    values = {"ranks": _and(said), "day": WEEKDAYS[one.first]}
    return _("%(ranks)s %(day)s of the month") % values


def _state(rule: Rule) -> str:
    if rule.state == "closed":
        found = [Stretch(span.start, span.end) for span in rule.spans]
        said = (
            _("closed %(times)s") % {"times": times(found)}
            if found
            else pgettext("hours", "closed")
        )
        return f"{said} ({rule.comment})" if rule.comment else said
    certain = rule.state == "open"
    spans = [(span.start, span.end) for span in rule.spans] or [(0, MIDNIGHT)]
    said = times([Stretch(start, end, certain, rule.comment) for start, end in spans])
    return _("also %(times)s") % {"times": said} if rule.joined == "," else said


def _said_season(rule: Rule) -> list[str]:
    years = [str(a) if a == b else _until("months", str(a), str(b)) for a, b in rule.years]
    said = [_dates(dates) for dates in rule.dates]
    weeks = [_weeks(weeks) for weeks in rule.weeks]
    return [_and(part) for part in (said, weeks, years) if part]


def _dates(dates: Dates) -> str:
    (year, month, day), (last_year, last_month, last_day) = dates.first, dates.last
    if day == 1 and last_day == monthrange(last_year or 2000, last_month)[1]:
        first, last = _month(year, month), _month(last_year, last_month)
        return first if first == last else _until("months", first, last)
    first, last = _date(dates.first), _date(dates.last)
    return first if first == last else _until("days", first, last)


def _month(year: int, month: int) -> str:
    return f"{MONTHS[month]} {year}" if year else str(MONTHS[month])


def _date(day: Day) -> str:
    french = (get_language() or "fr").startswith("fr")
    number = "1er" if french and day[2] == 1 else str(day[2])
    return f"{number} {_month(day[0], day[1])}"


def _weeks(weeks: Weeks) -> str:
    if weeks.step == 2 and weeks.last >= 52 and weeks.first <= 2:
        return _("even weeks") if weeks.first == 2 else _("odd weeks")
    values = {"first": weeks.first, "last": weeks.last, "step": weeks.step}
    if weeks.first == weeks.last:
        return _("week %(first)d") % values
    if weeks.step > 1:
        return _("one week in %(step)d, from week %(first)d to week %(last)d") % values
    return _("weeks %(first)d to %(last)d") % values


def _until(what: Literal["days", "months"], first: str, last: str) -> str:
    """Lundi au vendredi, 24 décembre au 2 janvier; juillet à août, 2026 à 2027."""
    values = {"first": first, "last": last}
    if what == "days":
        return pgettext("days", "%(first)s to %(last)s") % values
    return pgettext("months", "%(first)s to %(last)s") % values


def _and(said: list[str]) -> str:
    if len(said) < 2:
        return "".join(said)
    return _("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def _join(said: Iterable[str]) -> str:
    return ", ".join(part for part in said if part)
