"""Text as people search it."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, single spaces: "Œuvre  Élan" -> "oeuvre elan"."""
    opened = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(c)
    )
    return " ".join(plain.casefold().split())
