"""Moderation in the open: the machine holds, people decide by a rule of the charter, authors are
told and may ask for a new reading by somebody else. Nothing disappears in silence."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.participation.actions.index import index, unindex
from parvis.participation.actions.telling import note_argued, tell_authors, tell_writer
from parvis.participation.models import Argument, Idea, Moderation, Participant, Remark
from parvis.participation.queries.ideas import authors_of, counts_of
from parvis.participation.rules.ideas import Signal

Decision = Moderation.Decision
State = Idea.State
Written = Idea | Argument | Remark


class NotModerated(Refused):
    message = gettext_lazy("There is nothing to decide here any more.")


class SameReader(Refused):
    message = gettext_lazy("Somebody else must read it again: you decided the first time.")


class RuleMissing(Refused):
    message = gettext_lazy("Say which rule of the charter it goes against.")


@transaction.atomic
def hold(*, idea: Written, why: Sequence[Signal], at: datetime | None = None) -> None:
    """Keep something aside until a person reads it, and say so to who wrote it. `at`: when it was
    sent, for what nobody saw before."""
    idea.held_for = ", ".join(str(one.label) for one in why)[:200]
    idea.save(update_fields=["held_for"])
    _note(idea, Decision.HELD, note=idea.held_for, at=at)
    _tell(
        idea,
        "held",
        _("Somebody reads what you wrote before it shows"),
        _("Why: %(why)s. You have nothing to do; you will be told.") % {"why": idea.held_for},
    )


@transaction.atomic
def decide(
    *,
    written: Written,
    shows: bool,
    agent: Account,
    unit: Unit,
    rule: str = "",
    note: str = "",
) -> None:
    """Publish or hide something held, published, or appealed against. Hiding names the `rule` it
    rests on. Raises NotModerated, RuleMissing, SameReader."""
    found = _locked(written)
    appealed = _is_appealed(found)
    if found.state not in {State.HELD, State.SHOWN, State.HIDDEN}:
        raise NotModerated
    if found.state == State.HIDDEN and not appealed:
        raise NotModerated
    if not shows and not rule:
        raise RuleMissing
    if appealed and _decided_by(found) == str(agent.pk):
        raise SameReader
    if shows and isinstance(found, Idea) and _was_never_shown(found):
        # It is published now, in lists, feeds and the letter of the week.
        Idea.objects.filter(pk=found.pk).update(published_at=clock.now())
    found.state = State.SHOWN if shows else State.HIDDEN
    found.held_for = ""
    found.save(update_fields=["state", "held_for"])
    _follow(found, shows)
    first = (Decision.SHOWN, Decision.HIDDEN)
    again = (Decision.RESTORED, Decision.UPHELD)
    decision = (again if appealed else first)[0 if shows else 1]
    entry = _note(found, decision, rule=rule, note=note, unit=unit, agent=agent)
    _tell(found, f"moderation.{entry.pk}", *_said(decision, entry))


@transaction.atomic
def appeal(*, written: Written, by: Participant, why: str) -> None:
    """Its author asks that somebody else reads it again. Once. Raises NotModerated."""
    found = _locked(written)
    if isinstance(found, Idea):
        is_mine = by.pk in authors_of(found)
    else:
        is_mine = found.participant_id == by.pk
    if not is_mine or found.state != State.HIDDEN or _was_appealed(found):
        raise NotModerated
    _note(found, Decision.APPEALED, note=why)


def may_appeal(written: Written) -> bool:
    """Whether a new reading may still be asked for, by who wrote it."""
    return written.state == State.HIDDEN and not _was_appealed(written)


def _said(decision: str, entry: Moderation) -> tuple[str, str]:
    if decision in {Decision.SHOWN, Decision.RESTORED}:
        return _("What you wrote is published"), entry.note or _("Thank you for your patience.")
    words = {"rule": entry.get_rule_display(), "note": entry.note}
    text = _("The rule it goes against: %(rule)s.\n\n%(note)s") % words
    if decision == Decision.UPHELD:
        return _("What you wrote stays hidden, after a new reading"), text.strip()
    again = _("You may ask that somebody else reads it again.")
    return _("What you wrote is hidden"), f"{text.strip()}\n\n{again}"


def _locked(written: Written) -> Written:
    if isinstance(written, Idea):
        rows = Idea.objects.select_for_update(of=("self",)).select_related("consultation")
        return rows.get(pk=written.pk)
    if isinstance(written, Remark):
        remarks = Remark.objects.select_for_update(of=("self",))
        return remarks.select_related("consultation", "participant__person").get(pk=written.pk)
    arguments = Argument.objects.select_for_update(of=("self",))
    return arguments.select_related("idea__consultation", "participant__person").get(pk=written.pk)


def _follow(found: Written, shows: bool) -> None:
    if isinstance(found, Argument):
        _verified, _visitors, said = counts_of(found.idea_id)
        Idea.objects.filter(pk=found.idea_id).update(arguments=said)
        if shows:
            note_argued(found)
    elif isinstance(found, Remark):
        return
    elif shows:
        index(found)
    else:
        unindex(found)


def _was_never_shown(idea: Idea) -> bool:
    """Held when it was sent, and never let through since: its authors may have changed its words
    meanwhile, or appealed."""
    entries = Moderation.objects.filter(idea=idea)
    first = entries.order_by("pk").first()
    if first is None or first.decision != Decision.HELD:
        return False
    if entries.filter(decision__in=(Decision.SHOWN, Decision.RESTORED)).exists():
        return False
    # A change of words is held too: then the entry is younger than the idea.
    return idea.versions == 1 or first.at == idea.published_at


def _about(written: Written) -> dict[str, Written]:
    return {name_of(written): written}


def name_of(written: Written) -> str:
    """ "idea", "argument" or "remark": also the column of `Moderation`."""
    return type(written).__name__.lower()


def _note(
    written: Written,
    decision: str,
    *,
    rule: str = "",
    note: str = "",
    unit: Unit | None = None,
    agent: Account | None = None,
    at: datetime | None = None,
) -> Moderation:
    of = written.idea if isinstance(written, Argument) else written
    return Moderation.objects.create(
        consultation_id=of.consultation_id,
        **_about(written),
        decision=decision,
        rule=rule,
        note=note,
        unit=unit,
        agent_key=str(agent.pk) if agent else "",
        at=at or clock.now(),
    )


def _was_appealed(written: Written) -> bool:
    entries = Moderation.objects.filter(**_about(written))
    return entries.filter(decision=Decision.APPEALED).exists()


def _is_appealed(written: Written) -> bool:
    last = Moderation.objects.filter(**_about(written)).order_by("-pk").first()
    return last is not None and last.decision == Decision.APPEALED


def _decided_by(written: Written) -> str:
    hidden = Moderation.objects.filter(**_about(written), decision=Decision.HIDDEN)
    last = hidden.order_by("-pk").first()
    return last.agent_key if last else ""


def _tell(written: Written, key: str, subject: str, text: str) -> None:
    if isinstance(written, Idea):
        tell_authors(written, key=key, subject=subject, text=text)
    else:
        tell_writer(written, key=key, subject=subject, text=text)
