"""The guide for authors names every key a package may hold (datasette's lesson)."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from parvis.catalogue import definition

GUIDE = Path(__file__).parents[1] / "docs" / "guides" / "service-packages.md"
DOCUMENTED = (
    definition.ServiceFile,
    definition.Function,
    definition.Retention,
    definition.LegalReference,
    definition.Field,
    definition.ProcessFile,
    definition.State,
    definition.Transition,
    definition.ItemKind,
    definition.DeadlineRule,
    definition.Document,
    definition.Message,
    definition.Lookup,
    definition.Expectation,
    definition.Step,
    definition.Migration,
)


@pytest.mark.parametrize("shape", DOCUMENTED, ids=lambda shape: shape.__name__)
def test_every_key_is_in_the_guide(shape: type[BaseModel]):
    guide = GUIDE.read_text(encoding="utf-8")

    keys = [field.alias or name for name, field in shape.model_fields.items()]

    assert [key for key in keys if key not in guide] == []


def test_every_field_type_is_in_the_guide():
    guide = GUIDE.read_text(encoding="utf-8")

    assert [name for name in definition.FIELD_TYPES if f"`{name}`" not in guide] == []
