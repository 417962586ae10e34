"""The pages of Parvis that are measured, each with somebody who would open it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from bench.probe import Answer, Door, Prepare, Prepared
from bench.site.people import AGENT, RESIDENT, SENDER, account, signed_in

TOKEN = "a" * 32
INBOX, TRANSITION = "agent’s inbox", "one transition"


def open_pages(url: str) -> dict[str, Prepare]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.config.settings"
    from parvis.config.wsgi import application

    return {
        **_public(application),
        **_resident(application),
        **_agent(application),
    }


def _public(application: Any) -> dict[str, Prepare]:
    door = Door(application)
    return {
        "home": _page(door, "/"),
        "search for a service": _page(door, "/recherche/?q=compost"),
    }


def _resident(application: Any) -> dict[str, Prepare]:
    from parvis.cases.models import Case

    resident = account(RESIDENT)
    door = _door(application, resident)
    reference = (
        Case.objects.filter(person=resident.person, state="instruction")
        .values_list("reference", flat=True)
        .order_by("pk")[0]
    )
    return {
        "resident’s list": _page(door, "/mes-demandes/"),
        "resident’s case": _page(door, f"/mes-demandes/{reference}/"),
        "one submission": _submission(application),
    }


def _agent(application: Any) -> dict[str, Prepare]:
    from parvis.cases.models import Case, Turn
    from parvis.cases.queries import Cursor
    from parvis.directory.queries import units_of

    agent = account(AGENT)
    door = _door(application, agent)
    unit = units_of(agent)[0]
    turns = Turn.objects.filter(unit=unit).order_by("due_on", "pk")
    middle = turns[turns.count() // 2]
    reference = (
        Case.objects.filter(lead_unit=unit, state="instruction")
        .values_list("reference", flat=True)
        .order_by("pk")[0]
    )
    return {
        INBOX: _page(door, "/agent/"),
        "inbox, middle page": _page(door, f"/agent/?apres={Cursor(middle.due_on, middle.pk)}"),
        "inbox, filtered": _page(door, "/agent/?commune=Lescar&canal=web"),
        "agent’s case": _page(door, f"/agent/demandes/{reference}/"),
        # A resident with OWN_CASES at each size: a full page, whatever else is there.
        "agent’s search by name": _page(door, "/agent/recherche/?q=Bordenave+Camille"),
        TRANSITION: _transition(door, unit),
    }


def _door(application: Any, who: Any) -> Door:
    return Door(application, {"csrftoken": TOKEN, **signed_in(who)})


def _page(door: Door, path: str) -> Prepare:
    def once() -> Answer:
        answer = door.get(path)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body[:300]!r}"
        return answer

    return lambda: once


def _post(door: Door, path: str, fields: dict[str, str], lead_to: str) -> Prepared:
    def once() -> Answer:
        answer = door.post(path, fields)
        location = dict(answer.headers).get("Location", "")
        assert answer.status == 302, f"{path}: {answer.status} {answer.body[:300]!r}"
        assert location.endswith(lead_to), f"{path} led to {location}"
        return answer

    return once


def _transition(door: Door, unit: Any) -> Prepare:
    """Take a request under review: two items open, two units and the applicant are told."""
    from parvis.cases.models import Case

    waiting = _in_turn(
        lambda: Case.objects.filter(lead_unit=unit, state="recue"),
        "reference",
        "revision",
    )

    def prepare() -> Prepared:
        reference, revision = next(waiting)
        path = f"/agent/demandes/{reference}/"
        fields = {"revision": str(revision)}
        return _post(door, f"{path}faire/prendre_en_charge/", fields, path)

    return prepare


def _submission(application: Any) -> Prepare:
    """Send a request that is filled in."""
    from parvis.cases.models import Draft

    sender = account(SENDER)
    door = _door(application, sender)
    filled = _in_turn(lambda: Draft.objects.filter(account=sender), "pk")

    def prepare() -> Prepared:
        (draft,) = next(filled)
        return _post(door, f"/demande/{draft}/envoyer/", {}, f"/demande/{draft}/envoyee/")

    return prepare


def _in_turn(rows: Callable[[], Any], *fields: str) -> Iterator[tuple[Any, ...]]:
    """Each row once, oldest first."""
    last = None
    while True:
        found = rows().order_by("pk")
        if last is not None:
            found = found.filter(pk__gt=last)
        batch = list(found.values_list("pk", *fields)[:200])
        if not batch:
            raise RuntimeError("nothing left to measure with: seed more")
        for row in batch:
            last = row[0]
            yield row[1:]
