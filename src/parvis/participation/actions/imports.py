"""A file of Decidim or CONSUL: received, read, confirmed with choices, brought in.

Bringing in goes on where it stopped: each few hundred lines and their count are one transaction.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.core.text import fold
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.bringing import Item, bring, phase_of
from parvis.participation.actions.bringing_lines import Bringing
from parvis.participation.actions.consultations import create_consultation
from parvis.participation.importing.opening import check_size
from parvis.participation.importing.reading import read
from parvis.participation.importing.rows import Export, ExportRefused
from parvis.participation.importing.telling import has_a_date, texts_of
from parvis.participation.models import Consultation, Former, Idea, Import
from parvis.territory.models import Area

State = Import.State
BATCH: Final = 200
READ_AT_ONCE: Final = 2_000_000
"""Bytes: larger files are read by the worker."""
MOST_TICKED: Final = 300
"""Projects of a former vote, for an organiser to say which were retained."""
KEPT: Final = timedelta(days=7)
STUCK: Final = timedelta(minutes=15)
READ: Final = "participation.read_import"
BRING: Final = "participation.bring_in"
_SUGGESTED: Final = {
    "accepted": Idea.Stage.RETAINED,
    "acceptee": Idea.Stage.RETAINED,
    "selected": Idea.Stage.RETAINED,
    "rejected": Idea.Stage.DECLINED,
    "rejetee": Idea.Stage.DECLINED,
    "refusee": Idea.Stage.DECLINED,
    "evaluating": Idea.Stage.STUDIED,
    "en cours d'evaluation": Idea.Stage.STUDIED,
}


class NotWaiting(Refused):
    message = _("This file was confirmed already, or could not be read.")


@dataclass(frozen=True, slots=True)
class Choices:
    """`stages`: what each state there becomes here, empty to leave its ideas out. `shows_names`:
    the organiser confirmed that names were public there. `space`: the participatory space.
    `retained`: projects of a former vote that were, by key; empty: as the export says. `held_on`:
    the day its result was published there."""

    stages: Mapping[str, str] = field(default_factory=dict)
    shows_names: bool = False
    space: str = ""
    retained: Sequence[str] = ()
    held_on: date | None = None

    def written(self) -> dict[str, Any]:
        return {
            "stages": dict(self.stages),
            "shows_names": self.shows_names,
            "space": self.space,
            "retained": list(self.retained),
            "held_on": self.held_on.isoformat() if self.held_on else "",
        }


def suggested(state: str) -> str:
    """The stage that a state there most likely means here."""
    return str(_SUGGESTED.get(fold(state), Idea.Stage.RECEIVED))


def receive(
    *,
    actor: Actor,
    source: str,
    name: str,
    size: int,
    content: Callable[[], bytes],
    lead: Unit,
    consultation: Consultation | None = None,
    title: str = "",
) -> Import:
    """Keep an export and read it, at once or, a large one, by the worker. Into a consultation, or
    one of this title that is made when it is confirmed. Raises `importing.rows.ExportRefused`."""
    check_size(name, size)
    data = content()
    preview = preview_of(read(source, name, data)) if size <= READ_AT_ONCE else {}
    now = clock.now()
    stored = default_storage.save(f"imports/{uuid4()}", ContentFile(data))
    with transaction.atomic():
        made = Import.objects.create(
            consultation=consultation,
            lead=lead,
            title=title,
            source=source,
            name=name[:120],
            storage_name=stored,
            state=State.READ if preview else State.READING,
            preview=preview,
            given_at=now,
            moved_at=now,
        )
        _note(actor, made, "import_given")
        if not preview:
            jobs.defer(READ, key=made.pk)
    return made


def read_import(*, key: int) -> None:
    """Read one that waits for it; refused, it says why, and its file goes."""
    found = Import.objects.filter(pk=key, state=State.READING).first()
    if found is None:
        return
    try:
        found.preview, found.state = preview_of(_export(found)), State.READ
    except ExportRefused as refused:
        found.preview, found.state = {"refusal": str(refused)}, State.REFUSED
    found.moved_at = clock.now()
    found.save(update_fields=["preview", "state", "moved_at"])
    if found.state == State.REFUSED:
        _forget_file(found)


@transaction.atomic
def confirm(
    *,
    actor: Actor,
    key: int,
    choices: Choices,
    areas: Sequence[Area] = (),
    slug: str = "",
    defers: bool = True,
) -> Import:
    """Make the consultation if there is none, a draft, and have the worker bring everything in.

    Raises NotWaiting.
    """
    found = Import.objects.select_for_update(of=("self",)).select_related("lead").get(pk=key)
    if found.state != State.READ:
        raise NotWaiting
    if found.consultation is None:
        found.consultation = create_consultation(
            actor=actor,
            lead=found.lead,
            areas=areas,
            slug=slug,
            title=found.title or found.name,
            summary=str(_("Brought in from %(source)s.")) % {"source": found.get_source_display()},
            topic=Consultation.Topic.SERVICE,
            openness=Consultation.Openness.OPEN,
        )
    found.state, found.choices, found.moved_at = State.BRINGING, choices.written(), clock.now()
    found.save()
    _note(actor, found, "import_confirmed")
    if defers:
        jobs.defer(BRING, lock=f"import:{key}", key=key)
    return found


def bring_in(*, key: int, report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Bring in what is left of a confirmed file; killed, it goes on where it was."""
    found = Import.objects.filter(pk=key, state=State.BRINGING).first()
    if found is None:
        return
    export = _export(found)
    items = items_of(export, shows_names=bool(found.choices["shows_names"]))
    while _bring_some(key, export, items, report):
        pass
    _forget_file(found)


