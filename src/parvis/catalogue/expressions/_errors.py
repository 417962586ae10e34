"""What is wrong with the text of a rule, said so that its author can mend it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Final[dict[str, Promise]] = {
    "empty": _("The rule is empty."),
    "too_long": _("The rule is %(found)s characters long; the limit is %(limit)s. Cut it in two."),
    "too_deep": _("The rule is nested too deeply; the limit is %(limit)s levels."),
    "too_many_parts": _("The rule has too many parts; the limit is %(limit)s."),
    "unexpected": _("“%(found)s” cannot stand here."),
    "unexpected_end": _("The rule stops too early: something is missing after “%(found)s”."),
    "unclosed_text": _("This text is not closed: a quotation mark is missing."),
    "unclosed_bracket": _("“%(found)s” is never closed."),
    "unopened_bracket": _("“%(found)s” closes nothing."),
    "use_instead": _("“%(found)s” is not part of the language: write “%(expected)s”."),
    "unsupported": _("%(found)s is not part of the language."),
    "bad_escape": _("“%(found)s” is not an escape that exists."),
    "bad_number": _("“%(found)s” is not a number that can be written here."),
    "reserved": _("“%(found)s” is a reserved word and cannot be a name."),
    "unknown_name": _("“%(found)s” is not a known name."),
    "unknown_field": _("“%(record)s” has no field “%(found)s”."),
    "unknown_function": _("There is no function “%(found)s”."),
    "unknown_method": _("A value of type %(type)s has no function “%(found)s”."),
    "not_a_record": _("“%(record)s” is of type %(type)s: it has no fields."),
    "record_as_value": _("“%(found)s” is a record: name one of its fields."),
    "wrong_operands": _("“%(operator)s” cannot be applied to %(found)s; expected: %(expected)s."),
    "wrong_arguments": _("%(function)s was given %(found)s; expected: %(expected)s."),
    "wrong_type": _("Found %(found)s where %(expected)s is expected."),
    "branches_differ": _("Both results must be of one type; found %(found)s and %(other)s."),
    "may_be_absent": _(
        "“%(found)s” may be absent: ask first, as in “has(%(found)s) && …” "
        "or “has(%(found)s) ? … : …”."
    ),
    "not_a_choice": _("“%(found)s” is never a value of “%(record)s”."),
    "division_by_zero": _("This divides by zero."),
    "bad_date": _("“%(found)s” is not a date: write it as “2026-03-01”."),
    "constant_expected": _("%(function)s takes a constant text between quotation marks."),
    "bad_pattern": _("“%(found)s” is not a pattern of the RE2 kind."),
    "has_takes_a_field": _("has() takes a field, as in “has(answers.name)”."),
    "list_expected": _("%(function)s() works on a list; found %(found)s."),
    "not_listable": _("A list cannot hold values of type %(found)s."),
    "name_in_use": _("“%(found)s” already names something else: choose another name."),
    "mixed_list": _("A list holds values of one type; found %(found)s and %(other)s."),
    "null_compared": _("null can only be compared, with == or !=, to a fact."),
}
SUGGESTION: Final = _("Did you mean “%(suggestion)s”?")
WHERE: Final = _("Line %(line)s, column %(column)s: %(message)s")


class ExpressionError(ValueError):
    """A rule that cannot be used.

    `code` and `params` say what (see MESSAGES), `line` and `column` (from 1) say where,
    `suggestion` is the name that was probably meant, or "".
    """

    def __init__(
        self, code: str, *, text: str, at: int, suggestion: str = "", **params: object
    ) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        self.text = text
        self.suggestion = suggestion
        self.line, self.column = position(text, at)
        super().__init__(code, self.params)

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language, without the place."""
        said = str(MESSAGES[self.code]) % self.params
        if self.suggestion:
            said += " " + str(SUGGESTION) % {"suggestion": self.suggestion}
        return said

    def __str__(self) -> str:
        return str(WHERE) % {"line": self.line, "column": self.column, "message": self.message}


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at offset `at`."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def closest(found: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or ""."""
    known = {name.lower(): name for name in names}
    matches = get_close_matches(found.lower(), known, n=1, cutoff=0.6)
    return known[matches[0]] if matches else ""
