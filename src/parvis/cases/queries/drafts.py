"""Drafts: whose they are, and what surrounds their answers."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.accounts.models import Account, Person
from parvis.cases.answers import Around
from parvis.cases.models import Attachment, Case, Draft
from parvis.core import clock
from parvis.directory.models import Membership, Unit
from parvis.territory.models import Area
from parvis.trust.models import Mandate
from parvis.trust.queries import Acting, still

# Where a number dialled without prefix rings (ITU country codes of overseas France).
_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def drafts_of(
    account: Account | None = None, visitor: str | None = "", *, units: Iterable[Unit] = ()
) -> QuerySet[Draft]:
    """Drafts somebody may go on with, last saved first: a resident's own, those an agent began for
    a unit they belong to, or those of a visitor's browser. Not those begun for somebody else."""
    if account is not None and account.is_agent:
        mine = Draft.objects.filter(account=account, filed_by_unit__in=list(units))
    elif account is not None:
        mine = Draft.objects.filter(account=account, filed_by_unit=None, mandate=None)
    elif visitor:
        mine = Draft.objects.filter(account=None, visitor=visitor)
    else:
        mine = Draft.objects.none()
    return _ready(mine)


def drafts_under(acting: Acting) -> QuerySet[Draft]:
    """Drafts begun for somebody under a mandate: the helper's, or those of the helper's unit."""
    mandates = Mandate.objects.filter(pk=acting.mandate_id)
    begun = mandates.values("pk").union(mandates.values("renews"))
    return _ready(Draft.objects.filter(mandate__in=begun))


def fillable(account: Account, memberships: Iterable[Membership] = ()) -> QuerySet[Draft]:
    """Drafts this account may fill in: a resident's own, and those begun under a mandate as long as
    it is open, whomever one acts for on the other pages."""
    held = Mandate.objects.open().filter(still(OuterRef("mandate")), may_file=True)
    if account.is_agent:
        units = {membership.unit_id for membership in memberships}
        return _ready(Draft.objects.filter(Exists(held.filter(helper_unit__in=units))))
    mine = Draft.objects.filter(account=account, filed_by_unit=None)
    return _ready(mine.filter(Q(mandate=None) | Exists(held)))


def _ready(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    return drafts.select_related(
        "installation__area__departement", "installation__institution", "person"
    ).order_by("-saved_at", "pk")


def one_of(drafts: QuerySet[Draft], draft_id: UUID) -> Draft | None:
    """One of these drafts, by its key."""
    # An order, which one row does not need, makes Django compare every column.
    return next(iter(drafts.order_by().filter(pk=draft_id)), None)


def version_of(draft: Draft) -> str:
    """What tells a draft from the same one saved later."""
    return draft.saved_at.isoformat()


def files_of(draft: Draft) -> list[Attachment]:
    """Files given so far, in the order they came."""
    return list(
        Attachment.objects.filter(draft_key=draft.pk, case=None).order_by("uploaded_at", "pk")
    )


def case_of_draft(draft_id: UUID) -> Case | None:
    """The case a draft became, when it was submitted."""
    return Case.objects.filter(draft_key=draft_id).first()


def around(draft: Draft) -> Around:
    """What conditions and normalisers may know beside the answers, before submission."""
    today = clock.today()
    return Around(
        today=today,
        region=phone_region(draft.installation.area),
        facts={
            "applicant": {"identity": identity_of(draft.person)},
            "case": {
                "channel": draft.channel,
                "opened_by": "agent" if draft.filed_by_unit_id else "resident",
                "submitted_on": today,
                "paid": False,
            },
        },
    )


def identity_of(person: Person | None) -> Literal["none", "declared", "verified"]:
    """How sure one is of who asks."""
    if person is None:
        return "none"
    return "verified" if person.is_certified else "declared"


def phone_region(area: Area) -> str:
    """The country in which a number written without prefix is dialled, from the area's
    département."""
    departement = area if area.level == Area.Level.DEPARTEMENT else area.departement
    return _REGIONS.get(departement.code if departement else "", "FR")
