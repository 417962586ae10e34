"""`migrations.yml` (optional): how open cases of an earlier version may follow this one.

What is not named keeps its name. An administrator reads the table, completes it, and rehearses it
before any case moves.
"""

from typing import Annotated, Any

from pydantic import Field as Key
from pydantic import StringConstraints

from parvis.catalogue.definition.base import Id, Strict

Number = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Migration(Strict):
    """From the versions `source` to that of the package. Old name → new name; null: it is left.

    `states`: of open cases; none may be left, opened, closed, decided or undecided by a move.
    `items`: left, an open one is cancelled. `deadlines`: left, a running one ends; kept, its date
    stays. `fields`: left, the answer stays with what was submitted only. `defaults`: answers to
    questions that are new.
    """

    source: Annotated[list[Number], Key(alias="from", min_length=1)]
    states: dict[Id, Id] = {}
    items: dict[Id, Id | None] = {}
    deadlines: dict[Id, Id | None] = {}
    fields: dict[Id, Id | None] = {}
    functions: dict[Id, Id | None] = {}
    defaults: dict[Id, Any] = {}


class MigrationsFile(Strict):
    migrations: list[Migration] = []

    def table(self, number: str) -> Migration:
        """That from a version, whose local number ("1.0.0+…") counts as its own; empty if none."""
        base = number.partition("+")[0]
        found = (one for one in self.migrations if base in one.source)
        return next(found, Migration.model_validate({"from": [base]}))
