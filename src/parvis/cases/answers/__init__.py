"""Answers to a package's questions: reading what was typed, checking, putting into words.

No HTTP and no template here; the only tables read are the territory's. Raw answers are a dict by
field id in which each value is either the normalised answer (`catalogue.definition.form.Field`) or
what was typed when it could not be understood: nothing typed is lost.
"""

from parvis.cases.answers.checking import (
    Form,
    check_all,
    check_fields,
    check_page,
    visible_pages,
)
from parvis.cases.answers.normalise import normalise
from parvis.cases.answers.reading import (
    Names,
    area_of,
    one_line,
    readable,
    summary,
    title_of,
)
from parvis.cases.answers.results import Around, Candidate, Checked, GivenFile, Refused
from parvis.catalogue.definition.environment import environment_of

__all__ = [
    "Around",
    "Candidate",
    "Checked",
    "Form",
    "GivenFile",
    "Names",
    "Refused",
    "area_of",
    "check_all",
    "check_fields",
    "check_page",
    "environment_of",
    "normalise",
    "one_line",
    "readable",
    "summary",
    "title_of",
    "visible_pages",
]
