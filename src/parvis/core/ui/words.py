"""Dates, amounts, numbers and texts as people read them, in the language of the page."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core import clock
from parvis.core.documents.prose import blocks_of

NBSP = "\u00a0"
NARROW = "\u202f"


def zone() -> ZoneInfo:
    """The time zone of the page being made (the territory's)."""
    return ZoneInfo(timezone.get_current_timezone_name())


def local(at: date | datetime) -> date | datetime:
    """A moment brought into the page's zone; a date stays a date."""
    if isinstance(at, datetime) and timezone.is_aware(at):
        return at.astimezone(zone())
    return at


def _day_first(text: str, day: int) -> str:
    """French says "1er mars", and "2 mars"."""
    french = (translation.get_language() or "").startswith("fr")
    return re.sub(r"\b1\b", "1er", text, count=1) if french and day == 1 else text


def plaindate(at: date | datetime) -> str:
    """12 mars 2026."""
    return _in_words(_day(at), "j F Y", translation.get_language())


def shortdate(day: date, today: date) -> str:
    """3 mars, or 3 mars 2027 when it is not this year."""
    pattern = "j F" if day.year == today.year else "j F Y"
    return _in_words(day, pattern, translation.get_language())


def longdate(at: date | datetime) -> str:
    """Jeudi 12 mars 2026, without the capital."""
    return _in_words(_day(at), "l j F Y", translation.get_language())


def _day(at: date | datetime) -> date:
    at = local(at)
    return at.date() if isinstance(at, datetime) else at


@lru_cache(maxsize=4096)
def _in_words(day: date, pattern: str, _language: str | None) -> str:
    """Lists say many dates, and the same ones from page to page."""
    return _day_first(date_format(day, pattern), day.day)


def clocktime(at: datetime) -> str:
    """14 h 05 in French, 14:05 in English."""
    at = at.astimezone(zone()) if timezone.is_aware(at) else at
    # Translators: hours and minutes, for example "14 h 05" in French
    return _("%(hours)s:%(minutes)s") % {"hours": at.hour, "minutes": f"{at.minute:02d}"}


def when(at: datetime) -> str:
    """12 mars 2026 à 14 h 05."""
    return _("%(date)s at %(time)s") % {"date": plaindate(at), "time": clocktime(at)}


def days_away(day: date, today: date) -> str:
    """In 3 days, today, 2 days ago."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def time_tag(at: date | datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local(at).isoformat(), text)


def today() -> date:
    return clock.today(zone())


def filesize(count: int) -> str:
    """Bytes as people say them: 70 octets, 41 Ko, 2,4 Mo."""
    if count < 1000:
        said = ngettext("%(count)s byte", "%(count)s bytes", count) % {"count": count}
    elif count < 999_500:
        said = _("%(count)s KB") % {"count": round(count / 1000)}
    else:
        said = _("%(count)s MB") % {"count": number_format(round(count / 1_000_000, 1), 1)}
    return said.replace(" ", NBSP)


def phone(number: object) -> str:
    """An E.164 number as dialled here: "05 59 27 85 80". Anything else is returned untouched."""
    text = str(number or "")
    try:
        parsed = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return text
    style = phonenumbers.PhoneNumberFormat
    here = parsed.country_code == 33
    shown = phonenumbers.format_number(parsed, style.NATIONAL if here else style.INTERNATIONAL)
    return str(shown).replace(" ", NBSP)


def euros(cents: object, *, short: bool = False) -> str:
    """Integer cents as an amount: 123450 -> "1 234,50 €", in English "€1,234.50". `short`: no cents
    where there are none, "1 234 €"."""
    try:
        amount = int(str(cents))
    except ValueError:
        return ""
    sign = "−" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    digits = 0 if short and not rest else 2
    number = number_format(f"{whole}.{rest:02d}", digits, use_l10n=True, force_grouping=True)
    if (translation.get_language() or "").startswith("en"):
        return f"{sign}€{number}"
    return f"{sign}{number.replace(NBSP, NARROW)}{NBSP}€"


def prose(text: object) -> SafeString:
    """Plain prose (`core.documents.prose`): paragraphs, and lists of lines that start with "- "."""
    return format_html_join("\n", "{}", ((_block(one),) for one in blocks_of(str(text or ""))))


def _block(block: Mapping[str, Any]) -> SafeString:
    if block["type"] == "list":
        items = format_html_join("", "<li>{}</li>", ((item,) for item in block["items"]))
        return format_html("<ul>{}</ul>", items)
    return paragraphs(block["text"])


def linked(text: object) -> SafeString:
    """Addresses of this site become links; nothing else is markup."""
    own = re.escape(str(settings.BASE_URL).rstrip("/"))
    parts = enumerate(re.split(rf"({own}/\S*)", str(text or "")))
    link = _("Open the page")
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{}">{}</a>', part, link) if place % 2 else part,)
            for place, part in parts
        ),
    )


def paragraphs(text: object) -> SafeString:
    """Blank lines separate paragraphs, other line ends stay line ends. Nothing else is markup."""
    typed = _stood_off(str(text or "").strip())
    blocks = [block for block in re.split(r"(?:\r?\n[ \t]*){2,}", typed) if block]
    return format_html_join(
        "\n",
        "<p>{}</p>",
        (
            (format_html_join(SafeString("<br>"), "{}", ((line,) for line in b.splitlines())),)
            for b in blocks
        ),
    )


def _stood_off(text: str) -> str:
    """No line of a French page begins with « ? », however the text was typed."""
    if not (translation.get_language() or "").startswith("fr"):
        return text
    return re.sub(r"(?<=\S)[ \u00a0](?=[?!;:»](?:\s|$))|(?<=«)[ \u00a0]", NARROW, text)


def reference(text: object) -> SafeString:
    """A case number, in groups of four, never broken, never "translated" by the browser."""
    plain = str(text or "")
    groups = plain if "-" in plain or " " in plain else NARROW.join(re.findall(r".{1,4}", plain))
    return format_html('<span class="reference" translate="no">{}</span>', groups)


def unbroken(text: object) -> SafeString:
    """A text whose case numbers stay on one line."""
    parts = re.split(r"\b([0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4})\b", str(text or ""))
    said = ((reference(part) if at % 2 else part,) for at, part in enumerate(parts))
    return format_html_join("", "{}", said)


def initials(name: str) -> str:
    """Two letters at most: "Jeanne d'Albret" -> "JA"."""
    words: list[str] = re.findall(r"\w+", name)
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
