"""Finding people and their accounts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from uuid import UUID

import phonenumbers
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest

from parvis.accounts.identity import keyed_hash
from parvis.accounts.models import Account, ClaimCode, NameWord, Person, ProposedLink
from parvis.accounts.rules import root_of
from parvis.core import clock
from parvis.core.references import normalise
from parvis.core.slips import near, words_in
from parvis.core.text import fold

SEARCH_LIMIT = 20
CODE_LENGTH = 12
_WHOLE_DATE = len("YYYY-MM-DD")
_LOOSE = 0.3
_RANKED = 300
# As the index has it.
_WORDS = Func(
    F("search_text"),
    Value("[ '’-]+"),
    function="regexp_split_to_array",
    output_field=ArrayField(TextField()),
)
_PERSONS = "_parvis_persons"


def search_persons(
    text: str = "", *, phone: str = "", births: Collection[str] = ()
) -> list[Person]:
    """People at the desk, best match first, 20 at most; each criterion given narrows the search.

    Names are found without accents, in any order, begun or with a slip or two; beside a whole date
    of birth, with more of them. `births`: dates (YYYY-MM-DD) or years that it may be. Merged rows
    are left out: the row they lead to is shown. Who may search, and writing it in the journal, is
    the caller's business. Nothing asked finds nobody. Two queries.
    """
    folded = fold(text)
    if not (folded or phone or births):
        return []
    people = Person.objects.filter(merged_into=None)
    if phone:
        people = people.filter(phone=_e164(phone))
    if births:
        people = people.filter(
            reduce(or_, (Q(birth_date__startswith=one) for one in births)),
        )
    if not folded:
        return list(people.order_by("search_text", "pk")[:SEARCH_LIMIT])
    if births and all(len(one) == _WHOLE_DATE for one in births):
        return list(_alike(people, folded)[:SEARCH_LIMIT])
    words = words_in(folded)
    return _named(people, words, folded) if words else []


def _alike(people: QuerySet[Person], folded: str) -> QuerySet[Person]:
    """Of a handful (those born on a day), whoever the name may be meant for."""
    return (
        people.annotate(
            likeness=Greatest(
                TrigramSimilarity("search_text", folded),
                TrigramWordSimilarity(folded, "search_text"),
            )
        )
        .filter(likeness__gte=_LOOSE)
        .order_by("-likeness", "search_text", "pk")
    )


def _named(people: QuerySet[Person], words: list[str], folded: str) -> list[Person]:
    """Exact words first: of a name borne by thousands, some hundreds are ranked."""
    found: dict[UUID, Person] = {}
    for groups in ([[word] for word in words], near(NameWord._meta.db_table, words)):
        holding = reduce(and_, (Q(words__overlap=group) for group in groups))
        some = people.alias(words=_WORDS).filter(holding).values("pk")[:_RANKED]
        ranked = (
            Person.objects.filter(pk__in=some)
            .annotate(likeness=TrigramWordSimilarity(folded, "search_text"))
            .order_by("-likeness", "search_text", "pk")
        )
        found |= {one.pk: one for one in ranked[:SEARCH_LIMIT] if one.pk not in found}
        if len(found) >= SEARCH_LIMIT:
            break
    return list(found.values())[:SEARCH_LIMIT]


def person_of_code(text: str) -> Person | None:
    """Whom a claim code that still works was printed for: they hold the receipt. It is not used
    up."""
    written = normalise(text, CODE_LENGTH)
    if written is None:
        return None
    claims = ClaimCode.objects.select_related("person__merged_into")
    claim = claims.filter(
        code_hmac=keyed_hash(written), used_at=None, expires_at__gt=clock.now()
    ).first()
    return root_of(claim.person) if claim else None


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


def roots_of(person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of each row, the one that leads: itself when it was never merged. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, [list(person_ids)])
        return dict(cursor.fetchall())


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


def account_at(address: str) -> Account | None:
    """Whoever signs in with this e-mail address, in whatever case it is written."""
    return Account.objects.filter(email=address.lower()).first()


def account_of(person: Person) -> Account | None:
    """The open account of this human being, whichever row it hangs on."""
    rows = {person.pk: 0, root_of(person).pk: 1}
    accounts = Account.objects.filter(person__in=rows, is_active=True)
    return min(accounts, key=lambda one: rows[one.person_id], default=None)


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


def one_by_one() -> QuerySet[Person]:
    """People who stand for themselves, with `has_account`, and `has_ties`: rows brought together
    under them, or proposed to be."""
    me = OuterRef("pk")
    proposed = ProposedLink.objects.filter(Q(person=me) | Q(older=me), outcome="")
    return Person.objects.filter(merged_into=None).annotate(
        has_account=Exists(Account.objects.filter(person=me, is_active=True)),
        has_ties=Exists(Person.objects.filter(merged_into=me)) | Exists(proposed),
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Of somebody who stands for themselves. `family`: as `person_family`; `merged`: the rows
    brought together under this one, directly, oldest first; `others`: those asked for besides, by
    name, that stand for themselves."""

    family: list[UUID]
    merged: list[Person]
    others: list[Person]


def rows_of(person: Person, *, besides: Collection[str] = ()) -> Rows:
    """One query; none where nobody is asked for and `one_by_one` saw that nothing is tied."""
    known = [key for key in besides if key != str(person.pk)]
    if not known and not getattr(person, "has_ties", True):
        return Rows([person.pk], [], [])
    rows = [one for one in Person.objects.raw(_ROWS, [person.pk, known]) if one != person]
    merged = [one for one in rows if one.merged_into_id is not None]
    return Rows(
        family=[person.pk, *(one.pk for one in merged)],
        merged=[one for one in merged if one.merged_into_id == person.pk],
        others=sorted(
            (one for one in rows if one.merged_into_id is None),
            key=lambda one: (one.search_text, one.pk),
        ),
    )


def _e164(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        return "-"
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_TREE = """
WITH RECURSIVE up AS (
    SELECT id, merged_into_id FROM accounts_person WHERE id = %s
    UNION SELECT p.id, p.merged_into_id FROM accounts_person p JOIN up ON p.id = up.merged_into_id
), down AS (
    SELECT id FROM up WHERE merged_into_id IS NULL
    UNION SELECT p.id FROM accounts_person p JOIN down ON p.merged_into_id = down.id
)
"""
_ROOTS = """
WITH RECURSIVE up AS (
    SELECT id, id AS top, merged_into_id FROM accounts_person WHERE id = ANY(%s::uuid[])
    UNION SELECT up.id, p.id, p.merged_into_id
    FROM accounts_person p JOIN up ON p.id = up.merged_into_id
)
SELECT id, top FROM up WHERE merged_into_id IS NULL
"""
_FAMILY = _TREE + "SELECT id FROM down"  # noqa: S608  constants of ours
_WHERE = """WHERE id IN (SELECT id FROM down)
OR (merged_into_id IS NULL AND id = ANY(%s::uuid[])) ORDER BY created_at, id"""
_ROWS = f"{_TREE}SELECT * FROM accounts_person {_WHERE}"  # noqa: S608  constants of ours
