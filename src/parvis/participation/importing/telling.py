"""What is neither an idea, a vote, a commitment nor a workshop here, as texts to read."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from parvis.core.ui.words import plaindate
from parvis.participation.importing.rows import (
    Export,
    FormerDebate,
    FormerRemark,
    FormerResult,
    FormerText,
)

PART: Final = 60_000
"""Characters of a document: longer archives are cut between two paragraphs."""


def has_a_date(one: FormerResult) -> bool:
    """Whether it can be a commitment: those have a day by which they are due."""
    return bool(one.due_on or one.done_on)


def texts_of(export: Export, *, shows_names: bool) -> list[FormerText]:
    """Surveys, results without a date, debates: always the same for the same export."""
    undated = [one for one in export.results if not has_a_date(one)]
    return [
        *export.texts,
        *_parts(
            "results", _("What was followed up, on the former platform"), map(_result, undated)
        ),
        *_parts(
            "debates",
            _("Debates of the former platform"),
            (said for one in export.debates for said in _debate(one, shows_names=shows_names)),
        ),
    ]


def _parts(key: str, title: str, said: Iterator[str]) -> Iterator[FormerText]:
    held: list[str] = []
    number = 1
    for paragraph in said:
        if held and sum(map(len, held)) + len(paragraph) > PART:
            yield _part(key, title, number, held)
            held, number = [], number + 1
        held.append(paragraph)
    if held:
        yield _part(key, title, number, held)


def _part(key: str, title: str, number: int, held: Sequence[str]) -> FormerText:
    if number > 1:
        key, title = f"{key}:{number}", f"{title} ({number})"
    return FormerText(key, title, "\n\n".join(held))


def _result(one: FormerResult) -> str:
    facts = [] if one.progress is None else [_("%(part)d %% done") % {"part": one.progress}]
    facts += [one.status] if one.status else []
    head = f"{one.title} – {', '.join(facts)}" if facts else one.title
    parts = [f"- {step.title}" for step in one.steps]
    return "\n".join(filter(None, [head, one.text, *parts]))


def _debate(one: FormerDebate, *, shows_names: bool) -> Iterator[str]:
    begun = f" – {plaindate(one.at)}" if one.at else ""
    yield "\n".join(filter(None, [f"{one.title}{begun}", one.text]))
    if one.conclusions:
        yield "\n".join([_("What was concluded:"), one.conclusions])
    for remark in one.remarks:
        yield _remark(remark, shows_names=shows_names)


def _remark(one: FormerRemark, *, shows_names: bool) -> str:
    said = {1: _("for"), -1: _("against"), 0: ""}[one.side]
    facts = [plaindate(one.at) if one.at else "", one.author if shows_names else "", said]
    return "\n".join([f"— {', '.join(filter(None, facts)) or '…'}", one.text])
