"""Who may see what of a case. Writes nothing, asks nothing of the database."""

from typing import Literal

from parvis.cases.engine.party import Party
from parvis.cases.models import Case

Scope = Literal["all", "part", "desk", "none"]


def scope_of(case: Case, party: Party) -> Scope:
    """How much of the case this party sees.

    "all": the applicant, and units whose function sees all. "part": units that only see what their
    work items share. "desk": the unit that filed the request for somebody, which may say where it
    stands and print the receipt again. An administrator sees nothing.
    """
    if party.kind == "system" or case.person_id in party.person_ids:
        return "all"
    if party.unit_ids.intersection(case.full_units):
        return "all"
    if party.unit_ids.intersection(case.part_units):
        return "part"
    if case.filed_by_unit_id in party.all_unit_ids:
        return "desk"
    return "none"
