"""Reads of mandates: of a person, of a unit, and what one opens today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Account, Person
from parvis.accounts.queries import person_family, persons_of
from parvis.accounts.rules import root_of
from parvis.core.actor import Actor
from parvis.directory.models import Membership, Unit
from parvis.trust.models import Authorisation, Mandate


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody acts for `helped` under a mandate open now. `person_ids`: every row of the helped
    person. `actor`: the helper in the journal's words, both people named."""

    mandate_id: int
    number: str
    helped: Person
    helped_name: str
    helper_name: str
    person_ids: frozenset[UUID]
    services: frozenset[str]
    institutions: frozenset[int]
    may_file: bool
    may_answer: bool
    ends_on: date
    actor: Actor

    def covers(self, slug: str, institution_id: int) -> bool:
        """Whether the mandate is about this installed service."""
        return slug in self.services or institution_id in self.institutions

    def covered(self, installation: str = "installation") -> Q:
        """The same question of rows that point to an installed service."""
        return Q(**{f"{installation}__slug__in": self.services}) | Q(
            **{f"{installation}__institution__in": self.institutions}
        )


def given_by(person_ids: Iterable[UUID]) -> QuerySet[Mandate]:
    """Mandates these persons gave, or are asked for, latest first."""
    return _with_services(Mandate.objects.filter(helped__in=list(person_ids)))


def received_by(person_ids: Iterable[UUID]) -> QuerySet[Mandate]:
    """Mandates these persons hold, or are offered, latest first."""
    return _with_services(Mandate.objects.filter(helper__in=list(person_ids)))


def about_person(person_ids: Iterable[UUID], *, open_only: bool = False) -> QuerySet[Mandate]:
    """Given and received, latest first: for the desk."""
    ids = list(person_ids)
    known = Mandate.objects.open() if open_only else Mandate.objects.all()
    return _with_services(known.filter(Q(helped__in=ids) | Q(helper__in=ids)))


def of_units(units: Iterable[Unit | int]) -> QuerySet[Mandate]:
    """Mandates these units hold, by name of the person helped."""
    held = Mandate.objects.filter(helper_unit__in=list(units))
    return _with_services(held).order_by("helped_name", "pk")


def numbered(number: str) -> Mandate | None:
    """By its number, as `core.references` writes it. What one may do with it is another
    question."""
    return _with_services(Mandate.objects.filter(number=number)).first()


def _with_services(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return (
        mandates.select_related(
            "helped__merged_into",
            "helper__merged_into",
            "helper_unit__institution",
            "attested_unit__institution",
            "renews",
        )
        .prefetch_related(Prefetch("authorisations", Authorisation.objects.order_by("pk")))
        .order_by("-pk")
    )


def open_to(
    account: Account,
    memberships: Iterable[Membership] = (),
    persons: Iterable[UUID] | None = None,
) -> QuerySet[Mandate]:
    """Mandates under which this account may act today: its own, or, for an agent, those of units
    it belongs to now (`memberships`: today's). One query more unless its `persons` are given."""
    if account.is_agent:
        return Mandate.objects.open().filter(helper_unit__in={m.unit_id for m in memberships})
    mine = persons_of(account) if persons is None else list(persons)
    return Mandate.objects.open().filter(helper__in=mine).exclude(helped__in=mine)


def acting(
    account: Account,
    number: str,
    memberships: Iterable[Membership] = (),
    persons: Iterable[UUID] | None = None,
) -> Acting | None:
    """What the mandate of that number opens to this account now; None when it opens nothing."""
    return _opened(account, open_to(account, memberships, persons).filter(number=number))


def acting_since(
    account: Account, mandate_id: int, memberships: Iterable[Membership] = ()
) -> Acting | None:
    """The same for work begun under a mandate, which may have been renewed since."""
    return _opened(account, open_to(account, memberships).filter(still(mandate_id)))


def still(mandate: object) -> Q:
    """Mandates that carry on what was begun under this one (a key, or an `OuterRef`)."""
    return Q(pk=mandate) | Q(renews=mandate)


def _opened(account: Account, found: QuerySet[Mandate]) -> Acting | None:
    mandate = found.select_related("helped__merged_into", "helper_unit__institution").first()
    if mandate is None:
        return None
    rows = mandate.authorisations.values_list("service", "institution_id")
    services, institutions = zip(*rows, strict=True) if rows else ((), ())
    return Acting(
        mandate_id=mandate.pk,
        number=mandate.number,
        helped=root_of(mandate.helped),
        helped_name=mandate.helped_name,
        helper_name=mandate.helper_name,
        person_ids=frozenset(person_family(mandate.helped_id)),
        services=frozenset(services) - {""},
        institutions=frozenset(institutions) - {None},
        may_file=mandate.may_file,
        may_answer=mandate.may_answer,
        ends_on=mandate.ends_on,
        actor=actor_of(account, mandate),
    )


def actor_of(account: Account, mandate: Mandate) -> Actor:
    """The helper in words that name both, in the language of the site: the journal keeps words."""
    unit = mandate.helper_unit
    who = str(account) if unit is None else f"{account} ({mandate.helper_name})"
    with override(settings.LANGUAGE_CODE):
        label = _("%(helper)s for %(helped)s, mandate %(number)s") % {
            "helper": who,
            "helped": mandate.helped_name,
            "number": mandate.number,
        }
    return Actor(
        "helper",
        str(account.pk),
        label,
        institution=unit.institution.siren if unit is not None else "",
        role=unit.name[:60] if unit is not None else "",
    )


def receivers(person: Person, slug: str, institution_id: int) -> list[Mandate]:
    """Open mandates whose helpers receive what is told to this person about this service. One
    query."""
    helped = {person.pk, person.merged_into_id} - {None}
    return list(
        Mandate.objects.open()
        .filter(
            Q(authorisations__service=slug) | Q(authorisations__institution=institution_id),
            helped__in=helped,
            may_receive=True,
        )
        .select_related("helper__merged_into", "helper_unit__institution")
        .order_by("pk")
        .distinct()
    )
