"""Proposing a mandate: by who would help, by who wants help, or by an agent for both."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.accounts.models import Account, Person
from parvis.accounts.rules import root_of, same_root
from parvis.core import clock, references
from parvis.core.actor import Actor
from parvis.core.ui.words import plaindate
from parvis.directory import queries as directory
from parvis.directory.models import Institution, Unit
from parvis.trust import ports, rules
from parvis.trust.actions.people import Who, known_or_new
from parvis.trust.actions.telling import tell_helped, tell_helper, write_down
from parvis.trust.models import Authorisation, Mandate

MOST_WAITING = 10
_DRAWS = 5
_ACTS = ("may_file", "may_answer", "may_receive")

Side = Mandate.Side


class NotAllowed(Exception):
    """Not for this person, or not now."""


class TooManyProposals(Exception):
    """Ten proposals of this account wait already, or were made within a day."""


class InvalidTerms(Exception):
    """`errors`: field → what to do about it."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a mandate would allow. `services`: slugs; `institutions`: all services of each."""

    kind: str
    services: tuple[str, ...] = ()
    institutions: tuple[int, ...] = ()
    may_file: bool = True
    may_answer: bool = True
    may_receive: bool = False
    starts_on: date
    ends_on: date
    basis: str = ""


@transaction.atomic
def offer(*, account: Account, helped: Who, terms: Terms) -> Mandate:
    """A resident asks to act for somebody, who is asked at the address given.

    Whether that somebody is known here is never told. Raises NotAllowed, TooManyProposals,
    InvalidTerms.
    """
    me = _me(account)
    person = known_or_new(helped)
    return _propose(
        account=account,
        side=Side.HELPER,
        terms=terms,
        helped=person,
        helped_name=helped.name,
        helper=me,
        helper_name=me.display_name,
        born=_day(helped.birth_date),
        agreed_at=clock.now(),
    )


@transaction.atomic
def give(*, account: Account, helper: Who, terms: Terms) -> Mandate:
    """A resident asks somebody to act for them; both then answer: the helper takes it (Code civil,
    art. 1984), the resident types a code. Raises as `offer`."""
    me = _me(account)
    return _propose(
        account=account,
        side=Side.HELPED,
        terms=terms,
        helped=me,
        helped_name=me.display_name,
        helper=known_or_new(helper),
        helper_name=helper.name,
        born=_day(me.birth_date),
    )


@transaction.atomic
def offer_as_unit(*, account: Account, unit: Unit, helped: Who, terms: Terms) -> Mandate:
    """An agent proposes that their unit (social workers, a France Services) acts for somebody.
    Raises NotAllowed when they do not work there today, TooManyProposals, InvalidTerms."""
    try:
        actor = directory.actor_of(account, unit)
    except directory.NotAMember:
        raise NotAllowed from None
    return _propose(
        account=account,
        actor=actor,
        side=Side.HELPER,
        terms=replace(terms, kind=Mandate.Kind.PROFESSIONAL, basis=""),
        helped=known_or_new(helped),
        helped_name=helped.name,
        helper_unit=unit,
        helper_name=unit_name(unit),
        proposed_unit=unit,
        agreed_at=clock.now(),
    )


@transaction.atomic
def record_at_desk(
    *, account: Account, unit: Unit, helped: Person, helper: Who, terms: Terms
) -> Mandate:
    """An agent at the desk prepares a mandate for two people; it opens once it is attested, or
    accepted with a code. Raises NotAllowed, InvalidTerms."""
    memberships = [m for m in directory.memberships_of(account) if m.unit_id == unit.pk]
    if not rules.serves_the_public(memberships) or terms.kind == Mandate.Kind.PROFESSIONAL:
        raise NotAllowed
    return _propose(
        account=account,
        actor=directory.actor_of(account, unit),
        side=Side.AGENT,
        terms=terms,
        helped=helped,
        helped_name=helped.display_name,
        helper=known_or_new(helper),
        helper_name=helper.name,
        born=_day(helped.birth_date),
        proposed_unit=unit,
    )


@transaction.atomic
def renew(*, account: Account, mandate: Mandate, ends_on: date) -> Mandate:
    """Propose the same terms until another date. It is accepted and proved again; the older one
    ends when the new one begins. Raises NotAllowed, InvalidTerms."""
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    waiting = mandate.renewals.filter(state__in=[Mandate.State.PROPOSED, Mandate.State.ACTIVE])
    if mandate.state not in {Mandate.State.ACTIVE, Mandate.State.EXPIRED} or waiting.exists():
        raise NotAllowed
    if mandate.agreed_at is None or not mandate.authorisations.exists():
        raise NotAllowed
    unit = mandate.helper_unit
    side = _side_of(account, mandate)
    terms = Terms(
        kind=mandate.kind,
        basis=mandate.basis,
        services=tuple(
            mandate.authorisations.exclude(service="").values_list("service", flat=True)
        ),
        institutions=tuple(
            mandate.authorisations.exclude(institution=None).values_list(
                "institution_id", flat=True
            )
        ),
        starts_on=clock.today(),
        ends_on=ends_on,
        **{act: getattr(mandate, act) for act in _ACTS},
    )
    return _propose(
        account=account,
        actor=directory.actor_of(account, unit) if unit is not None else account.actor,
        side=side,
        terms=terms,
        helped=mandate.helped,
        helped_name=mandate.helped_name,
        helper=mandate.helper,
        helper_unit=unit,
        helper_name=mandate.helper_name,
        born=_day(mandate.helped.birth_date),
        proposed_unit=unit,
        agreed_at=clock.now() if side == Side.HELPER else None,
        renews=mandate,
    )


