"""Gathers faults with their place."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from parvis.catalogue.expressions import Environment, ExpressionError, Type, check
from parvis.catalogue.loader import Fault, Source

Key = str | int


class Report:
    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = sources
        self.faults: list[Fault] = []

    def add(self, file: str, path: Iterable[Key], message: str, remedy: str = "") -> None:
        """Note a fault at the key `path` of `file`."""
        place = tuple(path)
        line = self.sources[file].line_of(place)
        self.faults.append(Fault(file, line, message, remedy, place))

    def known(
        self, file: str, path: Iterable[Key], name: str, names: Iterable[str], what: str
    ) -> bool:
        """Whether `name` is one of `names`; if not, a fault that proposes the nearest."""
        choices = sorted(names)
        if name in choices:
            return True
        near = get_close_matches(name, choices, n=1)
        remedy = (
            _("did you mean “%(near)s”?") % {"near": near[0]}
            if near
            else _("known: %(list)s") % {"list": ", ".join(choices) or "none"}
        )
        self.add(
            file, path, _("there is no %(what)s “%(name)s”") % {"what": what, "name": name}, remedy
        )
        return False

    def condition(
        self, file: str, path: Iterable[Key], text: str, environment: Environment, expected: Type
    ) -> frozenset[str]:
        """Type an expression and answer what it reads; a fault says what was expected."""
        try:
            return check(text, environment, expected).paths
        except ExpressionError as error:
            self.add(file, path, _("in “%(text)s”: %(error)s") % {"text": text, "error": error})
            return frozenset()
