"""References that survive being read aloud, written by hand and mistyped: `LES-7K3M-9QXR`.

The body is drawn at random from an alphabet without pairs that French ears or eyes confuse; its
last character makes the whole, prefix included, a valid ISO 7064 MOD 37-2 string. Reasons and
limits: `docs/decisions/0035-references.md`.
"""

import secrets
import unicodedata
from itertools import product
from math import prod

from stdnum.iso7064 import mod_37_2

ALPHABET = "0123456789AEFHJKMPQRWXY"

# Letters never drawn, and what was drawn when somebody reads or hears them. With one slip the check
# character lets at most one candidate through, and that one is right.
_MISREAD = {
    "B": "8P",
    "C": "P",
    "D": "0P",
    "G": "6JP",
    "I": "1",
    "L": "1",
    "N": "M",
    "O": "0",
    "S": "5F",
    "T": "7P",
    "U": "Q",
    "V": "PY",
    "Z": "2",
}
_MAX_READINGS = 64


def new_reference(prefix: str = "", length: int = 8) -> str:
    """A fresh reference: `prefix` (letters A-Z, may be empty), then `length` characters by fours.

    23**(length - 1) possible bodies from the system's random source: unguessable, but not unique;
    the table that keeps it has a unique constraint and draws again.

    Raises ValueError for a prefix that is not made of capital letters.
    """
    if prefix and not (prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise ValueError("a reference prefix is made of capital letters A to Z")
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
        check = mod_37_2.calc_check_digit(prefix + body)
        if check in ALPHABET and not _boundary_swap_is_valid(prefix, body + check):
            return _written(prefix, body + check)


def normalise(text: str, length: int = 8) -> str | None:
    """The reference somebody meant, as `new_reference` writes it, or None when it cannot be one.

    Case, spaces, dashes and the letters never drawn (O for 0, I for 1…) are forgiven. Every single
    substitution and every exchange of two neighbours gives None or the reference that was meant.
    """
    compact = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    prefix, body = compact[:-length], compact[-length:]
    if len(body) < length or len(prefix) > 10 or not compact.isascii():
        return None
    if prefix and not prefix.isalpha():
        return None
    readings = [c if c in ALPHABET else _MISREAD[c] for c in body]
    if prod(map(len, readings)) > _MAX_READINGS:
        return None
    valid = [b for b in map("".join, product(*readings)) if mod_37_2.is_valid(prefix + b)]
    return _written(prefix, valid[0]) if len(valid) == 1 else None


def _boundary_swap_is_valid(prefix: str, body: str) -> bool:
    """A prefix letter outside the alphabet, swapped into the body, is read again as something else:
    the one exchange the check character alone would not always see."""
    if not prefix:
        return False
    swapped = prefix[:-1] + body[0] + prefix[-1] + body[1:]
    return normalise(swapped, len(body)) is not None


def _written(prefix: str, body: str) -> str:
    groups = [body[i : i + 4] for i in range(0, len(body), 4)]
    return "-".join([prefix, *groups] if prefix else groups)