def _side_of(account: Account, mandate: Mandate) -> str:
    unit = mandate.helper_unit
    if unit is not None and directory.memberships_of(account).filter(unit=unit).exists():
        return Side.HELPER
    if mandate.helper is not None and same_root(account.person, mandate.helper):
        return Side.HELPER
    if unit is None and same_root(account.person, mandate.helped):
        return Side.HELPED
    raise NotAllowed


def unit_name(unit: Unit) -> str:
    return f"{unit.name}, {unit.institution.name}"[:200]


def _me(account: Account) -> Person:
    if account.person is None or not account.person.family_name:
        raise NotAllowed
    return root_of(account.person)


def _propose(
    *,
    account: Account,
    side: str,
    terms: Terms,
    helped: Person,
    actor: Actor | None = None,
    born: date | None = None,
    **columns: Any,
) -> Mandate:
    helper = columns.get("helper")
    if helper is not None and same_root(helper, helped):
        raise InvalidTerms({"family_name": _("You cannot give a mandate to the same person.")})
    _refuse_too_many(account)
    labels = _labels(terms)
    _check_dates(terms, born)
    actor = actor or account.actor
    today = clock.today()
    mandate = _saved(
        Mandate(
            helped=helped,
            kind=terms.kind,
            basis=terms.basis,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            proposed_side=side,
            proposed_by=account,
            proposed_label=actor.label[:200],
            proposed_at=clock.now(),
            lapses_on=min(today + timedelta(days=rules.DAYS_TO_ANSWER), terms.ends_on),
            **{act: getattr(terms, act) for act in _ACTS},
            **columns,
        )
    )
    Authorisation.objects.bulk_create(
        Authorisation(mandate=mandate, service=slug, institution_id=institution_id, label=label)
        for (slug, institution_id), label in labels.items()
    )
    write_down(mandate, "mandate_proposed", actor)
    if side != Side.HELPED:
        tell_helped(mandate, "proposed")
    if mandate.agreed_at is None:
        tell_helper(mandate, "proposed")
    return mandate


def _refuse_too_many(account: Account) -> None:
    """Each proposal sends a message to an address the proposer typed: taking them back must not
    let one begin again."""
    day = clock.now() - timedelta(days=1)
    mine = Mandate.objects.filter(proposed_by=account)
    waiting = mine.filter(Q(state=Mandate.State.PROPOSED) | Q(proposed_at__gt=day))
    # Agents prepare mandates for many people.
    if not account.is_agent and waiting.count() >= MOST_WAITING:
        raise TooManyProposals


def _labels(terms: Terms) -> dict[tuple[str, int | None], str]:
    """What each authorisation is called, from the services open today. Raises InvalidTerms."""
    if not (terms.services or terms.institutions):
        raise InvalidTerms({"services": _("Choose at least one service.")})
    if terms.institutions and not rules.may_cover_everything(terms.kind):
        raise InvalidTerms(
            {"services": _("Choose the services one by one: this helper cannot be given them all.")}
        )
    known = {one.slug: one for one in ports.services()}
    if not known.keys() >= set(terms.services):
        raise InvalidTerms({"services": _("One of these services is not offered any more.")})
    labels: dict[tuple[str, int | None], str] = {
        (slug, None): f"{known[slug].name} ({known[slug].institution})" for slug in terms.services
    }
    for institution in Institution.objects.filter(pk__in=terms.institutions):
        labels["", institution.pk] = _("All services of %(institution)s") % {
            "institution": institution.name
        }
    return labels


def _check_dates(terms: Terms, born: date | None) -> None:
    if terms.ends_on < max(terms.starts_on, clock.today()):
        raise InvalidTerms({"ends_on": _("The last day must come after today.")})
    latest = rules.last_day(terms.kind, terms.starts_on, born=born, basis=terms.basis)
    if terms.ends_on > latest:
        raise InvalidTerms(
            {
                "ends_on": _("This mandate may last until %(latest)s at most.")
                % {"latest": plaindate(latest)}
            }
        )


def _saved(mandate: Mandate) -> Mandate:
    for _draw in range(_DRAWS):
        mandate.number = references.new_reference("MAN")
        try:
            with transaction.atomic():
                mandate.save(force_insert=True)
        except IntegrityError as error:
            if "number" not in str(error):
                raise
        else:
            return mandate
    raise RuntimeError("no free number was drawn")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
