"""A first reading of a rule, before the grammar sees it.

celpy's string token backtracks exponentially on a text left open (2^n for n escapes), and its
errors show the grammar's inner names. This linear scan refuses what could hurt and explains the
usual slips of the pen.
"""

import re
from typing import Final

from parvis.catalogue.expressions._errors import ExpressionError

MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 40

# How people write it elsewhere, and what it is here.
INSTEAD: Final = {
    "=": "==", "===": "==", "&": "&&", "|": "||", "<>": "!=", "=>": ">=", "=<": "<=",
    "and": "&&", "et": "&&", "or": "||", "ou": "||", "not": "!", "non": "!",
    "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
    "True": "true", "oui": "true", "vrai": "true", "False": "false", "faux": "false",
    "None": "null",
}  # fmt: skip

_LEXEME = re.compile(
    r"""
    (?P<space> [ \t\n\f\r]+ | //[^\n]* )
  | (?P<triple> \"\"\" | ''' )
  | (?P<text> "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<raw> [rR](?:"[^"\n]*"|'[^'\n]*') )
  | (?P<bytes> [A-Za-z_][A-Za-z0-9_]*["'] )
  | (?P<quote> ["'] )
  | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
  | (?P<number> [0-9][0-9A-Za-z_.]* )
  | (?P<open> [(\[{] )
  | (?P<close> [)\]}] )
  | (?P<foreign> === | => | =< | <> | =(?!=) | &(?!&) | \|(?!\|) )
  | (?P<operator> == | != | <= | >= | && | \|\| | [-+*/%<>!?:.,] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[abfnrtv\"'\\?`])|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})"
    r"|U(?P<U>[0-9a-fA-F]{8})|(?P<bad>.))"
)
_SIMPLE = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True))
_PAIRS = {")": "(", "]": "[", "}": "{"}


def scan(text: str) -> None:
    """Refuse what the grammar must not see. Raises ExpressionError. Linear in the text."""
    if not text.strip():
        raise ExpressionError("empty", text=text, at=0)
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "too_long", text=text, at=MAX_LENGTH, found=len(text), limit=MAX_LENGTH
        )
    opened: list[re.Match[str]] = []
    for lexeme in _LEXEME.finditer(text):
        group = lexeme.lastgroup
        if group == "open":
            opened.append(lexeme)
            if len(opened) > MAX_DEPTH:
                raise ExpressionError("too_deep", text=text, at=lexeme.start(), limit=MAX_DEPTH)
        elif group == "close":
            if not opened or opened.pop()[0] != _PAIRS[lexeme[0]]:
                raise _error("unopened_bracket", text, lexeme)
        elif group not in ("space", "text", "word", "number", "operator"):
            _refuse(text, lexeme)
    if opened:
        raise _error("unclosed_bracket", text, opened[-1])


def _refuse(text: str, lexeme: re.Match[str]) -> None:
    found = lexeme[0]
    if lexeme.lastgroup == "raw" and not found.endswith(("\\'", '\\"')):
        return  # a raw text may hold backslashes, but not just before the closing quote
    if lexeme.lastgroup in ("quote", "raw") or found[0] in "rR":
        raise _error("unclosed_text", text, lexeme)
    if lexeme.lastgroup in ("triple", "bytes"):
        raise _error("unsupported", text, lexeme)
    raise slip(text, lexeme.start(), found)


def _error(code: str, text: str, lexeme: re.Match[str]) -> ExpressionError:
    return ExpressionError(code, text=text, at=lexeme.start(), found=lexeme[0])


def slip(text: str, at: int, found: str) -> ExpressionError:
    """The refusal of something that cannot stand here, with what to write if we know it."""
    if found in INSTEAD:
        return ExpressionError(
            "use_instead", text=text, at=at, found=found, expected=INSTEAD[found]
        )
    return ExpressionError("unexpected", text=text, at=at, found=found)


def lexeme_at(text: str, at: int) -> str:
    """What stands at this offset, as people would name it."""
    lexeme = _LEXEME.match(text, at)
    return lexeme[0] if lexeme else ""


def text_value(text: str, start: int, end: int) -> str:
    """The value of the quoted text between two offsets. Raises ExpressionError on a bad escape."""
    if text[start] in "rR":
        return text[start + 2 : end - 1]

    def unescape(match: re.Match[str]) -> str:
        at = start + 1 + match.start()
        if match["bad"] is not None:
            raise ExpressionError("bad_escape", text=text, at=at, found=match[0])
        if match["simple"] is not None:
            return _SIMPLE.get(match["simple"], match["simple"])
        code = int(match["x"] or match["u"] or match["U"], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise ExpressionError("bad_escape", text=text, at=at, found=match[0])
        return chr(code)

    return _ESCAPE.sub(unescape, text[start + 1 : end - 1])
