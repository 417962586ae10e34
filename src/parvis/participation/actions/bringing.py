"""Writing what an export holds into a consultation, a few hundred lines at a time.

Each line remembers what was written of it: the same file again changes nothing; a newer one changes
what nobody edited here since. Nobody is signed up, nobody is told, no support is invented.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.participation.actions.bringing_lines import Bringing, change_of, fingerprint
from parvis.participation.actions.bringing_results import (
    bring_meetings,
    bring_projects,
    bring_results,
    bring_texts,
)
from parvis.participation.actions.ideas import keep_wording
from parvis.participation.actions.index import index
from parvis.participation.actions.organising import MOST_THEMES
from parvis.participation.actions.supporting import recount
from parvis.participation.importing.rows import (
    FormerIdea,
    FormerMeeting,
    FormerProject,
    FormerRemark,
    FormerResult,
    FormerText,
)
from parvis.participation.models import (
    Act,
    Argument,
    Carry,
    Consultation,
    Former,
    Gathering,
    Idea,
    Participant,
    Phase,
    Version,
    Way,
)
from parvis.participation.rules.phase_rules import PhaseRules, rules_of

Kind = Former.Kind
Group = tuple[str, ...]
_SIDES: Final = {1: Argument.Side.FOR, -1: Argument.Side.AGAINST, 0: Argument.Side.REMARK}


Item = FormerIdea | FormerRemark | Group | FormerProject | FormerResult | FormerMeeting | FormerText


def bring(bringing: Bringing, items: Sequence[Item], count: Counter[str]) -> None:
    """Write them, in the caller's transaction, and count what came of each in `count`."""
    _bring_ideas(bringing, [one for one in items if isinstance(one, FormerIdea)], count)
    _bring_remarks(bringing, [one for one in items if isinstance(one, FormerRemark)], count)
    _bring_groups(bringing, [one for one in items if isinstance(one, tuple)], count)
    bring_projects(bringing, [one for one in items if isinstance(one, FormerProject)], count)
    bring_results(bringing, [one for one in items if isinstance(one, FormerResult)], count)
    bring_meetings(bringing, [one for one in items if isinstance(one, FormerMeeting)], count)
    bring_texts(bringing, [one for one in items if isinstance(one, FormerText)], count)


def phase_of(consultation: Consultation, ideas: Sequence[FormerIdea]) -> Phase:
    """Where ideas are given in the consultation; else a phase that is over, made for them."""
    for phase in consultation.phases.order_by("opens_at"):
        if Act.PROPOSE in rules_of(phase).acts:
            return phase
    dates = [one.published_at for one in ideas if one.published_at]
    now = clock.now()
    ends = min(max(dates) + timedelta(days=1), now) if dates else now
    return Phase.objects.create(
        consultation=consultation,
        kind=Phase.Kind.IMAGINE,
        title=_("Ideas of the former platform"),
        opens_at=min([*dates, ends - timedelta(days=1)]),
        closes_at=ends,
        rules=PhaseRules(frozenset({Act.PROPOSE, Act.SUPPORT, Act.ARGUE})).written(),
    )


def stand_in(consultation: Consultation, source: str) -> Participant:
    """The one participant for all who wrote there: a visitor who left, whom nobody can be."""
    now = clock.now()
    return Participant.objects.get_or_create(
        consultation=consultation,
        visitor=f"former:{source}",
        defaults={"way": Way.NONE, "joined_at": now, "left_at": now},
    )[0]


def _bring_ideas(work: Bringing, ideas: Sequence[FormerIdea], count: Counter[str]) -> None:
    if not ideas:
        return
    wanted = []
    for one in ideas:
        if work.stages.get(one.state, Idea.Stage.RECEIVED):
            wanted.append(one)
        else:
            count["idea_left"] += 1
    known = work.known(Kind.IDEA, [one.key for one in wanted])
    fresh = [one for one in wanted if one.key not in known]
    made = _make_ideas(work, fresh) if fresh else {}
    count["idea_new"] += len(made)
    for one in wanted:
        if one.key in known:
            _change_idea(work, known[one.key], one, count)
    here = made | {key: row.idea for key, row in known.items() if row.idea is not None}
    _bring_answers(work, [one for one in wanted if one.answer and one.key in here], here, count)


def _idea_values(work: Bringing, one: FormerIdea) -> dict[str, Any]:
    return {
        "title": one.title,
        "text": one.text,
        "theme": one.theme,
        "place": one.place,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "cost_cents": one.cost_cents,
        "stage": work.stages.get(one.state, Idea.Stage.RECEIVED),
        "former_supports": one.supports,
        "former_author": work.author(one.author),
    }


