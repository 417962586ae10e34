"""What is said of the signatures of a request, on its pages and papers."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.cases.engine.hands import is_signature
from parvis.cases.models import WorkItem
from parvis.catalogue.definition.process import SIGNED
from parvis.core.ui.words import phone, plaindate

HOW: dict[str, Promise] = {
    "link": gettext_lazy("by a link and a code sent to them"),
    "account": gettext_lazy("signed in to their account"),
    "paper": gettext_lazy("on paper, keyed in by an agent"),
    "desk": gettext_lazy("before an agent, who saw their identity document"),
}


def in_force(items: Iterable[WorkItem]) -> list[WorkItem]:
    """The last signature asked of each, whatever became of it."""
    last = {item.kind: item for item in items if is_signature(item) and not item.cancelled}
    return list(last.values())


def given(items: Iterable[WorkItem]) -> list[str]:
    """Who signed, when and how, in the active language."""
    return [
        _("%(who)s, on %(day)s, %(how)s")
        % {"who": one.asked["expert"], "day": plaindate(one.done_at), "how": how_of(one)}
        for one in in_force(items)
        if one.result == SIGNED and one.done_at is not None
    ]


def awaited(items: Iterable[WorkItem]) -> list[str]:
    """Who has not signed yet."""
    return [str(one.asked["expert"]) for one in in_force(items) if one.done_at is None]


def how_of(item: WorkItem) -> str:
    """In which way it was given; empty when nobody said anything."""
    return str(HOW.get(item.inputs.get("how", ""), ""))


def where(item: WorkItem) -> str:
    """The addresses their link and their code go to."""
    reached = item.asked["signatory"]
    return ", ".join(one for one in (reached["email"], phone(reached["phone"])) if one)
