"""The text of a rule being checked, and errors that point into it."""

from typing import Protocol

from parvis.catalogue.expressions._errors import ExpressionError


class Placed(Protocol):
    """Anything that stands between two offsets of the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Source:
    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, node: Placed) -> str:
        return self._text[node.start : node.end]

    def error(
        self, code: str, node: Placed, suggestion: str = "", **params: object
    ) -> ExpressionError:
        return self.error_at(code, node.start, suggestion, **params)

    def error_at(
        self, code: str, at: int, suggestion: str = "", **params: object
    ) -> ExpressionError:
        strings = {name: str(value) for name, value in params.items()}
        return ExpressionError(code, text=self._text, at=at, suggestion=suggestion, **strings)
