"""A link that brings an interview back, without a word of it in the address (decision 0322)."""

import base64
import hashlib
import json
import secrets
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken

LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH: Final = 20


def new_code() -> str:
    """Some 99 bits, in letters that nobody confuses: it can be dictated."""
    return "".join(secrets.choice(LETTERS) for _each in range(LENGTH))


def digest(code: str) -> str:
    """Under which the sealed interview is found; the code cannot be told from it."""
    return hashlib.sha256(f"parvis.rights.find:{code}".encode()).hexdigest()


def seal(code: str, interview: dict[str, Any]) -> bytes:
    return _cipher(code).encrypt(json.dumps(interview).encode())


def unseal(code: str, sealed: bytes | memoryview) -> dict[str, Any] | None:
    """None when the code does not open it."""
    try:
        found: dict[str, Any] = json.loads(_cipher(code).decrypt(bytes(sealed)))
    except InvalidToken:
        return None
    return found


def _cipher(code: str) -> Fernet:
    key = hashlib.sha256(f"parvis.rights.open:{code}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
