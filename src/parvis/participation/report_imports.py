"""What came of an import, in words: for its page and for the command."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def report(result: Mapping[str, int]) -> list[str]:
    """A sentence for each thing that was made, changed or left alone."""
    return [
        said % {"count": many}
        for key, many in result.items()
        if many and (said := _said(key, many))
    ]


def _said(key: str, many: int) -> str:
    kind, _sep, what = key.rpartition("_")
    told = {
        "idea_new": ngettext("%(count)d idea is new.", "%(count)d ideas are new.", many),
        "answer_new": ngettext(
            "%(count)d answer of the authority is new.",
            "%(count)d answers of the authority are new.",
            many,
        ),
        "remark_new": ngettext("%(count)d comment is new.", "%(count)d comments are new.", many),
        "group_new": ngettext("%(count)d group is new.", "%(count)d groups are new.", many),
        "document_new": ngettext(
            "%(count)d document to read is new.", "%(count)d documents to read are new.", many
        ),
        "project_new": ngettext(
            "%(count)d project of a former vote is new.",
            "%(count)d projects of a former vote are new.",
            many,
        ),
        "promise_new": ngettext(
            "%(count)d commitment is new.", "%(count)d commitments are new.", many
        ),
        "step_new": ngettext(
            "%(count)d step of a commitment is new.",
            "%(count)d steps of commitments are new.",
            many,
        ),
        "meeting_new": ngettext(
            "%(count)d meeting that took place is new.",
            "%(count)d meetings that took place are new.",
            many,
        ),
        "idea_left": ngettext(
            "%(count)d idea was left out, as you chose.",
            "%(count)d ideas were left out, as you chose.",
            many,
        ),
        "remark_left": ngettext(
            "%(count)d comment was left out: so was its idea.",
            "%(count)d comments were left out: so were their ideas.",
            many,
        ),
    }
    return told.get(key) or _told_of(kind, what)


def _told_of(kind: str, what: str) -> str:
    """`kind` is said in the plural: the count comes after it."""
    kinds = {
        "idea": _("Ideas"),
        "answer": _("Answers of the authority"),
        "remark": _("Comments"),
        "group": _("Groups"),
        "document": _("Documents"),
        "project": _("Projects of a former vote"),
        "promise": _("Commitments"),
        "step": _("Steps"),
        "meeting": _("Meetings that took place"),
    }
    whats = {
        "same": _("%(kind)s unchanged: %%(count)d"),
        "changed": _("%(kind)s brought up to date: %%(count)d"),
        "edited": _("%(kind)s left alone, as somebody changed them here: %%(count)d"),
        "removed": _("%(kind)s left out, as they were removed here: %%(count)d"),
    }
    return whats[what] % {"kind": kinds[kind]} if what in whats and kind in kinds else ""
