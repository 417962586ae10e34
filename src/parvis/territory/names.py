"""Names of places as people write them and as French writes them."""

import re

from parvis.core.text import fold

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_CEDEX = re.compile(r"\bcedex\b(\s+\d{1,2}\b)?")

# INSEE's TNCC ("type de nom en clair"): what "de" becomes, and the article the name begins with.
_DE: dict[int, tuple[str, str]] = {
    1: ("d’", ""),
    2: ("du ", "Le "),
    3: ("de la ", "La "),
    4: ("des ", "Les "),
    5: ("de l’", "L'"),
    6: ("des ", "Aux "),
    7: ("de las ", "Las "),
    8: ("de los ", "Los "),
}


def search_key(text: str) -> str:
    """What the spellings of one name share: "Chalon s/ Saône cedex 2" -> "chalon sur saone".

    Never longer than 120 characters; empty when nothing searchable is left.
    """
    words = re.sub(r"[\W_]+", " ", fold(text).replace("\x00", " "))
    words = _CEDEX.sub(" ", words)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words.split())[:120].strip()


def postal_codes_from(digits: str) -> list[str]:
    """Every postal code that begins with `digits`, two of them at least; none for other input.

    A list of keys lets the index answer; at most a thousand.
    """
    if not re.fullmatch(r"[0-9]{2,5}", digits):
        return []
    missing = 5 - len(digits)
    return [f"{digits}{rest:0{missing}d}" if missing else digits for rest in range(10**missing)]


def postal_and_name(key: str) -> tuple[str, str]:
    """A search key parted in (postal code or its beginning, name): "64230 lescar", "lescar 642".

    Two digits beside a name belong to it: "paris 12".
    """
    words = key.split()
    shortest = 2 if len(words) == 1 else 3
    digits = next((w for w in words if len(w) >= shortest and postal_codes_from(w)), "")
    return digits, " ".join(word for word in words if word != digits)


def name_with_de(name: str, article: int | None) -> str:
    """ "de Pau", "d’Arbus", "du Havre", "de l’Île-d’Yeu"; `article` is INSEE's TNCC.

    Where INSEE gives none (overseas collectivities), only the first letter decides.
    """
    if article is None:
        article = 1 if fold(name)[:1] in tuple("aeiou") else 0
    de, own_article = _DE.get(article, ("de ", ""))
    return de + name.removeprefix(own_article).replace("'", "’")
