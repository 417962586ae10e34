"""Ballots on paper, from the printer to the box: each read by two agents, entered once."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.journal import actions as journal
from parvis.participation.actions.voting_desk import drawn, typed
from parvis.participation.bundle.receipts import cast as commit_to
from parvis.participation.counting.ballot import Choice
from parvis.participation.models import Election
from parvis.participation.models.box import Ballot, Channel, RollEntry
from parvis.participation.models.paper_votes import PaperBallot, PaperBatch
from parvis.participation.rules.ballots import checked
from parvis.participation.rules.elections import ElectionRefused, paper_mark, terms_of

MOST_PRINTED = 200


class SerialUnknown(ElectionRefused):
    message = gettext_lazy(
        "No ballot of this batch bears this number. If the sheet was not printed here, it does not"
        " count: set it aside."
    )


class PaperTwice(ElectionRefused):
    """This paper was entered already."""


class ReadOnlyOnce(ElectionRefused):
    message = gettext_lazy(
        "You have read this ballot already: a colleague must read it the second time."
    )


class BatchDiffers(ElectionRefused):
    """The two readings, the urn and the roll do not agree."""


class BatchClosed(ElectionRefused):
    message = gettext_lazy("This batch is closed: its ballots are in the box.")


@transaction.atomic
def print_batch(*, actor: Actor, election: Election, place: str, number: int) -> PaperBatch:
    """Ballots with serials that nobody can guess, for one place. Raises ElectionRefused."""
    if election.state != Election.State.OPEN:
        raise ElectionRefused(_("Ballots are printed once the vote is open: they bear its rules."))
    number = max(1, min(number, MOST_PRINTED))
    made = PaperBatch.objects.create(
        election=election, place=place[:120], printed=number, printed_at=clock.now()
    )
    PaperBallot.objects.bulk_create(
        PaperBallot(batch=made, serial=drawn(12)) for _one in range(number)
    )
    _note(actor, made, "paper_printed", number=str(number))
    return made


@transaction.atomic
def read_paper(
    *, agent: Account, batch: PaperBatch, serial: str, choices: tuple[Choice, ...]
) -> PaperBallot:
    """What an agent reads on a sheet: the first reading, or by another agent the second, who does
    not see the first. Empty choices: a blank ballot.

    Raises SerialUnknown, PaperTwice, ReadOnlyOnce, BatchClosed, BallotRefused.
    """
    held = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    found = (
        PaperBallot.objects.select_for_update().filter(batch=batch, serial=typed(serial)).first()
    )
    if found is None:
        raise SerialUnknown
    if found.second_by_id is not None:
        raise PaperTwice(
            _("Ballot %(serial)s was entered already, by two people: it counts once.")
            % {"serial": found.serial}
        )
    if held.closed_at is not None:
        raise BatchClosed
    choice = checked(terms_of(batch.election), choices) if choices else ""
    if found.first_by_id is None:
        found.first, found.first_by = choice, agent
    elif found.first_by_id == agent.pk:
        raise ReadOnlyOnce
    else:
        found.second, found.second_by = choice, agent
    found.save()
    return found


@transaction.atomic
def read_again(*, actor: Actor, paper: PaperBallot) -> None:
    """Two readings differ: both are taken back, and the sheet is read twice again."""
    paper.first = paper.second = paper.first_by = paper.second_by = None
    paper.save()
    _note(actor, paper.batch, "paper_read_again", number=paper.serial)


@transaction.atomic
def close_batch(*, actor: Actor, batch: PaperBatch, found: int) -> PaperBatch:
    """Put in the box every ballot of the batch that two people read alike. `found`: how many sheets
    came out of the urn.

    Raises BatchDiffers: sheets missing or too many, readings that differ, or more ballots on paper
    than voters signed for. Raises BatchClosed.
    """
    held = PaperBatch.objects.select_for_update().select_related("election").get(pk=batch.pk)
    election = Election.objects.select_for_update(no_key=True).get(pk=held.election_id)
    if held.closed_at is not None:
        raise BatchClosed
    if election.state != Election.State.OPEN:
        raise ElectionRefused(_("The vote is closed."))
    _check(election, held, found)
    papers = held.papers.filter(second_by__isnull=False)
    openings = [(paper, commit_to(paper.second or "")) for paper in papers]
    Ballot.objects.bulk_create(
        Ballot(
            election=election,
            mark=paper_mark(election, paper.serial),
            choice=opening.choice,
            salt=opening.salt,
            channel=Channel.PAPER,
        )
        for paper, opening in openings
    )
    held.found, held.closed_at = found, clock.now()
    held.save()
    # What was read would tell whose ballot a sheet kept apart is.
    held.papers.update(first="", second="")
    _note(actor, held, "paper_counted", number=str(found))
    return held


@transaction.atomic
def void_batch(*, actor: Actor, batch: PaperBatch, reason: str) -> PaperBatch:
    """Set a batch aside: none of its ballots counts; the reason is published."""
    held = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    if held.closed_at is not None:
        raise BatchClosed
    held.found, held.void_reason, held.closed_at = 0, reason[:200], clock.now()
    held.save()
    _note(actor, held, "paper_set_aside", number=reason[:200])
    return held


def differing(batch: PaperBatch) -> "list[PaperBallot]":
    """Sheets that two people read otherwise."""
    read = batch.papers.filter(second_by__isnull=False)
    return list(read.exclude(first=F("second")).order_by("serial"))


def _check(election: Election, batch: PaperBatch, found: int) -> None:
    twice = batch.papers.filter(second_by__isnull=False).count()
    once = batch.papers.filter(Q(first_by__isnull=False), second_by__isnull=True).count()
    if once:
        raise BatchDiffers(
            _("%(number)s ballots were read by one person only: a colleague reads them too.")
            % {"number": once}
        )
    if differing(batch):
        raise BatchDiffers(_("Two readings of a ballot differ: read those sheets again."))
    if twice != found:
        raise BatchDiffers(
            _(
                "%(found)s sheets came out of the urn and %(read)s were read: look for the"
                " difference."
            )
            % {"found": found, "read": twice}
        )
    signed = RollEntry.objects.filter(election=election, channel=Channel.PAPER).count()
    inside = Ballot.objects.filter(election=election, channel=Channel.PAPER).count()
    if inside + twice > signed:
        raise BatchDiffers(
            _(
                "There would be %(ballots)s ballots on paper for %(signed)s voters who took one:"
                " sheets were added. Set the batch aside, or find out which."
            )
            % {"ballots": inside + twice, "signed": signed}
        )


def _note(actor: Actor, batch: PaperBatch, verb: str, **detail: str) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.{verb}",
        about=batch.election,
        detail={"title": batch.election.title, "place": batch.place, **detail},
    )
