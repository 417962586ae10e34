"""What the applicant of a case owes, as its pages say it."""

from dataclasses import dataclass

from parvis.cases.models import Case
from parvis.catalogue.queries import package_of


@dataclass(frozen=True, slots=True)
class Owed:
    """`due`: the key of its payment page, empty when nothing is to be paid any more."""

    label: str
    explain: str
    cents: int
    is_paid: bool
    due: str


def charges_of(case: Case, language: str) -> list[Owed]:
    """In the order of the package. No query: the case keeps what its pages need."""
    if not case.charges:
        return []
    words = package_of(case.version_id).words(language).charges
    return [
        Owed(words[name].label, words[name].explain, kept["cents"], kept["paid"], kept["due"])
        for name, kept in case.charges.items()
        # A later version of the service may have left it.
        if kept["cents"] and kept["due"] and name in words
    ]