def _make_ideas(work: Bringing, ideas: Sequence[FormerIdea]) -> dict[str, Idea]:
    author = stand_in(work.consultation, work.source)
    assert work.phase is not None  # whatever brings ideas has one
    now = clock.now()
    made = Idea.objects.bulk_create(
        Idea(
            consultation=work.consultation,
            phase=work.phase,
            author=author,
            state=Idea.State.SHOWN,
            created_at=one.published_at or now,
            published_at=one.published_at or now,
            **_idea_values(work, one),
        )
        for one in ideas
    )
    Version.objects.bulk_create(
        Version(
            idea=idea, number=1, title=idea.title, text=idea.text, at=idea.created_at, by=author
        )
        for idea in made
    )
    Former.objects.bulk_create(
        work.row(Kind.IDEA, one.key, fingerprint(_idea_values(work, one)), idea=idea)
        for one, idea in zip(ideas, made, strict=True)
    )
    _keep_themes(work.consultation, [one.theme for one in ideas])
    for idea in made:
        index(idea)
    return {one.key: idea for one, idea in zip(ideas, made, strict=True)}


def _keep_themes(consultation: Consultation, themes: Sequence[str]) -> None:
    named = list(dict.fromkeys([*consultation.themes, *filter(None, themes)]))[:MOST_THEMES]
    if named != consultation.themes:
        consultation.themes = named
        consultation.save(update_fields=["themes"])


def _change_idea(work: Bringing, row: Former, one: FormerIdea, count: Counter[str]) -> None:
    idea = row.idea
    moved = idea is not None and idea.state != Idea.State.SHOWN
    before = (idea.title, idea.text) if idea else ()
    change = change_of(row, idea, _idea_values(work, one), count, is_ours=moved)
    if change is None or idea is None:
        return
    change()
    if before != (idea.title, idea.text):
        idea.versions += 1
        idea.save(update_fields=["versions"])
        keep_wording(idea, idea.author_id)
        idea.consultation = work.consultation
        index(idea)


def _bring_answers(
    work: Bringing, ideas: Sequence[FormerIdea], here: Mapping[str, Idea], count: Counter[str]
) -> None:
    told = [
        (one.key, here[one.key].pk, one.answer, one.answered_at or one.published_at)
        for one in ideas
    ]
    known = work.known(Kind.ANSWER, [key for key, *_rest in told])
    fresh = []
    for key, idea, text, at in told:
        values = {"side": Argument.Side.ANSWER, "text": text, "former_author": ""}
        if key not in known:
            signed = Argument(
                idea_id=idea, unit_id=work.consultation.lead_id, at=at or clock.now(), **values
            )
            fresh.append((key, values, signed))
        elif change := change_of(known[key], known[key].argument, values, count):
            change()
    _say(work, Kind.ANSWER, fresh, count)


def _bring_remarks(work: Bringing, remarks: Sequence[FormerRemark], count: Counter[str]) -> None:
    if not remarks:
        return
    ideas = work.known(Kind.IDEA, {one.about for one in remarks})
    known = work.known(Kind.REMARK, [one.key for one in remarks])
    author = stand_in(work.consultation, work.source)
    fresh, touched = [], {}
    for one in remarks:
        on = ideas.get(one.about)
        idea = on.idea if on else None
        values = {
            "side": _SIDES[one.side],
            "text": one.text,
            "former_author": work.author(one.author),
        }
        row = known.get(one.key)
        if row is not None:
            if change := change_of(row, row.argument, values, count):
                change()
        elif idea is None:
            count["remark_left"] += 1
        else:
            said = Argument(idea=idea, participant=author, at=one.at or clock.now(), **values)
            fresh.append((one.key, values, said))
            touched[idea.pk] = idea
    _say(work, Kind.REMARK, fresh, count)
    for idea in touched.values():
        recount(idea)


def _say(
    work: Bringing,
    kind: str,
    fresh: Sequence[tuple[str, Mapping[str, Any], Argument]],
    count: Counter[str],
) -> None:
    Argument.objects.bulk_create([said for _key, _values, said in fresh])
    Former.objects.bulk_create(
        work.row(kind, key, fingerprint(values), argument=said) for key, values, said in fresh
    )
    count[f"{kind}_new"] += len(fresh)


def _bring_groups(work: Bringing, groups: Sequence[Group], count: Counter[str]) -> None:
    known = work.known(Kind.GROUP, [keys[0] for keys in groups])
    for keys in groups:
        if keys[0] in known:
            count["group_same"] += 1
            continue
        ideas = [row.idea for row in work.known(Kind.IDEA, keys).values() if row.idea is not None]
        if len(ideas) < 2:
            continue
        ideas.sort(key=_recent)
        now = clock.now()
        made = Gathering.objects.create(
            consultation=work.consultation,
            kind=Gathering.Kind.GROUP,
            state=Gathering.State.DONE,
            title=ideas[0].title,
            why=_("They were linked to one another on the former platform."),
            by_unit_id=work.consultation.lead_id,
            asked_at=now,
            settled_at=now,
        )
        Carry.objects.bulk_create(Carry(gathering=made, source=idea) for idea in ideas)
        work.row(Kind.GROUP, keys[0]).save()
        count["group_new"] += 1


def _recent(idea: Idea) -> tuple[datetime, int]:
    return idea.created_at, idea.pk
