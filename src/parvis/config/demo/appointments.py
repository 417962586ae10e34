"""Appointments of the demonstration: two town halls, the waste unit, the training of composting.

Invented: kinds, hours, desks. Nobody is booked: whoever tries the site does it.
"""

from dataclasses import dataclass
from typing import Any

from parvis.accounts.models import Account
from parvis.appointments import actions
from parvis.appointments.models import Agenda, Kind, Opening
from parvis.config.demo import Report
from parvis.config.demo.directory import AGENTS, AGGLOMERATION, ASSOCIATION, LESCAR, PAU, VISITORS
from parvis.core.actor import SYSTEM
from parvis.directory import queries as directory
from parvis.directory.models import Place, Unit

ORDER = 60
LABEL = "Appointments"

_ID_PIECES = (
    "Une photo d’identité récente\nVotre ancienne carte ou passeport\nUn justificatif de domicile"
)
_TOWN_HOURS = "Mo-Fr 09:00-12:00,14:00-17:00"


@dataclass(frozen=True, slots=True)
class DemoKind:
    """`at`: SIREN and slug of the unit; `desk`: in its place; `agents`: who receives, by key;
    `rooms`: (need, room of its place) taken besides."""

    at: tuple[str, str]
    slug: str
    name: str
    minutes: int
    channels: tuple[str, ...]
    hours: str
    desk: str = ""
    agents: tuple[str, ...] = ()
    rooms: tuple[tuple[str, str], ...] = ()
    video_url: str = ""
    more: tuple[tuple[str, Any], ...] = ()


KINDS = (
    DemoKind(
        (LESCAR, "etat-civil"),
        "carte-identite-passeport",
        "Carte d’identité et passeport",
        20,
        ("desk",),
        _TOWN_HOURS,
        desk="Guichet 1",
        more=(
            ("explain", "Déposer une demande de carte d’identité ou de passeport."),
            ("to_bring", _ID_PIECES),
            ("notice_hours", 2),
        ),
    ),
    DemoKind(
        (PAU, "etat-civil"),
        "carte-identite-passeport",
        "Carte d’identité et passeport",
        20,
        ("desk",),
        "Mo-Fr 08:30-17:00",
        desk="Guichet 4",
        more=(
            ("explain", "Déposer une demande de carte d’identité ou de passeport."),
            ("to_bring", _ID_PIECES),
        ),
    ),
    DemoKind(
        (LESCAR, "etat-civil"),
        "aide-aux-demarches",
        "Aide pour une démarche en ligne",
        30,
        ("desk", "phone", "home"),
        "Tu,Th 09:00-12:00; We 14:00-17:00",
        agents=("jeanne",),
        more=(
            ("explain", "Un agent vous aide, pas à pas, à la mairie, au téléphone ou chez vous."),
            ("margin_minutes", 10),
        ),
    ),
    DemoKind(
        (LESCAR, "etat-civil"),
        "audition-mariage",
        "Préparer un mariage ou un PACS",
        45,
        ("desk",),
        "Tu-Fr 14:00-17:00",
        agents=("jeanne",),
        rooms=(("Salle", "Salle des mariages"), ("Salle", "Petit salon")),
        more=(
            ("explain", "Les deux futurs époux ou partenaires sont reçus dans une salle fermée."),
            ("to_bring", "Vos deux pièces d’identité\nUn justificatif de domicile"),
            ("needs", ["Salle"]),
        ),
    ),
    DemoKind(
        (AGGLOMERATION, "dechets"),
        "conseil-compostage",
        "Conseil sur le compostage",
        30,
        ("desk", "phone", "video"),
        "Mo,Th 09:30-12:00",
        agents=("nadia",),
        video_url="https://visio.example/conseil-compostage",
        more=(("explain", "Choisir l’emplacement et la taille d’un composteur partagé."),),
    ),
    DemoKind(
        (ASSOCIATION, "formation"),
        "formation-referent",
        "Formation de référent de composteur",
        120,
        ("home",),
        "We 14:00-18:00; Sa 09:00-12:00",
        agents=("paul",),
        more=(
            ("explain", "Deux heures sur place, autour de votre composteur."),
            ("to_bring", "Des gants\nDes chaussures fermées"),
            ("margin_minutes", 30),
        ),
    ),
    DemoKind(
        (LESCAR, "solidarites"),
        "visite-a-domicile",
        "Visite à domicile",
        60,
        ("home",),
        "Mo-Sa 09:00-18:00",
        agents=("ines",),
        more=(
            ("explain", "Une personne du CCAS vient chez vous et prend le temps d’écouter."),
            ("to_bring", "Carte professionnelle\nGuide des aides de la commune"),
            ("notice_hours", 0),
            ("margin_minutes", 30),
        ),
    ),
    DemoKind(
        (VISITORS, "visites"),
        "visite-a-domicile",
        "Visite d’un bénévole",
        60,
        ("home",),
        "Mo-Sa 14:00-18:00",
        agents=("bernard",),
        more=(
            ("explain", "Un bénévole de l’association vient chez vous."),
            ("to_bring", "Carte de l’association"),
            ("margin_minutes", 30),
        ),
    ),
)


def load(report: Report) -> None:
    """Kinds and hours; what is there already is corrected, never doubled."""
    for done, wanted in enumerate(KINDS, start=1):
        _load(wanted)
        report(done, len(KINDS))


def _load(wanted: DemoKind) -> None:
    siren, slug = wanted.at
    unit = directory.unit(siren, slug)
    if unit is None:
        raise LookupError(f"no unit {slug} in {siren}")
    known = Kind.objects.filter(unit=unit, slug=wanted.slug).first()
    kind = known or actions.define_kind(
        actor=SYSTEM,
        unit=unit,
        slug=wanted.slug,
        name=wanted.name,
        minutes=wanted.minutes,
        channels=wanted.channels,
        **dict(wanted.more),
    )
    place = Place.objects.filter(institution=unit.institution).order_by("pk").first()
    for need, name in wanted.rooms:
        room = actions.open_agenda(actor=SYSTEM, place=place, name=name)
        if not Opening.objects.filter(agenda=room, kinds=kind).exists():
            _open(room, unit, kind, place, "", part=need)
    for agenda in _agendas(wanted, place):
        if not Opening.objects.filter(agenda=agenda, kinds=kind).exists():
            _open(agenda, unit, kind, place, wanted.hours, video_url=wanted.video_url)


def _agendas(wanted: DemoKind, place: Place | None) -> list[Agenda]:
    emails = {agent.key: agent.email for agent in AGENTS}
    people = [Account.objects.get(email=emails[key]) for key in wanted.agents]
    desks = (
        [actions.open_agenda(actor=SYSTEM, place=place, name=wanted.desk)] if wanted.desk else []
    )
    return desks + [actions.open_agenda(actor=SYSTEM, account=account) for account in people]


def _open(
    agenda: Agenda,
    unit: Unit,
    kind: Kind,
    place: Place | None,
    hours: str,
    *,
    part: str = "",
    video_url: str = "",
) -> None:
    actions.receive(
        actor=SYSTEM,
        agenda=agenda,
        unit=unit,
        kinds=[kind],
        place=place,
        hours=hours,
        part=part,
        video_url=video_url,
    )
