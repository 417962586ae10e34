"""A few real requests, made through the engine, one in each situation: what copies are made of."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parvis.accounts.models import Person
    from parvis.cases.engine.party import Party
    from parvis.cases.models import Case, Draft

COMPOSTER, CERTIFICATE = "composteur-partage", "acte-de-naissance"
COMMUNES = {
    "64335": ("Lescar", "64230"),
    "64445": ("Pau", "64000"),
    "64129": ("Billère", "64140"),
    "64348": ("Lons", "64140"),
}
Made = Callable[["Case"], Any]


@dataclass(frozen=True, slots=True)
class Prototype:
    """`share`: how many of a hundred cases are like this one. `age`: days, at most, since its last
    step (open cases are recent, closed ones are kept for years)."""

    case_id: int
    prefix: str
    commune: str
    share: float
    age: int


def make_prototypes() -> list[Prototype]:
    """One case per situation and commune; their letters and notifications are made too."""
    from parvis.core import clock
    from parvis.core.events import deliver_now
    from parvis.notifications.models import Notification

    made = []
    for code in COMMUNES:
        for share, age, live_on in _COMPOSTERS:
            case = _submitted(COMPOSTER, code)
            live_on(case)
            made.append(_prototype(case, code, share / len(COMMUNES), age))
    certificate = _submitted(CERTIFICATE, "64445", verified=True)
    made.append(_prototype(certificate, "64445", 5, 20))
    deliver_now()
    # No worker runs here; in life what was told has left long ago.
    Notification.objects.exclude(channel=Notification.Channel.LETTER).update(
        status=Notification.Status.SENT, sent_at=clock.now()
    )
    return made


def filled_draft(service: str, code: str, person: "Person", **owner: Any) -> "Draft":
    """A request of the commune, ready to be sent."""
    from parvis.cases.models import Draft
    from parvis.catalogue.models import Installation
    from parvis.core import clock

    installation = Installation.objects.select_related("version").get(slug=service)
    answers = installation.version.package.scenarios.scenarios[0].given.answers
    now = clock.now()
    return Draft.objects.create(
        installation=installation,
        version=installation.version,
        person=person,
        answers=_moved(deepcopy(answers), code),
        created_at=now,
        saved_at=now,
        **owner,
    )


def _prototype(case: "Case", code: str, share: float, age: int) -> Prototype:
    return Prototype(case.pk, case.reference.split("-")[0], code, share, age)


def _submitted(service: str, code: str, *, verified: bool = False) -> "Case":
    from parvis.accounts.models import Person
    from parvis.cases import actions
    from parvis.cases.engine import party
    from parvis.core import clock

    source = Person.IdentitySource
    person = Person.objects.create(
        family_name="Modèle",
        given_names="Camille",
        birth_date="1980-01-01",
        email="modele@habitants.parvis.example",
        identity_source=source.FRANCECONNECT if verified else source.DECLARED,
        commune_code=code,
        commune_name=COMMUNES[code][0],
        created_at=clock.now(),
    )
    draft = filled_draft(service, code, person)
    return actions.submit(draft=draft, person=person, party=party.somebody(person))


def _moved(answers: Any, code: str) -> Any:
    """The same answers, in another commune."""
    if isinstance(answers, list):
        return [_moved(one, code) for one in answers]
    if not isinstance(answers, dict):
        return answers
    name, postal_code = COMMUNES[code]
    here = {"commune_code": code, "commune_name": name, "postal_code": postal_code}
    return {key: here.get(key, _moved(value, code)) for key, value in answers.items()}


def _unit(case: "Case", function: str) -> "Party":
    """Somebody of the unit that plays this function on the case."""
    from parvis.cases.engine.party import Party
    from parvis.core.actor import Actor

    unit_id = case.bindings[function]
    return Party(
        "agent", Actor("agent", "bench", "Nadia Etcheverry"), unit_ids=frozenset({unit_id})
    )


def _move(case: "Case", transition: str, **more: Any) -> None:
    from parvis.cases import actions

    inputs = more.pop("inputs", {})
    party = _unit(case, "waste")
    actions.perform(case=case, transition=transition, party=party, inputs=inputs, **more)


def _nothing(case: "Case") -> None:
    pass


def _to_correct(case: "Case") -> None:
    asked = {"fields": ["photo"], "message": "Une photo nous aiderait."}
    _move(case, "demander_piece", correction=asked)


def _under_review(case: "Case") -> None:
    _move(case, "prendre_en_charge")


def _to_decide(case: "Case") -> None:
    from parvis.cases import actions

    _under_review(case)
    results = {"terrain": ("land_owner", "accorde"), "formation": ("trainer", "reservee")}
    for item in case.items.order_by("pk"):
        function, result = results[item.kind]
        actions.finish_item(item=item, party=_unit(case, function), result=result, inputs={})


def _granted(case: "Case") -> None:
    from parvis.core import clock

    _to_decide(case)
    _move(case, "accepter", inputs={"livraison": clock.today().isoformat(), "message": ""})


def _refused(case: "Case") -> None:
    said = {"motif": "lieu_inadapte", "explication": "Le lieu proposé est dans une zone inondable."}
    _move(case, "refuser", inputs=said)


# (of a hundred cases, how old at most, what happened)
_COMPOSTERS: tuple[tuple[int, int, Made], ...] = (
    (20, 80, _nothing),
    (5, 80, _to_correct),
    (15, 40, _under_review),
    (15, 80, _to_decide),
    (30, 900, _granted),
    (10, 900, _refused),
)
