"""The smallest believable town hall that receives people."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_resident
from parvis.appointments import actions
from parvis.appointments.models import Agenda, Booking, Channel, Kind, Opening
from parvis.appointments.queries import free
from parvis.appointments.queries.free import Asked, Offer
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory import actions as directory_actions
from parvis.directory.models import Institution, Membership, Place, Unit
from parvis.directory.tests import factories as directory
from parvis.territory.models import Area

PARIS = ZoneInfo("Europe/Paris")
# A Monday, before the town hall opens.
NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
HOURS = "Mo-Fr 09:00-12:00,14:00-17:00"


def commune(code: str = "64335", name: str = "Lescar", zone: str = "Europe/Paris") -> Area:
    area, _created = Area.objects.get_or_create(
        level=Area.Level.COMMUNE,
        code=code,
        defaults={"name": name, "folded": name.lower(), "vintage": 2026, "time_zone": zone},
    )
    return area


def place(owner: Institution, name: str = "Mairie de Lescar", area: Area | None = None) -> Place:
    return directory_actions.add_place(
        actor=SYSTEM,
        institution=owner,
        name=name,
        address="Place Royale, 64230 Lescar",
        commune=area or commune(),
        opening_hours=HOURS,
    )


def kind(unit: Unit, name: str = "Carte d’identité", **more: object) -> Kind:
    values = {
        "slug": name.lower().replace(" ", "-").replace("’", "-").replace("é", "e"),
        "minutes": 30,
        "channels": [Channel.DESK],
        "notice_hours": 0,
        **more,
    }
    return actions.define_kind(actor=SYSTEM, unit=unit, name=name, **values)


@dataclass
class TownHall:
    """A unit, its desk, a kind of appointment, two residents, an agent."""

    unit: Unit = field(default_factory=lambda: directory.unit(name="État civil"))
    place: Place = field(init=False)
    kind: Kind = field(init=False)
    agenda: Agenda = field(init=False)
    opening: Opening = field(init=False)
    resident: Account = field(init=False)
    other: Account = field(init=False)
    agent: Account = field(init=False)

    def __post_init__(self) -> None:
        self.place = place(self.unit.institution)
        self.kind = kind(self.unit, to_bring="- Une photo\n- L’ancienne carte")
        self.agenda = actions.open_agenda(actor=SYSTEM, place=self.place, name="Guichet 1")
        self.opening = self.receive(self.agenda, [self.kind])
        self.resident = make_resident(phone="+33639980101", address_line="12 rue Maubec")
        self.other = make_resident(family_name="Benali")
        self.agent = self.colleague("Jeanne Darrieux")

    def receive(self, agenda: Agenda, kinds: list[Kind], **more: object) -> Opening:
        values = {"place": self.place, "starts_on": clock.today(), **more}
        return actions.receive(actor=SYSTEM, agenda=agenda, unit=self.unit, kinds=kinds, **values)

    def colleague(self, name: str, role: str = Membership.Role.HANDLER) -> Account:
        account = directory.agent(name)
        directory.membership(account, self.unit, role, starts_on=NOW.date() - timedelta(days=400))
        return account

    @property
    def person(self) -> Person:
        return self.resident.person

    def offers(self, count: int = 1, kind: Kind | None = None, **asked: object) -> list[Offer]:
        found = free.offers(kind or self.kind, Asked(**asked))
        return [offer for _number, offer in zip(range(count), found, strict=False)]

    def book(
        self, offer: Offer | None = None, person: Person | None = None, **more: object
    ) -> Booking:
        wish = actions.Wish(
            channel=more.pop("channel", Channel.DESK), address=more.pop("address", "")
        )
        return actions.book(
            offer=offer or self.offers()[0],
            wish=wish,
            person=person or self.person,
            actor=more.pop("actor", SYSTEM),
            **more,
        )


def elsewhere(name: str = "Paul Sarrat") -> Account:
    """An agent of another institution."""
    pau = directory.institution(siren="216404459", name="Commune de Pau")
    account = directory.agent(name)
    directory.membership(account, directory.unit(pau, "Accueil"), starts_on=NOW.date())
    return account


def hour_of(offer: Offer | Booking) -> str:
    start = offer.starts_at if isinstance(offer, Booking) else offer.span.start
    return f"{start.astimezone(PARIS):%a %H:%M}"


def at(moment: datetime = NOW):
    return clock.at(moment)
