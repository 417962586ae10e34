"""What a short French text is about: its action (stems and concepts) apart from its place.

"Végétaliser la rue Pasteur" and "Planter des arbres rue Carnot" are one action at two places: a
theme to join, not a duplicate. Words are compared by tf-idf; figures: `docs/decisions/0401`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

import snowballstemmer

from parvis.core.text import fold

MOST_TERMS = 48
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?:;\n]\s*$|^\s*$")
_STOP = frozenset(
    """
    le la les l un une des de du d et a au aux en pour par sur dans avec entre ou son sa ses ce
    cette ces que qui quoi ne pas plus nous vous ils elles on il elle je tu mon ma mes ton ta notre
    nos votre vos leur leurs est sont etre soit fait faire avoir ont ai y se si comme mais donc car
    tres tout tous toute toutes bien peu trop aussi afin lors chez sous sans vers chaque rue avenue
    boulevard place chemin allee quartier
    """.split()  # noqa: SIM905  read as words
)
# Concept → beginnings of stems. Waste first, then what people ask towns for most.
_CONCEPTS: dict[str, str] = {
    "compost": "compost biodechet epluchur",
    "tri": "tri trier recycl",
    "reemploi": "reemploi recycler ressourcer reutilis don donner troc gratifer brocant friperi"
    " occas secondemain",
    "repar": "repar repair bricol",
    "vrac": "vrac emball consign contenan gourd suremballag",
    "poubel": "poubel benn conteneur container bac corbeil",
    "collect": "collect ramass",
    "encombr": "encombr decheteri dechetteri",
    "gaspil": "gaspil reste",
    "proprete": "propret nettoy sale salet depot sauvag",
    "couche": "couch lavabl",
    "veget": "veget arbor arbre plant verdur verd jardin fleur debitum desimpermeabil arbust",
    "amenag": "reamenag amelior requalif renov rehabilit embell amenag",
    "install": "instal cre mettr mise pos ajout ouvr",
    "cycl": "cycl velo bicyclet",
    "secur": "secur apais dangereu ralent",
    "moust": "moustiqu",
    "lumier": "lumier eclair lampadair",
    "jeu": "jeu jeux aire toboggan",
    "ecole": "ecol$ scolair elev colleg lyce cantin",
    "eau": "eau fontain",
    "atelier": "ateli format appren sensibilis animat",
    "pret": "pret emprunt louer locat partag",
}
_STEM = snowballstemmer.stemmer("french")


def _reversed() -> list[tuple[str, str]]:
    pairs = [(begin, name) for name, text in _CONCEPTS.items() for begin in text.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_BEGINNINGS = _reversed()


@dataclass(frozen=True, slots=True)
class Described:
    """`action`: weight of each term; `places`: proper names."""

    action: Mapping[str, float]
    places: frozenset[str]


@lru_cache(maxsize=20_000)
def term_of(word: str) -> str:
    """The term of a folded word: its concept, else its stem; empty for a word that says nothing."""
    if word in _STOP or (len(word) < 2 and not word.isdigit()):
        return ""
    stem = str(_STEM.stemWord(word))
    for begin, name in _BEGINNINGS:
        if stem == begin.rstrip("$") or (len(begin) > 3 and stem.startswith(begin)):
            return f"={name}"
    return stem[:_LONGEST]


def described(title: str, text: str = "", known_places: frozenset[str] = frozenset()) -> Described:
    """What an idea is about. A capital inside a sentence names a place, and so do `known_places`
    (folded words); the words of the title count more than those of the text."""
    action: dict[str, float] = defaultdict(float)
    places: set[str] = set()
    for part, weight in ((title, 1.0), (text, 0.4)):
        found = Counter[str]()
        for word, is_proper in _words(part):
            if is_proper or word in known_places:
                places.add(word)
            elif term := term_of(word):
                found[term] += 1
        for term, times in found.items():
            action[term] += weight * (1 + log(times))
    most = dict(sorted(action.items(), key=lambda one: (-one[1], one[0]))[:MOST_TERMS])
    return Described(most, frozenset(sorted(places)[:12]))


def _words(text: str) -> list[tuple[str, bool]]:
    """Folded words, and whether each is a proper name."""
    opened = text.replace("’", "'")
    shouted = sum(one.isupper() for one in opened) * 2 > sum(one.isalpha() for one in opened)
    found = []
    for match in _WORD.finditer(opened):
        word = match[0]
        begins = bool(_SENTENCE.search(opened[: match.start()].rstrip(" «\"'(-–")[-2:]))
        is_proper = word[0].isupper() and not shouted and not begins and len(word) > 1
        found.append((fold(word), is_proper))
    return found


def idf(ideas: int, holding: int) -> float:
    """How much a term tells, the rarer the more (smoothed)."""
    return log((1 + ideas) / (1 + holding)) + 1


def cosine(
    one: Mapping[str, float], other: Mapping[str, float], idfs: Mapping[str, float]
) -> float:
    """Between 0 and 1; a term that `idfs` lacks is as rare as can be."""
    rare = max(idfs.values(), default=1.0)

    def weighed(action: Mapping[str, float]) -> dict[str, float]:
        return {term: weight * idfs.get(term, rare) for term, weight in action.items()}

    a, b = weighed(one), weighed(other)
    dot = sum(weight * b[term] for term, weight in a.items() if term in b)
    norm = sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return dot / norm if norm else 0.0
