"""Values written as YAML, in the manner of the packages of the library."""

import json
import re
from datetime import date
from typing import Any

import yaml

WIDTH = 100
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


def in_line(value: Any) -> str:
    """The value on one line, as it stands inside brackets."""
    if isinstance(value, dict):
        inside = ", ".join(f"{scalar(str(k))}: {in_line(v)}" for k, v in value.items())
        return f"{{{inside}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(in_line(one) for one in value)}]"
    return scalar(value)


def scalar(value: Any, *, style: str = "", loose: bool = False) -> str:
    """A plain value; quoted when it must be, or when it was (`style`). `loose`: outside brackets,
    where a comma needs no quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return repr(value)
    if style == "'" and _is_plain(value):
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _reads_as_itself(value, loose):
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """Between double quotes, whatever it holds."""
    text = json.dumps(value, ensure_ascii=False)
    text = _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return _UNPRINTABLE.sub(lambda found: f"\\U{ord(found[0]):08x}", text)


def _is_plain(value: str) -> bool:
    return not _UNPRINTABLE.search(value) and not _BREAKS.search(value)


def _reads_as_itself(value: str, loose: bool) -> bool:
    if not value or not _is_plain(value) or value != value.strip():
        return False
    around = f"a: {value}" if loose else f"[{{a: {value}}}]"
    try:
        read = yaml.load(around, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return False
    return bool(read == ({"a": value} if loose else [{"a": value}]))


def after_key(value: Any, indent: int) -> str:
    """What follows `key:` in a block whose keys stand at `indent`, with its leading space."""
    if isinstance(value, str) and can_be_literal(value):
        return " " + literal(value, indent + 2)
    if not isinstance(value, (dict, list)):
        return " " + scalar(value, loose=True)
    if not value or _fits(value, indent):
        return " " + in_line(value)
    return "\n" + block(value, indent + 2)


def block(value: Any, indent: int) -> str:
    """A map or list in lines of its own, without the last line break."""
    pad = " " * indent
    if isinstance(value, dict):
        return "\n".join(f"{pad}{scalar(str(k))}:{after_key(v, indent)}" for k, v in value.items())
    return "\n".join(pad + "- " + item(one, indent) for one in value)


def item(value: Any, indent: int) -> str:
    """What follows the dash of a list whose dashes stand at `indent`."""
    if isinstance(value, dict) and value and not _fits(value, indent):
        return block(value, indent + 2).lstrip(" ")
    if isinstance(value, (dict, list)):
        return in_line(value)
    return scalar(value, loose=True)


def can_be_literal(value: str) -> bool:
    lines = value.split("\n")
    return (
        len(lines) > 1
        and _is_plain(value.replace("\n", ""))
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[0])
        and not any(line.endswith((" ", "\t")) or line.startswith("\t") for line in lines)
        and not value.endswith("\n\n")
    )


def literal(value: str, indent: int) -> str:
    pad = " " * indent
    mark = "|" if value.endswith("\n") else "|-"
    lines = value.removesuffix("\n").split("\n")
    return mark + "\n" + "\n".join(pad + line if line else "" for line in lines)


def _fits(value: Any, indent: int) -> bool:
    if _holds_lines(value):
        return False
    if isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        short = len(value) == 1 and all(isinstance(one, dict) for one in value)
        if not short:
            return False
    if isinstance(value, dict) and any(isinstance(one, dict) and one for one in value.values()):
        return len(in_line(value)) + indent <= 70
    return len(in_line(value)) + indent + 20 <= WIDTH


def _holds_lines(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_lines(one) for one in value.values())
    if isinstance(value, list):
        return any(_holds_lines(one) for one in value)
    return isinstance(value, str) and ("\n" in value or len(value) > WIDTH)
