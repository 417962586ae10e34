"""Votes as one may see them; what voting pages ask again and again is kept for some seconds."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from parvis.core.kept import Kept
from parvis.core.prepared import Given, Prepared
from parvis.participation.models import Consultation, Participant
from parvis.participation.models.box import Ballot, RollEntry
from parvis.participation.models.election import BudgetProject, Election
from parvis.participation.models.paper_votes import Envelope
from parvis.participation.rules.elections import voter_mark

_elections: Kept[Election | None] = Kept(seconds=5)
_turnouts: Kept[int] = Kept(seconds=30)
# Asked by every page of every voter: written once (decision 0100).
_entry = Prepared(
    lambda: RollEntry.objects.filter(
        election=Given("election"), participant=Given("participant")
    ).order_by()
)
_ballot = Prepared(
    lambda: Ballot.objects.filter(election=Given("election"), mark=Given("mark")).order_by()
)
PAGE = 50
SHOWN = set(Election.State) - {Election.State.DRAFT}


def election_at(slug: str, number: int) -> Election:
    """One that everybody sees, with phase, consultation and projects. Five seconds late at most:
    the box itself refuses what comes too late. Raises Http404."""
    found = _elections.get((slug, number), lambda: _read(slug, number))
    if found is None:
        raise Http404
    return found


def _read(slug: str, number: int) -> Election | None:
    found = Election.objects.select_related(
        "phase__consultation__lead__institution", "tally"
    ).filter(
        pk=number,
        phase__consultation__slug=slug,
        phase__consultation__published_at__isnull=False,
        state__in=SHOWN,
    )
    return found.prefetch_related("projects", "phase__consultation__areas").first()


def forget_kept() -> None:
    _elections.forget()
    _turnouts.forget()


def elections_of(consultation: Consultation) -> QuerySet[Election]:
    """All of them, drafts too: for organisers."""
    return Election.objects.filter(phase__consultation=consultation).order_by("phase__opens_at")


def election_of(consultation: Consultation, number: int) -> Election:
    """For organisers, with how many envelopes are settled. Raises Http404."""
    envelopes = Envelope.objects.filter(election=OuterRef("pk")).order_by().values("election")
    settled = Coalesce(Subquery(envelopes.annotate(many=Count("pk")).values("many")), 0)
    found = elections_of(consultation).annotate(settled=settled)  # type: ignore[no-redef]
    found = found.select_related("phase__consultation", "tally")
    one = found.prefetch_related("projects").filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def entry_of(election: Election, participant: Participant | None) -> RollEntry | None:
    """Whether somebody has voted."""
    if participant is None:
        return None
    return _entry.first(election=election.pk, participant=participant.pk)


def ballot_of(election: Election, participant: Participant) -> Ballot | None:
    """The ballot a voter may still see and replace: while the vote is open, and not on paper."""
    if not election.box_key:
        return None
    return _ballot.first(election=election.pk, mark=voter_mark(election, participant))


def voters_so_far(election: Election) -> int:
    """Half a minute late at most."""
    count = RollEntry.objects.filter(election=election, is_aside=False).count
    return _turnouts.get(election.pk, count)


def turnout(election: Election) -> dict[str, int]:
    """Voters by channel, now."""
    rows = RollEntry.objects.filter(election=election, is_aside=False).values("channel")
    return {one["channel"]: one["many"] for one in rows.annotate(many=Count("pk"))}


def named(projects: Iterable[BudgetProject]) -> dict[str, BudgetProject]:
    return {one.code: one for one in projects}


def open_ballots(election: Election, after: str = "") -> "list[Ballot]":
    """Of an open vote: who chose what, one page and one more; `after`: the key of the last seen."""
    found = Ballot.objects.filter(election=election, is_aside=False).order_by("pk")
    found = found.select_related("participant")
    try:
        return list((found.filter(pk__gt=after) if after else found)[: PAGE + 1])
    except ValidationError:
        raise Http404 from None
