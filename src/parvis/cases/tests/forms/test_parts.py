"""The inputs of an answer in several parts."""

import pytest

from parvis.cases.forms.inputs import parts_of
from parvis.catalogue.definition import Field


@pytest.mark.parametrize(
    ("birth_date", "asked"), [("required", [True]), ("optional", [False]), ("none", [])]
)
def test_a_birth_date_is_asked_as_the_package_says(birth_date, asked):
    parts = parts_of(Field(id="who", type="person", birth_date=birth_date))

    assert [part.required for part in parts if part.name == "birth_date"] == asked
