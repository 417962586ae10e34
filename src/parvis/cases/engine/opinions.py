"""Opinions asked freely: of a unit of any institution, or of somebody outside by a link.

Each is a work item. What was said when it was asked is kept in `WorkItem.asked`, JSON:
{question, by, unit (which asked), readers (units of its institution that see all), shares (ids of
answers), files (attachments of the question), shown ("advisers", "applicant"; none: confidential),
expert (who is outside, in words)}.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import handovers
from parvis.cases.engine.items import open_row
from parvis.cases.engine.live import Live
from parvis.cases.models import CaseEvent, WorkItem
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit

ASKED, GIVEN = "opinion_asked", "opinion_given"
QUESTION_FILES, ANSWER_FILES = "@question", "@avis."
"""Where the files of a question, and of an answer, stand among those of a case."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what goes with it. `due_on`: where the package gives no time."""

    text: str
    shares: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody outside."""

    name: str
    email: str
    quality: str = ""

    @property
    def label(self) -> str:
        return f"{self.name}, {self.quality}" if self.quality else self.name


def ask(
    live: Live,
    kind_id: str,
    question: Question,
    *,
    by: Unit,
    readers: Iterable[int],
    of: Unit | Expert,
) -> WorkItem:
    """Open an item for `of`; a unit is told at once, a person outside once the row has its key."""
    kind = live.script.package.process.items[kind_id]
    asked = {
        "question": question.text,
        "by": handovers.named(by),
        "unit": by.pk,
        "readers": sorted(readers),
        "shares": [one for one in kind.shares if one in question.shares],
        "shown": list(question.shown),
        "files": list(question.files),
    }
    outside = isinstance(of, Expert)
    unit = by if isinstance(of, Expert) else of
    item, event = open_row(
        live,
        kind_id,
        unit.pk,
        asked=asked | ({"expert": of.label} if isinstance(of, Expert) else {}),
        due_on=question.due_on,
        audience=audience_of(live, kind_id),
        to=of.label if isinstance(of, Expert) else handovers.named(of),
    )
    item.unit = unit
    if not outside:
        _tell_unit(live, event, item)
    return item


def who(item: WorkItem) -> str:
    """Of whom it was asked, in words."""
    return str(item.asked.get("expert") or handovers.named(item.unit))


def audience_of(live: Live, kind_id: str) -> str:
    """Who reads in the story that it was asked and answered; what it says is another matter
    (`rules.reads_answer`)."""
    kind = live.script.package.process.items[kind_id]
    is_hidden = kind.asked_by and kind.applicant_sees == "nothing"
    return "agents" if is_hidden or kind.kind == "validation" else "all"


def _tell_unit(live: Live, event: CaseEvent, item: WorkItem) -> None:
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item)
        subject = _("Your opinion is asked: %(what)s (%(reference)s)") % values
        handovers.tell(live, event, item.unit_id, ASKED, subject, body_of(live, item))


def body_of(live: Live, item: WorkItem) -> str:
    """What is asked, by whom, until when, who will read the answer: in the active language."""
    values = values_of(live, item)
    body = _("%(by)s asks for your opinion: %(what)s.") % values + f"\n\n{values['question']}"
    if item.due_on:
        body += "\n\n" + _("Please answer by %(date)s.") % {"date": plaindate(item.due_on)}
    return f"{body}\n\n{shown_in_words(item)}"


def shown_in_words(item: WorkItem) -> str:
    """Said to whoever is asked, before they answer."""
    shown = set(item.asked.get("shown", ()))
    if shown == {"advisers", "applicant"}:
        return _("Your answer can be read by the others who handle the file, and by the applicant.")
    if "advisers" in shown:
        return _(
            "Your answer can be read by the others who handle the file, but not by the applicant "
            "in their space."
        )
    if "applicant" in shown:
        return _("Your answer can be read by the institution that asks, and by the applicant.")
    return _("Your answer is confidential: only the institution that asks reads it.")


def tell_asker(live: Live, event: CaseEvent, item: WorkItem) -> None:
    """An opinion has come, or its date passed: the unit that asked is told."""
    if "question" not in item.asked:
        return
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item) | {"who": who(item)}
        subject = _("Opinion: %(what)s (%(reference)s)") % values
        body = (
            _("The date given to %(who)s passed without an answer.") % values
            if item.by_silence
            else _("%(who)s has answered.") % values
        )
        handovers.tell(live, event, item.asked["unit"], GIVEN, subject, body)


def values_of(live: Live, item: WorkItem) -> dict[str, str]:
    return handovers.values_of(live, item) | {
        "by": item.asked["by"],
        "question": item.asked["question"],
    }


# Files -------------------------------------------------------------------------------------------


def files_shown(item: WorkItem, *, with_question: bool) -> Q:
    """The files of an opinion and, for whoever gives it, those of its question."""
    found = Q(field=f"{ANSWER_FILES}{item.pk}") if item.pk else Q(pk__in=())
    return found | Q(pk__in=item.asked.get("files", ())) if with_question else found


def files_hidden(items: Iterable[WorkItem], *, questions: bool) -> Q:
    """Files of opinions that a reader of the whole case may not open."""
    hidden = Q(field__in=[f"{ANSWER_FILES}{item.pk}" for item in items])
    return hidden | Q(field=QUESTION_FILES) if questions else hidden
