"""Opening hours as OpenStreetMap writes them: `Mo-Fr 09:00-12:00,14:00-17:00; PH off`.

What is read of the specification (wiki.openstreetmap.org/wiki/Key:opening_hours/specification):
the three separators of rules, years, dates, weeks and their steps, weekdays and which of the month,
public and school holidays, spans of time, states and comments. What is not read is said: hours of
the sun, an end left open, Easter, days counted from others.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, TypeVar

from django.utils.translation import gettext as _

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
STATES: dict[str, "State"] = {
    "open": "open",
    "off": "closed",
    "closed": "closed",
    "unknown": "unknown",
}
HOLIDAYS = ("ph", "sh")
MIDNIGHT = 24 * 60
LONGEST = 500

State = Literal["open", "closed", "unknown"]
Joined = Literal[";", ",", "||"]
# Year (0: any), month, day.
Day = tuple[int, int, int]
One = TypeVar("One")


class InvalidHours(ValueError):
    """The text is no opening hours; the message says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Dates:
    """From a day to another, both included; without years, every year."""

    first: Day
    last: Day

    def hold(self, day: date) -> bool:
        if self.first[0]:
            return self.first <= (day.year, day.month, day.day) <= self.last
        first, last, this = self.first[1:], self.last[1:], (day.month, day.day)
        return first <= this <= last if first <= last else this >= first or this <= last


@dataclass(frozen=True, slots=True)
class Weeks:
    """ISO weeks: from one to another, every `step`."""

    first: int
    last: int
    step: int = 1

    def hold(self, day: date) -> bool:
        week = day.isocalendar().week
        return self.first <= week <= self.last and (week - self.first) % self.step == 0


@dataclass(frozen=True, slots=True)
class Weekdays:
    """From a weekday to another (Monday is 0); `nth`: only those of the month, -1 the last."""

    first: int
    last: int
    nth: tuple[int, ...] = ()

    def hold(self, day: date) -> bool:
        if (day.weekday() - self.first) % 7 > (self.last - self.first) % 7:
            return False
        after = (day.day - 1) // 7 + 1
        before = -((monthrange(day.year, day.month)[1] - day.day) // 7 + 1)
        return not self.nth or after in self.nth or before in self.nth


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of the day; the end is past 24 hours when it is on the next day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    joined: Joined
    years: tuple[tuple[int, int], ...] = ()
    dates: tuple[Dates, ...] = ()
    weeks: tuple[Weeks, ...] = ()
    weekdays: tuple[Weekdays, ...] = ()
    holidays: tuple[str, ...] = ()
    # "SH Mo-Fr": those days within the holidays; "Su,PH": the ones or the others.
    within: bool = False
    spans: tuple[Span, ...] = ()
    state: State = "open"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    text: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=2048)
def _parsed(text: str) -> tuple[Rule, ...]:
    return tuple(_Reader(text).rules())


def parse(text: str) -> Hours:
    """Raises InvalidHours."""
    text = " ".join(text.replace("–", "-").replace("’", "'").split())
    if len(text) > LONGEST:
        raise InvalidHours(_("These hours are too long."))
    if not text.strip():
        raise InvalidHours(_("Write the opening hours."))
    return Hours(text, _parsed(text))


