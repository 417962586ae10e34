"""Ideas taken up by the projects of a vote: said, and let go with a reason."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.journal import actions as journal
from parvis.participation.actions.outcomes import follow_ideas, note_idea
from parvis.participation.actions.sorting import NoReason
from parvis.participation.models import Commitment, Election, Gathering, Idea, Progress, ProjectIdea
from parvis.participation.queries.lineage import vote_of


class NotTakenUp(Refused):
    message = gettext_lazy("Choose published ideas of this consultation, and one of its projects.")


@transaction.atomic
def take_up(
    *,
    actor: Actor,
    election: Election,
    code: str,
    ideas: Sequence[Idea],
    group: Gathering | None = None,
) -> list[ProjectIdea]:
    """Say from which ideas a project comes: one, several, or those of a `group`. Their authors hear
    it. Said again, nothing changes. Raises NotTakenUp."""
    # One at a time in a vote: pressed twice, an idea is linked once.
    Election.objects.select_for_update(no_key=True).get(pk=election.pk)
    project = election.projects.filter(code=code).first()
    keys = [one.pk for one in ideas]
    shown = Idea.objects.filter(
        pk__in=keys, state=Idea.State.SHOWN, consultation=election.phase.consultation_id
    )
    rows = list(shown.select_related("consultation").order_by("pk"))
    if project is None or not rows or len(rows) != len(set(keys)):
        raise NotTakenUp
    held = ProjectIdea.objects.filter(election=election, code=code, ended_at=None)
    known = set(held.values_list("idea", flat=True))
    made = [
        ProjectIdea(election=election, code=code, idea=one, group=group, at=clock.now())
        for one in rows
        if one.pk not in known
    ]
    ProjectIdea.objects.bulk_create(made)
    promised = Commitment.objects.filter(election=election, code=code).first()
    if promised is not None:
        promised.ideas.add(*rows)
    for link in made:
        note_idea(
            link.idea,
            kind=Progress.Kind.PROJECT,
            text=_("The project: %(name)s.") % {"name": project.name},
            key=f"project.{election.pk}.{code}",
        )
        _journal(actor, election, "taken_up", link.idea)
    follow_ideas(keys)
    return made


@transaction.atomic
def let_go(*, actor: Actor, link: ProjectIdea, why: str) -> None:
    """The project does not come from this idea after all; the trace stays. Raises NoReason."""
    if not why.strip():
        raise NoReason
    found = ProjectIdea.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if found.ended_at is None:
        found.ended_at, found.ended_why = clock.now(), why.strip()
        found.save(update_fields=["ended_at", "ended_why"])
        promised = Commitment.objects.filter(election=found.election, code=found.code).first()
        if promised is not None:
            promised.ideas.remove(found.idea)
        follow_ideas([found.idea_id])
        _journal(actor, found.election, "let_go", found.idea)


def follow_vote(election: Election) -> None:
    """The results are out: say so to the authors of what was voted on, with the reason."""
    links = ProjectIdea.objects.filter(election=election, ended_at=None)
    ideas = list(links.select_related("idea__consultation").order_by("pk"))
    names = dict(election.projects.values_list("code", "name"))
    for link in ideas:
        won = vote_of(election, link.code) == Idea.Outcome.WON
        words = {"name": names.get(link.code, link.code), "vote": election.title}
        text = (
            _("Voters chose the project “%(name)s” (%(vote)s).")
            if won
            else _("Voters chose other projects than “%(name)s” (%(vote)s); the results say why.")
        )
        kind = Progress.Kind.WON if won else Progress.Kind.LOST
        note_idea(link.idea, kind=kind, text=text % words, key=f"vote.{election.pk}.{link.code}")
    follow_ideas([link.idea_id for link in ideas])


def _journal(actor: Actor, election: Election, verb: str, idea: Idea) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.{verb}",
        about=election,
        detail={"title": election.title, "what": idea.title},
    )
