"""Names of files, safe to store, to show and to give back."""

import re
import unicodedata

from parvis.core.files.kinds import Type

LONGEST = 120
# Control and direction characters: "exe.<RLO>fdp" would read "exe.pdf".
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def safe_name(name: str, type_: Type) -> str:
    """The base name, readable and short, ending in a suffix of its true type."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(c for c in base if unicodedata.category(c) not in _UNSEEN)
    plain = " ".join(re.sub(r'[<>:"|?*;%]', "_", seen).split()).rstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or suffix.lower() not in type_.suffixes:
        wrong = dot and 1 <= len(suffix) <= 4 and suffix.isalnum()
        stem, suffix = (stem if wrong else plain), type_.suffixes[0]
    stem = stem.strip(". ") or "document"
    return f"{stem[: LONGEST - len(suffix) - 1]}.{suffix.lower()}"