_TOKEN = re.compile(
    r"""\s*(?:(?P<always>24/7)|(?P<time>[0-9]{1,2}:[0-9]{2})|(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)
    |"(?P<comment>[^"]*)"|(?P<sign>\|\||[-;,:/+\[\]]))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


class _Reader:
    """Reads rules from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def rules(self) -> Iterable[Rule]:
        yield self._rule(";")
        while self._next is not _END:
            joined = self._sign(";", ",", "||")
            if not joined:
                raise _misplaced(self._next)
            if joined == ";" and self._next is _END:
                return
            yield self._rule(joined)  # type: ignore[arg-type]

    def _rule(self, joined: Joined) -> Rule:
        if self._next.kind == "always":
            self._at += 1
            state, comment = self._state()
            return Rule(joined, state=state, comment=comment)
        begun = self._at
        years = self._list(self._years) if self._is_year() and not self._is_month(1) else ()
        dates = self._dates() if self._is_month() or self._is_year() else ()
        weeks = self._weeks() if self._word("week") else ()
        if self._at > begun:
            self._sign(":")
        weekdays, holidays, within = self._weekdays()
        spans = self._list(self._span, "time") if self._next.kind == "time" else ()
        state, comment = self._state()
        if self._at == begun:
            raise _misplaced(self._next)
        return Rule(joined, years, dates, weeks, weekdays, holidays, within, spans, state, comment)

    @property
    def _next(self) -> _Token:
        return self._ahead(0)

    def _ahead(self, count: int) -> _Token:
        at = self._at + count
        return self._tokens[at] if at < len(self._tokens) else _END

    def _sign(self, *signs: str) -> str:
        return self._taken("sign", signs)

    def _word(self, *words: str) -> str:
        return self._taken("word", words)

    def _taken(self, kind: str, texts: Iterable[str]) -> str:
        token = self._next
        if token.kind != kind or token.text not in texts:
            return ""
        self._at += 1
        return token.text

    def _number(self, least: int, most: int) -> int:
        token = self._next
        if token.kind != "number":
            raise _misplaced(token)
        if not least <= int(token.text) <= most:
            raise InvalidHours(
                _("“%(text)s” should be a number from %(least)d to %(most)d.")
                % {"text": token.text, "least": least, "most": most}
            )
        self._at += 1
        return int(token.text)

    def _list(self, read: Callable[[], One], kind: str = "number") -> tuple[One, ...]:
        """`read` once, and again after each comma that something of that kind follows."""
        found = [read()]
        while self._next.text == "," and self._ahead(1).kind == kind:
            self._at += 1
            found.append(read())
        return tuple(found)

    def _is_month(self, ahead: int = 0) -> bool:
        return self._ahead(ahead).kind == "word" and self._ahead(ahead).text in MONTHS

    def _is_year(self, ahead: int = 0) -> bool:
        return self._ahead(ahead).kind == "number" and len(self._ahead(ahead).text) == 4

    def _years(self) -> tuple[int, int]:
        first = self._number(1900, 9999)
        return first, self._number(first, 9999) if self._sign("-") else first

    def _dates(self) -> tuple[Dates, ...]:
        found = [self._from_to(self._day())]
        while self._next.text == "," and (
            self._is_month(1) or self._is_year(1) or self._ahead(1).kind == "number"
        ):
            self._at += 1
            first = found[-1].first
            bare = not (self._is_month() or self._is_year())
            start = (first[0], first[1], self._number(1, 31)) if bare else self._day()
            found.append(self._from_to(start))
        return tuple(found)

    def _from_to(self, first: Day) -> Dates:
        last = first
        if self._sign("-"):
            if first[2] and self._next.kind == "number" and not self._is_year():
                last = (first[0], first[1], self._number(1, 31))
            else:
                last = self._day()
        if last[0] and not first[0]:
            raise InvalidHours(_("The first of two dates lacks its year."))
        if first[0] and not last[0]:
            last = (first[0] + (last[1:] < first[1:]), *last[1:])
        start, end = _checked(first, 1), _checked(last, 31)
        if start[0] and start > end:
            raise InvalidHours(_("The first of two dates comes after the last."))
        return Dates(start, end)

    def _day(self) -> Day:
        year = self._number(1900, 9999) if self._is_year() else 0
        if not self._is_month():
            raise _misplaced(self._next)
        month = MONTHS.index(self._word(*MONTHS)) + 1
        has_day = self._next.kind == "number" and not self._is_year()
        return year, month, self._number(1, 31) if has_day else 0

    def _weeks(self) -> tuple[Weeks, ...]:
        def read() -> Weeks:
            first = self._number(1, 53)
            last = self._number(first, 53) if self._sign("-") else first
            return Weeks(first, last, self._number(1, 53) if self._sign("/") else 1)

        return self._list(read)

    def _weekdays(self) -> tuple[tuple[Weekdays, ...], tuple[str, ...], bool]:
        days: list[Weekdays] = []
        holidays: list[str] = []
        within = False
        while word := self._word(*DAYS, *HOLIDAYS):
            if word in HOLIDAYS:
                holidays.append(word)
            else:
                days.append(self._weekday(DAYS.index(word)))
            follows = self._ahead(1).kind == "word" and self._ahead(1).text in (*DAYS, *HOLIDAYS)
            if self._next.text == "," and follows:
                self._at += 1
            elif word in HOLIDAYS and not days and self._next.text in DAYS:
                within = True
        return tuple(days), tuple(holidays), within

    def _weekday(self, first: int) -> Weekdays:
        if self._sign("-"):
            last = self._word(*DAYS)
            if not last:
                raise _misplaced(self._next)
            return Weekdays(first, DAYS.index(last))
        if not self._sign("["):
            return Weekdays(first, first)
        nth: list[int] = []
        while not nth or self._sign(","):
            start = -self._number(1, 5) if self._sign("-") else self._number(1, 5)
            end = self._number(start, 5) if start > 0 and self._sign("-") else start
            nth.extend(range(start, end + 1))
        if not self._sign("]"):
            raise _misplaced(self._next)
        return Weekdays(first, first, tuple(nth))

    def _span(self) -> Span:
        start = self._minutes(24)
        if self._sign("+") or not self._sign("-") or self._next.kind != "time":
            raise InvalidHours(_("After the time of opening, write that of closing: 09:00-12:00."))
        end = self._minutes(48)
        if self._next.text == "+":
            raise InvalidHours(_("A closing time is needed: “+” is not read."))
        if start >= MIDNIGHT or start == end:
            raise InvalidHours(_("The place would open and close at the same time."))
        return Span(start, end if end > start else end + MIDNIGHT)

    def _minutes(self, most: int) -> int:
        text = self._next.text
        hours, minutes = map(int, text.split(":"))
        if minutes > 59 or hours * 60 + minutes > most * 60:
            raise InvalidHours(_("“%(text)s” is no time of the day.") % {"text": text})
        self._at += 1
        return hours * 60 + minutes

    def _state(self) -> tuple[State, str]:
        state = self._word(*STATES)
        comment = ""
        if self._next.kind == "comment":
            comment = self._next.text.strip()
            self._at += 1
        # A comment alone is a condition: "by appointment".
        return STATES[state] if state else "unknown" if comment else "open", comment


def _tokens(text: str) -> Iterable[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise _misplaced(_Token("sign", text[at:].strip()[:1]))
        kind = str(match.lastgroup)
        found = match[kind]
        yield _Token(kind, found if kind == "comment" else found.lower())
        at = match.end()


def _checked(day: Day, otherwise: int) -> Day:
    """A month alone begins on its first day and ends on its last."""
    year, month, number = day
    # 2000 has a 29 February.
    longest = monthrange(year or 2000, month)[1]
    if number > longest:
        raise InvalidHours(_("A date does not exist: see the days of the months."))
    return year, month, number or min(otherwise, longest)


def _misplaced(token: _Token) -> InvalidHours:
    if token is _END:
        return InvalidHours(_("The end is missing: these hours stop too early."))
    if token.kind == "number":
        return InvalidHours(
            _("“%(text)s” is not understood here: times are written 09:00-12:00.")
            % {"text": token.text}
        )
    if token.kind == "word":
        return InvalidHours(
            _(
                "“%(text)s” is not understood here. Days are Mo, Tu, We, Th, Fr, Sa, Su, public"
                " holidays PH, school holidays SH, months Jan, Feb, Mar…, and closed is off."
            )
            % {"text": token.text}
        )
    return InvalidHours(_("“%(text)s” is not understood here.") % {"text": token.text})
