"""One human being, one ballot, also where two rows that had voted are proven to be one person.

While the box is open the ballot that does not count is set aside, and put back if the rows are
separated again; at closing it goes. Once closed nothing is changed, and it is said (decision 0414).
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.events import PersonsMerged, PersonsSeparated
from parvis.accounts.queries import person_family
from parvis.accounts.rules import root_of
from parvis.core.actor import SYSTEM
from parvis.journal import actions as journal
from parvis.notifications import actions as notifications
from parvis.participation.models import Election
from parvis.participation.models.box import Ballot, RollEntry
from parvis.participation.queries.one_each import voted_as_several
from parvis.participation.rules.elections import voter_mark
from parvis.participation.rules.one_each import counts


@transaction.atomic
def note_merge(event: PersonsMerged) -> None:
    """Two rows became one: each of their open votes keeps one ballot; of a closed one it is noted
    that two were counted."""
    for election in _elections_of([event.person_id, event.into_id]):
        if election.state == Election.State.OPEN:
            settle(election=election)
        elif any(_is_of(entries, event) for entries in voted_as_several(election)):
            _note(election, "voted_twice")


@transaction.atomic
def note_separation(event: PersonsSeparated) -> None:
    """They are two after all: what was set aside counts again, where the box is still open."""
    for election in _elections_of([event.person_id, event.from_id]):
        settle(election=election)


@transaction.atomic
def settle(*, election: Election) -> int:
    """Let one ballot of each human being count; nothing once the box is closed. How many changed.

    Holds the box against closing, not against voters.
    """
    found = Election.objects.select_for_update(no_key=True).get(pk=election.pk)
    if found.state != Election.State.OPEN:
        return 0
    several = voted_as_several(found)
    known = {entry.pk for entries in several for entry in entries}
    alone = RollEntry.objects.filter(election=found, is_aside=True).exclude(pk__in=known)
    groups = [*several, *([entry] for entry in alone.select_related("participant__person"))]
    return sum(_settle(found, entries) for entries in groups)


def _settle(election: Election, entries: list[RollEntry]) -> int:
    kept = counts(entries, may_revote=election.may_revote)
    changed = 0
    for entry in entries:
        is_aside = entry != kept and not entry.is_final
        if entry.is_aside == is_aside or entry.participant is None:
            continue
        RollEntry.objects.filter(pk=entry.pk).update(is_aside=is_aside)
        ballots = Ballot.objects.filter(mark=voter_mark(election, entry.participant))
        ballots.filter(election=election).update(is_aside=is_aside)
        _note(election, "ballot_set_aside" if is_aside else "ballot_put_back")
        _tell(election, entry, kept, is_aside=is_aside)
        changed += 1
    return changed


def _elections_of(persons: Iterable[str]) -> list[Election]:
    keys = {key for person in persons for key in person_family(UUID(person))}
    votes = RollEntry.objects.filter(participant__person__in=keys).values("election")
    return list(Election.objects.filter(pk__in=votes).order_by("pk"))


def _is_of(entries: list[RollEntry], event: PersonsMerged) -> bool:
    family = set(person_family(UUID(event.into_id)))
    return any(one.participant and one.participant.person_id in family for one in entries)


def _tell(election: Election, entry: RollEntry, kept: RollEntry, *, is_aside: bool) -> None:
    person = entry.participant.person if entry.participant else None
    if person is None:
        return
    person = root_of(person)
    consultation = election.phase.consultation
    with override(person.language):
        values = {"vote": election.title}
        if is_aside:
            subject = _("One ballot of yours counts: %(vote)s") % values
            text = _(
                "You were known here twice, and a ballot was cast under each name in “%(vote)s”."
                " One counts; the other one was set aside, and its receipt proves nothing any more."
            )
            if election.may_revote and not kept.is_final:
                text += "\n\n" + _("You may vote again: the last ballot counts.")
        else:
            subject = _("Your ballot counts: %(vote)s") % values
            text = _(
                "Your ballot in “%(vote)s” had been set aside, because you were taken for somebody"
                " else who voted. This was put right: your ballot counts."
            )
        text %= values
    notifications.tell(
        person=person,
        key=f"participation.one_each.{entry.pk}.{entry.times}.{'aside' if is_aside else 'back'}",
        subject=subject,
        text=text,
        link=reverse("participation:vote", args=[consultation.slug, election.pk]),
        about=("participation.election", str(election.pk)),
    )


def _note(election: Election, verb: str) -> None:
    # Without a name: who votes is not the organisers' to read in the journal of a vote.
    journal.record(
        actor=SYSTEM,
        verb=f"participation.{verb}",
        about=election,
        detail={"title": election.title},
    )
