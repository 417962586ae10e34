"""The interview that this browser's session holds, and nobody else: no account, nothing kept.

It lives in the server's session, so that no answer ever stands in an address or in a cookie.
"""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from parvis.core import clock
from parvis.eligibility.interview import Interview

KEY: Final = "rights"
DESK: Final = "rights_desk"
DESK_PERSON: Final = "rights_desk_person"
WHAT_IF: Final = "rights_what_if"
LASTS: Final = timedelta(hours=12)


def current(request: HttpRequest, key: str = KEY) -> Interview | None:
    """None when nothing was begun, or when nobody touched it for `LASTS`."""
    kept = request.session.get(key)
    if not isinstance(kept, dict):
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > LASTS:
        forget(request, key)
        return None
    return Interview.from_json(kept["interview"])


def keep(request: HttpRequest, interview: Interview, key: str = KEY) -> None:
    request.session[key] = {
        "interview": interview.to_json(),
        "at": clock.now().isoformat(),
    }


def forget(request: HttpRequest, key: str = KEY) -> None:
    request.session.pop(key, None)
