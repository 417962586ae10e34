"""What programs may ask: the shapes of requests."""

from datetime import date, timedelta
from typing import Annotated, Any, Final, TypeAlias

from django.utils.translation import gettext as _
from pydantic import Field, PlainValidator, WithJsonSchema

from parvis.core import clock
from parvis.eligibility.api.given import Household, Shape

FIRST: Final = date(2024, 1, 1)
_AHEAD: Final = timedelta(days=366)
_Key: TypeAlias = Annotated[str, Field(max_length=80)]
_DAY_SCHEMA: Final = {
    "type": "string",
    "format": "date",
    "description": f"Today when left out; from {FIRST:%Y-%m-%d} to a year from now.",
}


def day_of(given: Any) -> date:
    """Raises ValueError."""
    try:
        on = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        on = None
    if on is None:
        raise ValueError(_("This is no day of the calendar. Write it like 2026-11-30."))
    if not FIRST <= on <= clock.today() + _AHEAD:
        raise ValueError(
            _("Rights are known from %(first)s to a year from now.") % {"first": FIRST.isoformat()}
        )
    return on


Day: TypeAlias = Annotated[date, PlainValidator(day_of), WithJsonSchema(_DAY_SCHEMA)]


class Asking(Shape):
    """`on`: the day for which the law and the local rules are asked."""

    situation: Household
    on: Day = Field(default_factory=clock.today)


class Assess(Asking):
    """`benefits`: only these; all that are open where the household lives when left out.
    `explain`: add the steps of national rights too, which takes the time of a computation each:
    the request then counts for five."""

    benefits: Annotated[list[_Key], Field(min_length=1, max_length=100)] | None = None
    explain: bool = False


class Fact(Shape):
    """`of`: id of the person, or `household`, `family`, `tax_household`."""

    of: _Key
    fact: _Key


class AskNext(Asking):
    """`asked`: keys of the questions that were asked, skipped ones too. `flagged`: facts of which
    the person said “that is my case”, without more yet."""

    asked: Annotated[list[_Key], Field(max_length=100)] = []
    flagged: Annotated[list[Fact], Field(max_length=100)] = []


class Explain(Asking):
    """`for`: the person, for benefits that are a person's own."""

    benefit: _Key
    whom: _Key | None = Field(default=None, alias="for")
