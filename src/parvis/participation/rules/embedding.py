"""Which sites may show a consultation in a frame, and how they are written."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from parvis.core.refusals import Refused

MOST_SITES = 30
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")


class NotASite(Refused):
    """What was given is no site; the message says which."""


def origins_of(lines: Iterable[str]) -> list[str]:
    """One site a line, with or without the rest of an address: `https://www.lescar.fr`. Nothing
    that could end the header it goes in. Raises NotASite."""
    found: dict[str, None] = {}
    for line in (one.strip() for one in lines):
        if not line:
            continue
        try:
            parts = urlsplit(line if "://" in line else f"https://{line}")
            host = parts.netloc.lower()
        except ValueError:
            host = ""
        if not host or parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
            raise NotASite(_("This is not the address of a site: %(line)s.") % {"line": line[:80]})
        found[f"{parts.scheme}://{host}"] = None
    if len(found) > MOST_SITES:
        raise NotASite(_("Thirty sites at most."))
    return list(found)
