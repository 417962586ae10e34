"""Text messages that fit in one: 160 characters of the GSM-7 alphabet (3GPP TS 23.038)."""

import re
import unicodedata

LIMIT = 160
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€")
_PLAINER = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "–": "-",
        "—": "-",
        "œ": "oe",
        "Œ": "OE",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2011": "-",
        "\t": " ",
    }
)
_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"\s*»")


def septets(text: str) -> int:
    """Length once encoded: characters of the extension table count twice."""
    return sum(2 if char in _EXTENDED else 1 for char in text)


def plain(text: str) -> str:
    """The text in the GSM-7 alphabet: typography made plain, ê to e; what cannot be is dropped."""
    quoted = _CLOSING.sub('"', _OPENING.sub('"', text))
    return "".join(_plain_character(char) for char in quoted.translate(_PLAINER))


def _plain_character(char: str) -> str:
    if char in _BASIC or char in _EXTENDED:
        return char
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c in _BASIC)


def fitted(text: str, link: str = "") -> str:
    """The text and then the link, whole, in one message; the text is cut at a word if need be."""
    words = " ".join(plain(text).split())
    tail = f" {link}" if link else ""
    room = LIMIT - septets(tail)
    if septets(words) <= room:
        return words + tail
    kept = ""
    for word in words.split(" "):
        longer = f"{kept} {word}".strip()
        if septets(longer) > room - 3:
            break
        kept = longer
    return f"{kept}..." + tail
