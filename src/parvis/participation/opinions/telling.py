"""A map in words, for the command line."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from parvis.participation.opinions.drawing import OpinionMap, Standing

MOST = 5


def told(drawn: OpinionMap, words: Mapping[int, str]) -> str:
    """People, stability, what all agree on, and the groups when they hold."""
    return "\n".join(_lines(drawn, words))


def _lines(drawn: OpinionMap, words: Mapping[int, str]) -> Iterator[str]:
    yield _("%(people)s people, %(reactions)s answers, seed %(seed)s.") % {
        "people": drawn.people,
        "reactions": drawn.reactions,
        "seed": drawn.seed,
    }
    yield _("What all agree on:")
    for one in sorted(drawn.standings, key=lambda one: (-one.all_agree, one.statement))[:MOST]:
        yield "  " + _said(one.statement, words) + f" ({_percent(one)} %)"
    if drawn.stability is None:
        yield _("Too few people answered enough statements to tell groups.")
        return
    yield _("Stability: %(stability).2f (least %(least).2f).") % {
        "stability": drawn.stability,
        "least": drawn.least_stability,
    }
    if not drawn.is_shown:
        yield _("Groups are not told under 0.80.")
        return
    for letter, group in zip("ABCDE", drawn.groups, strict=False):
        yield _("Group %(letter)s: %(size)s people") % {"letter": letter, "size": group.size}
        for typical in group.typical:
            sign = "+" if typical.side == "agree" else "−"
            share = round(100 * typical.share)
            yield f"  {sign} {_said(typical.statement, words)} ({share} %)"


def _said(statement: str, words: Mapping[int, str]) -> str:
    number = int(statement)
    return words.get(number, str(number))


def _percent(one: Standing) -> int:
    return round(100 * one.agree / max(one.agree + one.disagree + one.passed, 1))
