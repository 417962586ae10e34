"""What somebody typed in a form while their session had ended: kept until they are back.

The posted values wait in the session of the browser that sent them, under the address they were
sent to; files wait as attachments of a parcel nobody else can name. They are taken up once, by the
page they were meant for, after sign-in, without a button to press. Other pages rely on
`accounts.access`, which offers to send again. Decision 0067.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

_KEY = "held"
_LARGEST = 500_000
_MOST = 3


@dataclass(frozen=True, slots=True)
class Held:
    """`files`: attachment ids given under `parcel`."""

    data: QueryDict
    parcel: UUID
    files: list[str]


def hold(request: HttpRequest, *, files: list[str], parcel: UUID | None = None) -> None:
    """Keep what this request posted for the page of the same address."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    written = typed.urlencode()
    if len(written) > _LARGEST:
        return
    waiting = dict(request.session.get(_KEY, {}))
    waiting.pop(request.path, None)
    while len(waiting) >= _MOST:
        waiting.pop(next(iter(waiting)))
    waiting[request.path] = {"data": written, "parcel": str(parcel or uuid4()), "files": files}
    request.session[_KEY] = waiting


def take(request: HttpRequest) -> Held | None:
    """What waited for this address; it waits no more."""
    waiting = dict(request.session.get(_KEY, {}))
    found = waiting.pop(request.path, None)
    if found is None:
        return None
    request.session[_KEY] = waiting
    return Held(QueryDict(found["data"]), UUID(found["parcel"]), list(found["files"]))
