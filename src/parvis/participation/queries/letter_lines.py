"""The lines of a weekly letter, in the language of who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation.models import Argument, Idea, Progress
from parvis.participation.queries.said import Quote, Reply, Said

MOST_IDEAS = 3
MOST_ANSWERS = 3
LONGEST_QUOTE = 300
Side = Argument.Side


@dataclass(frozen=True, slots=True)
class Line:
    """`path`: the page it speaks of, on this site."""

    text: str
    path: str = ""


def spoken(one: Said, person: UUID) -> Line:
    """ "Benches": 3 arguments for, 1 argument against. 2 more people support it (14 in all)."""
    heard = one.heard_by(person)
    told = [_count(side, heard[side]) for side in (Side.FOR, Side.AGAINST, Side.REMARK)]
    counted = [", ".join(filter(None, told))]
    if one.gained:
        more = ngettext(
            "%(n)d more person supports it (%(all)d in all)",
            "%(n)d more people support it (%(all)d in all)",
            one.gained,
        )
        counted.append(more % {"n": one.gained, "all": max(one.idea.supports, one.gained)})
    parts = [f"{each}." for each in counted if each]
    parts += [_quoted(each) for each in one.answers[:MOST_ANSWERS]]
    text = _("“%(title)s”: %(said)s")
    return Line(text % {"title": one.idea.title, "said": " ".join(parts)}, one.path)


def _count(side: str, n: int) -> str:
    if not n:
        return ""
    if side == Side.FOR:
        said = ngettext("%(n)d argument for", "%(n)d arguments for", n)
    elif side == Side.AGAINST:
        said = ngettext("%(n)d argument against", "%(n)d arguments against", n)
    else:
        said = ngettext("%(n)d remark", "%(n)d remarks", n)
    return said % {"n": n}


def replied(one: Reply) -> Line:
    text = _("On what you said of “%(title)s”: %(said)s")
    return Line(text % {"title": one.about, "said": _quoted(one.quote)}, one.path)


def _quoted(quote: Quote) -> str:
    told = {"unit": quote.unit, "text": _short(quote.text)}
    return _("%(unit)s answers: “%(text)s”") % told


def _short(text: str) -> str:
    """On one line."""
    return Truncator(" ".join(text.split())).chars(LONGEST_QUOTE)


def where(one: Progress | Idea) -> str:
    topic = capfirst(one.consultation.get_topic_display())
    return f"{one.commune.name} – {topic}" if one.commune else topic


def happened(one: Progress) -> Line:
    told = {"title": one.title, "what": one.get_kind_display(), "text": _short(one.text)}
    slug = one.consultation.slug
    if one.kind == Progress.Kind.FIGURES and one.commitment is not None:
        path = reverse("portal:service-figures", args=[one.commitment.service])
    elif one.commitment_id:
        path = reverse("participation:commitment", args=[slug, one.commitment_id])
    else:
        path = reverse("participation:idea", args=[slug, one.idea_id])
    return Line(_("“%(title)s” %(what)s. %(text)s") % told, path)


def new_ideas(ideas: Sequence[Idea]) -> Line:
    """Of one consultation and commune: the first by name, the others by their number."""
    many, named, first = len(ideas), ideas[:MOST_IDEAS], ideas[0]
    names = ", ".join(_("“%(title)s”") % {"title": one.title} for one in named)
    if more := many - len(named):
        names += " " + ngettext("and %(n)d other", "and %(n)d others", more) % {"n": more}
    said = ngettext(
        "%(n)d new idea in “%(where)s”: %(names)s.",
        "%(n)d new ideas in “%(where)s”: %(names)s.",
        many,
    )
    path = reverse("participation:ideas", args=[first.consultation.slug])
    if first.commune_id:
        path += f"?commune={first.commune_id}"
    return Line(said % {"n": many, "where": first.consultation.title, "names": names}, path)
