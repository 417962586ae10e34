"""Text as people search it."""

import re
import unicodedata

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, single spaces: "Œuvre  Élan" -> "oeuvre elan"."""
    opened = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(c)
    )
    return " ".join(plain.casefold().split())


def printable(text: str) -> str:
    """Without what no XML may hold: one such sign, and nobody could read the whole file."""
    return _NOT_XML.sub("", text)
