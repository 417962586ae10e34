"""Answers to a survey, one line for each person there: nothing of a person is kept, only how many
gave the very same answer, from five people on.

Columns as `decidim-forms/lib/decidim/forms/user_responses_serializer.rb` names them: questions are
numbered (`1. Where…?`), whatever the language; the others (identifier, date, hash of the address,
status) are not read.
"""

import re
from collections import Counter
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation.importing.opening import Table
from parvis.participation.importing.rows import Export, FormerText
from parvis.participation.importing.words import line
from parvis.participation.rules.small_cells import SMALLEST

_QUESTION = re.compile(r"\d{1,3}\._?\S")
MOST_ANSWERS: Final = 30


def questions_of(table: Table) -> list[str]:
    """Columns that are questions, in their order."""
    found = [name for name in table.columns if _QUESTION.match(name)]
    return sorted(found, key=lambda name: int(name.partition(".")[0]))


def take(table: Table, export: Export) -> None:
    """Add a text that tells answers in figures."""
    people = len(table.rows)
    if people < SMALLEST:
        export.leave(_("answers to surveys of fewer than five people"), people)
        return
    answered = ngettext("%(count)d person answered.", "%(count)d people answered.", people)
    said = [
        answered % {"count": people},
        _(
            "An answer is shown where at least five people gave the very same; nothing else of"
            " what anybody wrote was kept."
        ),
        *(_answers(table, name) for name in questions_of(table)),
    ]
    key = sha256("\n".join(questions_of(table)).encode()).hexdigest()[:16]
    title = _("Answers to a survey of the former platform")
    export.texts.append(FormerText(f"survey:{key}", title, "\n\n".join(said)))


def _answers(table: Table, name: str) -> str:
    """None of the figures is under five, and none follows from the others and the whole."""
    given = Counter(line(cells.get(name), 200) for _n, cells in table.rows)
    shown = [one for one in given.most_common(MOST_ANSWERS) if one[0] and one[1] >= SMALLEST]
    others = given.total() - sum(many for _answer, many in shown)
    while shown and 0 < others < SMALLEST:
        others += shown.pop()[1]
    lines = [
        "- " + _("%(answer)s (%(count)d)") % {"answer": answer, "count": many}
        for answer, many in shown
    ]
    if others:
        lines.append("- " + _("another answer, or none (%(count)d)") % {"count": others})
    return "\n".join([line(table.heads.get(name, name), 300), *lines])
