"""The door to the law process, from a web process or a worker: thin, with a time limit."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.connectors.openfisca import reading, wire
from parvis.connectors.openfisca.outputs import FACTS_OF
from parvis.core.health import Health
from parvis.eligibility.ports import (
    Changes,
    Explained,
    LawRefused,
    LawUnavailable,
    LawVersion,
    ParametersTold,
    People,
)
from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Reason
from parvis.territory import queries as territory

WITHIN = 20.0  # seconds, for all that is asked at once
REFORM_WITHIN = 90.0


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What the OpenFisca web API answers: status of HTTP, content type, text, its own headers."""

    status: int
    type: str
    body: str
    headers: Mapping[str, str]


class OpenFisca:
    """The national law, by a law process at `address`: the path of its socket, or host:port."""

    def __init__(
        self,
        address: str,
        within: float = WITHIN,
        commune_of: reading.CommuneOf | None = None,
    ) -> None:
        self.address, self.within = address, within
        self.commune_of = commune_of or commune_today

    def facts_of(self, benefit: str) -> frozenset[str]:
        return FACTS_OF[benefit]

    def missing(
        self, situation: Situation, benefits: Sequence[str], month: date
    ) -> tuple[str, ...]:
        return tuple(reading.missing(situation, benefits, month))

    def amounts(
        self, situations: Sequence[Situation], benefits: Sequence[str], month: date
    ) -> list[Mapping[str, int]]:
        asked = list(dict.fromkeys(benefits))
        rows = []
        for at, situation in enumerate(situations):
            try:
                rows.append(reading.row(situation, asked, month, self.commune_of))
            except LawRefused as refused:
                refused.at = at
                raise
        if not rows or not asked:
            return [{} for _row in rows]
        found: list[Mapping[str, int]] = self.ask(
            "amounts", rows=rows, benefits=asked, month=_first(month)
        )
        return found

    def explain(self, situation: Situation, benefit: str, month: date) -> Explained:
        row = reading.row(situation, [benefit], month, self.commune_of)
        language = "en" if (get_language() or "").startswith("en") else "fr"
        told = self.ask(
            "explain", rows=[row], benefits=[benefit], month=_first(month), language=language
        )
        steps = tuple(_reason(each) for each in told["steps"])
        failed = told["failed"]
        return Explained(told["amount"], steps, None if failed is None else steps[failed])

    def versions(self) -> tuple[LawVersion, ...]:
        return tuple(
            LawVersion(one["package"], one["version"], date.fromisoformat(one["since"]))
            for one in self.ask("versions")
        )

    def parameters(self, month: date) -> ParametersTold:
        told = self.ask("parameters", month=_first(month))
        return ParametersTold(told["law"], told["parameters"])

    def reform(
        self, people: People, benefits: Sequence[str], changes: Changes, month: date
    ) -> list[list[int]]:
        today = {code: self.commune_of(code) or code for code in people["communes"]}
        told = OpenFisca(self.address, REFORM_WITHIN).ask(
            "reform", people=people, today=today, benefits=list(benefits), month=_first(month),
            changes=[dict(each) for each in changes],
        )  # fmt: skip
        cents: list[list[int]] = told["cents"]
        return cents

    def web(
        self, method: str, path: str, root: str, body: bytes = b"", type: str = ""
    ) -> WebAnswer:
        """What the OpenFisca web API answers. `path`: below its address, which is `root` and is
        found in what it answers. Raises LawUnavailable."""
        told = self.ask(
            "web", method=method, path=path, root=root, type=type, body=body.decode("latin-1")
        )
        return WebAnswer(**told)

    def ask(self, what: str, **given: Any) -> Any:
        """Raises LawUnavailable, LawRefused."""
        try:
            with connected(self.address, self.within) as peer:
                wire.send(peer, {"do": what, "within": self.within, **given})
                told = wire.receive(peer)
        except (OSError, wire.Broken) as error:
            raise LawUnavailable(f"{type(error).__name__}: {error}") from error
        if "refused" in told:
            at, reason = told["refused"]
            refused = LawRefused("", _("The law cannot be computed for this situation."))
            refused.at = at
            refused.add_note(reason)
            raise refused
        if "ok" not in told:
            raise LawUnavailable(told.get("failed", "no answer"))
        return told["ok"]


def connected(address: str, within: float) -> socket.socket:
    """Raises OSError."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host, int(port)), within)
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    peer.settimeout(within)
    try:
        peer.connect(address)
    except OSError:
        peer.close()
        raise
    return peer


@lru_cache(maxsize=4096)
def commune_today(code: str) -> str | None:
    found = territory.commune(code)
    return found.code if found is not None else None


def _first(month: date) -> str:
    return month.replace(day=1).isoformat()


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(
        told["code"],
        told["text"],
        tuple(told["facts"]),
        told["gap"],
        tuple((article, address) for article, address in told["law"]),
    )


def check() -> Health:
    """Does the law process answer?"""
    try:
        state = OpenFisca(settings.LAW, within=5).ask("state")
    except LawUnavailable:
        return Health(
            "bad",
            _("Nothing answers at %(address)s: no national right can be told.")
            % {"address": settings.LAW},
            _("Run: parvis law"),
        )
    if state["ready"]:
        return Health(
            "good",
            _("The national law answers: %(package)s %(version)s.")
            % {"package": state["package"], "version": state["version"]},
        )
    return Health("warning", _("The national law is being loaded."))
