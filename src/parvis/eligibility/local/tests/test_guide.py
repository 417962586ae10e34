"""The guide for benefit authors: its examples run, and it names every key and every fact."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from parvis.catalogue.expressions import BOOL, compile_expression
from parvis.eligibility.local import definition
from parvis.eligibility.local.checker import check_file
from parvis.eligibility.local.compiled import amount_text
from parvis.eligibility.local.environment import FOR_ONE, names_of
from parvis.eligibility.local.fields import FIELDS

GUIDE = Path(__file__).parents[5] / "docs" / "guides" / "benefits.md"
TEXT = GUIDE.read_text(encoding="utf-8") if GUIDE.exists() else ""
SHAPES = [
    each
    for each in vars(definition).values()
    if isinstance(each, type)
    and issubclass(each, BaseModel)
    and each.__module__ == definition.__name__
]

pytestmark = pytest.mark.skipif(not TEXT, reason="the guide is not part of an installed wheel")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_whole_file_has_no_fault_and_its_tests_come_out(tmp_path: Path):
    [whole] = blocks("yaml")
    (tmp_path / "bon-rentree.yml").write_text(whole, encoding="utf-8")

    assert [str(fault) for fault in check_file(tmp_path / "bon-rentree.yml")[1]] == []


def test_the_amounts_are_amounts():
    assert len(blocks("yaml amount")) == 3
    for block in blocks("yaml amount"):
        rule = definition.AmountRule.model_validate(yaml.safe_load(block))
        assert compile_expression(amount_text(rule, FOR_ONE), FOR_ONE)


@pytest.mark.parametrize("rule", blocks("cel"))
def test_the_rules_are_rules(rule: str):
    assert compile_expression(rule, FOR_ONE, BOOL)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_is_in_the_guide(shape: type[BaseModel]):
    keys = [field.alias or name for name, field in shape.model_fields.items()]

    assert [key for key in keys if f"`{key}`" not in TEXT and f"{key}:" not in TEXT] == []


def test_every_field_and_every_fact_is_in_the_guide():
    missing = [name for name in FIELDS if f"`{name}`" not in TEXT]
    missing += [
        name
        for name in names_of(FOR_ONE)
        if not name.startswith("law.") and f"`{name}`" not in TEXT
    ]

    assert missing == []
