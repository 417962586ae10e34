"""How logs are written: JSON lines, from which what identifies a person has been taken out."""

import json
import logging
import re
from datetime import UTC, datetime

# Order matters: a phone number may stand inside nothing else.
_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<mail>"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "<iban>"),
    (re.compile(r"(?<!\w)(?:\+33|0033|0)[ .]?[1-9](?:[ .-]?\d{2}){4}(?!\w)"), "<phone>"),
    # Drawn secrets are long, or mix both cases as no address of ours does.
    (
        re.compile(r"(?<=[/=])(?:[\w:-]{32,}|(?=[\w:-]*[A-Z])(?=[\w:-]*[a-z])[\w:-]{12,})"),
        "<token>",
    ),
)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def without_personal_data(text: str) -> str:
    """Replace addresses, phone and account numbers, and the secrets of one-time links."""
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


class HidePersonalData(logging.Filter):
    """Applied to the finished message, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_personal_data(record.getMessage())
        record.args = None
        return True


class JsonLines(logging.Formatter):
    """One object per line: at, level, logger, message, and what the caller gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in _OWN and isinstance(value, str | int | float | bool):
                line[name] = without_personal_data(value) if isinstance(value, str) else value
        if record.exc_info:
            line["trace"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