def items_of(export: Export, *, shows_names: bool = False) -> list[Item]:
    """In the order in which they are brought in: always the same for the same file."""
    return [
        *export.ideas,
        *export.remarks,
        *export.groups,
        *export.projects,
        *filter(has_a_date, export.results),
        *export.meetings,
        *texts_of(export, shows_names=shows_names),
    ]


@transaction.atomic
def _bring_some(
    key: int, export: Export, items: list[Item], report: Callable[[int, int], None]
) -> bool:
    """One batch; whether there is another."""
    rows = Import.objects.select_for_update(of=("self",)).select_related("consultation")
    held = rows.get(pk=key)
    if held.state != State.BRINGING or held.consultation is None:
        return False
    batch = items[held.done : held.done + BATCH]
    count = Counter(held.result)
    if batch:
        bring(bringing_of(held, held.consultation, export), batch, count)
    held.done, held.total, held.result = held.done + len(batch), len(items), dict(count)
    if held.done >= held.total:
        held.state = State.DONE
    held.moved_at = clock.now()
    held.save(update_fields=["done", "total", "result", "state", "moved_at"])
    report(held.done, held.total)
    return held.state != State.DONE


def bringing_of(held: Import, consultation: Consultation, export: Export) -> Bringing:
    stages = {state: suggested(state) for state in export.states} | held.choices["stages"]
    return Bringing(
        consultation=consultation,
        source=held.source,
        phase=phase_of(consultation, export.ideas) if export.ideas else None,
        stages=stages,
        shows_names=bool(held.choices["shows_names"]),
        retained=frozenset(retained) if (retained := held.choices.get("retained")) else None,
        held_on=date.fromisoformat(day) if (day := held.choices.get("held_on")) else None,
    )


def preview_of(export: Export) -> dict[str, Any]:
    """What the organiser is shown before anything is made."""
    authors = [one.author for one in export.ideas] + [one.author for one in export.remarks]
    authors += [one.author for debate in export.debates for one in debate.remarks]
    return {
        "ideas": len(export.ideas),
        "supports": sum(one.supports for one in export.ideas),
        "answers": sum(bool(one.answer) for one in export.ideas),
        "remarks": len(export.remarks),
        "named": sum(map(bool, authors)),
        "groups": len(export.groups),
        "projects": len(export.projects),
        "retained": [one.key for one in export.projects if one.is_retained],
        "voted": [(one.key, one.title, one.votes) for one in export.projects[:MOST_TICKED]],
        "results": sum(map(has_a_date, export.results)),
        "meetings": len(export.meetings),
        "debates": len(export.debates),
        "documents": len(texts_of(export, shows_names=False)),
        "states": dict(export.states),
        "spaces": dict(export.spaces),
        "titles": [one.title for one in (export.ideas or export.projects or export.meetings)[:5]],
        "left_out": dict(export.left_out),
        "notes": export.notes,
        "faults": [str(fault) for fault in export.faults],
        "more_faults": export.more_faults,
        "files": export.files,
    }


@transaction.atomic
def choose_space(*, key: int, space: str) -> Import:
    """Read it again for another participatory space. Raises NotWaiting."""
    found = Import.objects.select_for_update(of=("self",)).get(pk=key)
    if found.state != State.READ or space not in found.preview.get("spaces", {}):
        raise NotWaiting
    found.choices = Choices(space=space).written()
    found.preview, found.moved_at = preview_of(_export(found)), clock.now()
    found.save(update_fields=["choices", "preview", "moved_at"])
    return found


def known_here(held: Import) -> int:
    """How many of what was brought in before the consultation still knows."""
    if held.consultation_id is None:
        return 0
    return Former.objects.filter(
        consultation=held.consultation_id, source=held.source, kind=Former.Kind.IDEA
    ).count()


def go_on_and_forget() -> None:
    """Have lost jobs done again; erase files nobody confirmed for a week."""
    now = clock.now()
    stuck = Import.objects.filter(
        state__in=[State.BRINGING, State.READING], moved_at__lt=now - STUCK
    )
    for one in stuck.order_by("pk")[:50]:
        task = BRING if one.state == State.BRINGING else READ
        jobs.defer(task, lock=f"import:{one.pk}", once=f"import:{one.pk}", key=one.pk)
    old = Import.objects.filter(state=State.READ, moved_at__lt=now - KEPT)
    for one in old.order_by("pk")[:50]:
        _forget_file(one)
        told = {"refusal": _("Nobody confirmed this file for a week: it was erased.")}
        Import.objects.filter(pk=one.pk).update(
            state=State.REFUSED,
            moved_at=now,
            preview={key: str(text) for key, text in told.items()},
        )


def _export(held: Import) -> Export:
    with default_storage.open(held.storage_name) as stored:
        data = stored.read()
    return read(held.source, held.name, data, str(held.choices.get("space", "")))


def _forget_file(held: Import) -> None:
    if held.storage_name:
        Import.objects.filter(pk=held.pk).update(storage_name="")
        default_storage.delete(held.storage_name)


def _note(actor: Actor, held: Import, verb: str) -> None:
    about = held.consultation
    title = about.title if about else held.title
    detail = {"title": title, "what": held.name, "source": held.get_source_display()}
    journal.record(
        actor=actor, verb=f"participation.{verb}", about=about or held.lead, detail=detail
    )
