"""What each verb says to the person whose file it is. Domains register theirs in `apps.ready()`.

A sentence is a translatable string that may name `{actor}`, `{institution}`, `{role}`, `{reason}`
and any key of the entry's `detail`: `_("{actor} consulted the file.")`.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise


class UnknownVerb(LookupError):
    """Nobody registered words for this verb: an entry nobody could read must not be written."""


@dataclass(frozen=True, slots=True)
class Verb:
    """`is_reading` marks a consultation, shown under "who consulted my file"."""

    name: str
    sentence: "str | Promise"
    is_reading: bool = False


_VERBS: dict[str, Verb] = {}


def register(verb: str, sentence: "str | Promise", *, is_reading: bool = False) -> None:
    """Give words to `domain.past_participle`. Registering again replaces the words."""
    if not 3 <= len(verb) <= 60 or "." not in verb:
        raise ValueError(f"a verb reads domain.past_participle: {verb!r}")
    _VERBS[verb] = Verb(verb, sentence, is_reading)


def known(verb: str) -> Verb:
    """The registered verb; raises UnknownVerb."""
    try:
        return _VERBS[verb]
    except KeyError:
        raise UnknownVerb(f"{verb}: call journal.verbs.register in your AppConfig.ready") from None


def reading_verbs() -> list[str]:
    """Names of the verbs that tell a consultation."""
    return sorted(name for name, verb in _VERBS.items() if verb.is_reading)


def sentence(verb: str, values: dict[str, object]) -> str:
    """The sentence filled with `values`; a value that is missing reads as nothing.

    An entry outlives the code that wrote it: a verb since withdrawn shows its bare name.
    """
    entry = _VERBS.get(verb)
    if entry is None:
        return verb
    return str(entry.sentence).format_map(defaultdict(str, values))
