"""Counting a closed box: the worker's job, which alone loads numpy."""

from collections import Counter
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal import actions as journal
from parvis.participation.bundle.receipts import Opening
from parvis.participation.counting.ballot import Ballot, choices_in
from parvis.participation.models import Election
from parvis.participation.models.box import Ballot as InBox
from parvis.participation.models.box import RollEntry
from parvis.participation.models.election import Tally
from parvis.participation.models.paper_votes import PaperBatch
from parvis.participation.rules.elections import terms_of


@transaction.atomic
def count_vote(*, key: int) -> Tally | None:
    """Count a closed vote, once: its results, the bundle and the openings for an auditor. None when
    there is nothing to count any more."""
    election = Election.objects.select_for_update().filter(pk=key).first()
    if election is None or election.state != Election.State.CLOSED:
        return None
    from parvis.participation import pabulib
    from parvis.participation.bundle.auditing import Openings
    from parvis.participation.bundle.publishing import publish
    from parvis.participation.bundle.recount import ballots_in
    from parvis.participation.counting.ballots import Ballots
    from parvis.participation.counting.compare import compare

    terms = terms_of(election)
    rows = list(InBox.objects.filter(election=election).order_by("pk"))
    ballots = Ballots.of(
        terms,
        (
            Ballot(
                str(row.pk),
                choices_in(terms, row.choice),
                {"area": row.area, "age": row.age, "channel": row.channel},
            )
            for row in rows
        ),
    )
    openings = [Opening(row.salt, row.choice) for row in rows]
    bundle, _board = publish(terms, ballots, openings, made_by=f"parvis {version('parvis')}")
    # As published: in an order that says nothing, with the traits that enough voters share.
    safe = Ballots.of(terms, ballots_in(terms, bundle.lines))
    tally = Tally.objects.create(
        election=election,
        counted_at=clock.now(),
        manifest=asdict(bundle.manifest),
        comparison=[_given(one) for one in compare(terms, ballots)],
        turnout=_turnout(election, rows),
        seal=bundle.manifest.seal,
        bundle=_stored(f"{election.pk}.zip", bundle.zipped()),
        pabulib=_stored(f"{election.pk}.pb", pabulib.write(terms, safe).encode()),
        openings=_stored(f"{election.pk}-openings.json", Openings.of(openings).as_json()),
    )
    election.state = Election.State.COUNTED
    election.save(update_fields=["state"])
    journal.record(
        actor=SYSTEM,
        verb="participation.election_counted",
        about=election,
        detail={"title": election.title, "seal": tally.seal},
    )
    return tally


def _given(one: Any) -> dict[str, Any]:
    return {**asdict(one), "funded_each": float(one.funded_each)}


def _turnout(election: Election, rows: list[InBox]) -> dict[str, Any]:
    signed = RollEntry.objects.filter(election=election)
    roll = signed.filter(is_aside=False)
    voters = Counter(roll.values_list("channel", flat=True))
    batches = PaperBatch.objects.filter(election=election).order_by("pk")
    return {
        "voters": dict(voters),
        "ballots": dict(Counter(row.channel for row in rows)),
        "replaced": (roll.aggregate(all=Sum("times"))["all"] or 0) - sum(voters.values()),
        "same_person": signed.filter(is_aside=True).count(),
        "set_aside": [
            {"place": batch.place, "reason": batch.void_reason}
            for batch in batches
            if batch.void_reason
        ],
    }


def _stored(name: str, data: bytes) -> str:
    return default_storage.save(f"votes/{name}", ContentFile(data))
