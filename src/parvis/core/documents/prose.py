"""Plain prose as blocks: what letters and mails are made from.

Paragraphs are separated by a blank line; a line that starts with "- " is an item of a list. Nothing
else is interpreted.
"""

import re
from itertools import groupby
from typing import Any

_BLANK = re.compile(r"\n[ \t]*\n")
ITEM = "- "


def blocks_of(text: str) -> list[dict[str, Any]]:
    """`{"type": "paragraph", "text": …}` and `{"type": "list", "items": […]}`, in order."""
    blocks: list[dict[str, Any]] = []
    for part in _BLANK.split(text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        for is_item, run in groupby(lines, key=lambda line: line.startswith(ITEM)):
            if is_item:
                items = [line.removeprefix(ITEM).strip() for line in run]
                blocks.append({"type": "list", "items": items})
            else:
                blocks.append({"type": "paragraph", "text": "\n".join(run)})
    return blocks
