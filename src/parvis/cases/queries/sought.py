"""What an agent types to find somebody, understood: a name, a telephone number, a birth."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import phonenumbers

from parvis.core import clock
from parvis.core.text import fold

_LONGEST = 100
_SURE_DAY = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_DAY = re.compile(r"\b(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})\b|\b(\d{2})(\d{2})(\d{4})\b")
# By their first four letters.
_MONTHS = (
    *("janv", "fevr", "mars", "avri", "mai", "juin"),
    *("juil", "aout", "sept", "octo", "nove", "dece"),
)
_WRITTEN_DAY = re.compile(
    r"\b(\d{1,2})(?:er)?\s+"
    r"(janv|f[ée]vr|mars|avri|mai|juin|juil|ao[uû]t|sept|octo|nove|d[ée]ce)\w*\.?"
    r"\s+(\d{4}|\d{2})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b((?:18|19|20)\d\d)\b")
_BEFORE_A_DAY = re.compile(r"\b(?:n[ée]e?\s+)?(?:le|en)?\s*$", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"\b(?:née|né|t[ée]l|madame|monsieur|mme|mr|m\.)(?!\w)\.?|[^\w\s'’-]", re.IGNORECASE
)
_PARTICLES = {"de", "du", "des", "la", "le", "les", "da", "dos", "el", "van", "von", "ben"}


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, understood. `name` as it was typed; `phone` in E.164; `births`: YYYY or
    YYYY-MM-DD, two when the century is not said; `text`: all of it, which may be a reference."""

    name: str = ""
    phone: str = ""
    births: tuple[str, ...] = ()
    text: str = field(default="", compare=False)

    @property
    def criteria(self) -> list[str]:
        """What was searched by, without what was typed (for the journal)."""
        given = {"name": self.name, "phone": self.phone, "birth_date": self.births}
        return [name for name, value in given.items() if value]


def understand(text: str) -> Sought:
    """A name, a telephone number in any writing, a date or year of birth, in any order: "dupouy
    marie 4/5/1975", "née Dupont le 12 mars 84", "06.39.98.01.05", "+33 (0)6 39 98 01 05"."""
    text = " ".join(text.replace("\x00", "").split())[:_LONGEST]
    rest, births = _without_day(text, _SURE_DAY)
    rest, phone = _without_phone(rest)
    for pattern in (_DAY, _WRITTEN_DAY, _YEAR):
        if not births:  # a date of figures may be part of a number: it comes second
            rest, births = _without_day(rest, pattern)
    return Sought(name=_name_in(rest), phone=phone, births=births, text=text)


def _without_phone(text: str) -> tuple[str, str]:
    plain = text.replace("/", " ")
    possible = phonenumbers.Leniency.POSSIBLE
    for found in phonenumbers.PhoneNumberMatcher(plain, "FR", leniency=possible):
        e164 = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        return f"{text[: found.start]} {text[found.end :]}", str(e164)
    return text, ""


def _without_day(text: str, pattern: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    """The dates that a text may mean, and what is left of it. A day that does not exist is left
    out of both."""
    found = pattern.search(text)
    if not found:
        return text, ()
    said = [part for part in found.groups() if part]
    rest = f"{_BEFORE_A_DAY.sub('', text[: found.start()])} {text[found.end() :]}"
    return rest, _days(*said) if len(said) == 3 else (said[0],)


def _days(day: str, month: str, year: str) -> tuple[str, ...]:
    """Of two figures, either century that is not to come; nothing when there is no such day."""
    number = int(month) if month.isdecimal() else _MONTHS.index(fold(month)[:4]) + 1
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    found = []
    for one in years:
        with suppress(ValueError):
            found.append(date(one, number, int(day)))
    return tuple(one.isoformat() for one in found if len(year) == 4 or one <= clock.today())


def _name_in(rest: str) -> str:
    return " ".join(_NOT_A_NAME.sub(" ", rest).strip(" -'’").split())


def names_of(name: str) -> tuple[str, str]:
    """Family name and first names, as one supposes from how they were typed: capitals are a family
    name, else the first word is, with the particle before it."""
    words = name.split()
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if not loud or len(loud) == len(words):
        end = next((i for i, word in enumerate(words) if fold(word) not in _PARTICLES), 0) + 1
        loud = words[:end]
    quiet = [word for word in words if word not in loud]
    return _spelled(loud), _spelled(quiet)


def _spelled(words: list[str]) -> str:
    """As written with care; all in one case, with capitals."""
    text = " ".join(words)
    return text.title() if text.islower() or text.isupper() else text
