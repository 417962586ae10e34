"""Finding people and their accounts."""

from uuid import UUID

import phonenumbers
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest

from parvis.accounts.models import Account, Person, ProposedLink
from parvis.accounts.rules import root_of
from parvis.core.text import fold

SEARCH_LIMIT = 20
_PERSONS = "_parvis_persons"


def search_persons(text: str = "", *, phone: str = "", birth_date: str = "") -> QuerySet[Person]:
    """People at the desk, best match first, 20 at most; each criterion given narrows the search.

    Names are found without accents, in any order, with a slip or two. Merged rows are left out:
    the row they lead to is shown. Who may search, and writing it in the journal, is the caller's
    business. Nothing asked finds nobody.
    """
    folded = fold(text)
    if not (folded or phone or birth_date):
        return Person.objects.none()
    people = Person.objects.filter(merged_into=None)
    if phone:
        people = people.filter(phone=_e164(phone))
    if birth_date:
        people = people.filter(birth_date__startswith=birth_date)
    if not folded:
        return people.order_by("search_text", "pk")[:SEARCH_LIMIT]
    return (
        people.filter(
            Q(search_text__trigram_similar=folded) | Q(search_text__trigram_word_similar=folded)
        )
        .annotate(
            likeness=Greatest(
                TrigramSimilarity("search_text", folded),
                TrigramWordSimilarity(folded, "search_text"),
            )
        )
        .order_by("-likeness", "search_text", "pk")[:SEARCH_LIMIT]
    )


def persons_of(account: Account) -> list[UUID]:
    """Every person row this account's space shows: its own, and those proven to be the same.

    One query, whatever was merged into what; empty for an agent.
    """
    if account.person_id is None:
        return []
    return person_family(account.person_id)


def person_family(person_id: UUID) -> list[UUID]:
    """All rows proven to be the same human being as this one, itself first."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [person_id])
        return [person_id, *(key for (key,) in cursor.fetchall() if key != person_id)]


def persons_at(request: HttpRequest) -> list[UUID]:
    """`persons_of` whoever is signed in: one query a request at most, however often the page and
    its frame ask; none where sign-in already told that there is one row only. Empty for others."""
    account = request.user
    if not isinstance(account, Account):
        return []
    kept: tuple[Account, list[UUID]] | None = getattr(request, _PERSONS, None)
    if kept is None or kept[0] != account:
        kept = account, _alone(account) or persons_of(account)
        setattr(request, _PERSONS, kept)
    return kept[1]


def _alone(account: Account) -> list[UUID]:
    """The account's only row, when `adapter.Backend` saw that none was merged into it."""
    person = account.person
    if person is None or person.merged_into_id or getattr(account, "has_family", True):
        return []
    return [person.pk]


def account_of(person: Person) -> Account | None:
    """The open account of this human being, whichever row it hangs on."""
    for candidate in (person, root_of(person)):
        account: Account | None = Account.objects.filter(person=candidate, is_active=True).first()
        if account:
            return account
    return None


def proposed_links(person: Person) -> QuerySet[ProposedLink]:
    """Older people this one may be, after a civil-status correction; to be proven."""
    return (
        ProposedLink.objects.filter(Q(person=person) | Q(older=person), outcome="")
        .select_related("person", "older")
        .order_by("pk")
    )


def open_proposals() -> QuerySet[ProposedLink]:
    """Every pair of certified people who may be one, oldest first. Who may see which is the
    caller's business."""
    return ProposedLink.objects.filter(outcome="").select_related("person", "older").order_by("pk")


def merged_rows(person: Person) -> list[Person]:
    """The rows brought together under this one, directly, oldest first."""
    return list(Person.objects.filter(merged_into=person).order_by("created_at", "pk"))


def _e164(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        return "-"
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_FAMILY = """
WITH RECURSIVE up AS (
    SELECT id, merged_into_id FROM accounts_person WHERE id = %s
    UNION SELECT p.id, p.merged_into_id FROM accounts_person p JOIN up ON p.id = up.merged_into_id
), down AS (
    SELECT id FROM up WHERE merged_into_id IS NULL
    UNION SELECT p.id FROM accounts_person p JOIN down ON p.merged_into_id = down.id
)
SELECT id FROM down
"""
