"""What people ask, in the shares of the Open Zaak mix: 20 % lists, 20 % acts, 12 % files given,
10 % requests sent, the rest reading."""

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench.load.client import Request
from bench.site.people import AGENT, RESIDENT, SENDER, account, signed_in
from bench.site.site import TOKEN

if TYPE_CHECKING:
    from parvis.accounts.models import Account

SHARES = {"list": 20, "act": 20, "attach": 12, "create": 10, "read": 38}
LISTS = (
    "/agent/",
    "/agent/?commune=Lescar&canal=web",
    "/agent/?retard=oui",
    "/agent/?pour=personne",
)
_EDGE = "parvisbench"
# The smallest picture there is, each time with another end: the same file twice is kept once.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Mix:
    """Draws requests; each act and each submission is meant for a case or a draft of its own."""

    def __init__(self, lasts: int) -> None:
        """`lasts`: how many requests may be drawn."""
        self._random = random.Random(2026)  # noqa: S311  the same people each time
        self._agent, self._resident, self._sender = (
            _cookies(account(who)) for who in (AGENT, RESIDENT, SENDER)
        )
        self._acts = _waiting(lasts)
        self._drafts = _drafts(lasts)
        self._reads = [
            *_cases_read(),
            "/",
            "/recherche/?q=compost",
            "/agent/recherche/?q=Bordenave",
        ]
        self._files = 0
        self._parcel = next(self._drafts)
        self._made: dict[str, Callable[[], Request]] = {
            "list": self._list,
            "act": self._act,
            "attach": self._attach,
            "create": self._create,
            "read": self._read,
        }

    def draw(self, many: int) -> list[Request]:
        kinds = self._random.choices(list(SHARES), list(SHARES.values()), k=many)
        return [self._made[kind]() for kind in kinds]

    def _list(self) -> Request:
        return _get("list", self._random.choice(LISTS), self._agent)

    def _read(self) -> Request:
        path = self._random.choice(self._reads)
        who = self._agent if path.startswith("/agent/") else self._resident
        return _get("read", path, who)

    def _act(self) -> Request:
        reference, revision = next(self._acts)
        path = f"/agent/demandes/{reference}/faire/prendre_en_charge/"
        return _post("act", path, {"revision": str(revision)}, self._agent)

    def _create(self) -> Request:
        return _post("create", f"/demande/{next(self._drafts)}/envoyer/", {}, self._sender)

    def _attach(self) -> Request:
        """Four pictures a request, at most: then another draft is taken."""
        self._files += 1
        if self._files % 4 == 0:
            self._parcel = next(self._drafts)
        content = _PNG + self._files.to_bytes(8, "big")
        fields = {"csrfmiddlewaretoken": TOKEN, "joindre": "photo"}
        body = _multipart(fields, ("photo", f"photo-{self._files}.png", content))
        headers = {"Content-Type": f"multipart/form-data; boundary={_EDGE}", **self._sender}
        path = f"/demande/{self._parcel}/questions/lieu/"
        return Request("attach", "POST", path, headers, body, expects=302)


def _get(kind: str, path: str, cookies: dict[str, str]) -> Request:
    return Request(kind, "GET", path, cookies)


def _post(kind: str, path: str, fields: dict[str, str], cookies: dict[str, str]) -> Request:
    body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **cookies}
    return Request(kind, "POST", path, headers, body, expects=302)


def _cookies(who: "Account") -> dict[str, str]:
    cookies = {"csrftoken": TOKEN, **signed_in(who)}
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": told, "Accept-Language": "fr"}


def _multipart(fields: dict[str, str], file: tuple[str, str, bytes]) -> bytes:
    parts = [
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, filename, content = file
    head = (
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{_EDGE}--\r\n".encode()])


def _waiting(many: int) -> Iterator[tuple[Any, ...]]:
    from parvis.cases.models import Case
    from parvis.directory.queries import units_of

    unit = units_of(account(AGENT))[0]
    received = Case.objects.filter(lead_unit=unit, state="recue", closed_at=None)
    # The latest first: `bench` measured with the oldest.
    return iter(received.order_by("-pk").values_list("reference", "revision")[:many])


def _drafts(many: int) -> Iterator[Any]:
    from bench.site.seeding import add_drafts
    from parvis.cases.models import Draft

    add_drafts(many)
    mine = Draft.objects.filter(account=account(SENDER)).order_by("-pk")
    return iter(mine.values_list("pk", flat=True)[:many])


def _cases_read() -> list[str]:
    from parvis.cases.models import Case
    from parvis.directory.queries import units_of

    unit = units_of(account(AGENT))[0]
    led = Case.objects.filter(lead_unit=unit).order_by("-pk").values_list("reference", flat=True)
    mine = Case.objects.filter(person=account(RESIDENT).person).values_list("reference", flat=True)
    return [
        *(f"/agent/demandes/{one}/" for one in led[:200:10]),
        *(f"/mes-demandes/{one}/" for one in mine[:10]),
        *["/mes-demandes/"] * 5,
    ]
