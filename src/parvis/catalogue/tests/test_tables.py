"""Which tables may carry open cases to the next version, and what each of the others lacks."""

from typing import Any

import pytest
from hypothesis import given, settings

from parvis.catalogue.definition import Migration
from parvis.catalogue.rules import completed, gaps
from parvis.catalogue.tests.next_version import OLD, TABLE, next_package, tables


@given(drawn=tables())
@settings(deadline=None)
def test_completing_twice_is_completing_once(drawn: dict[str, Any]) -> None:
    package = next_package()
    once = completed(
        Migration.model_validate({"from": [OLD.service.version], **drawn}), OLD, package
    )
    assert completed(once, OLD, package) == once
    assert set(drawn["states"].items()) <= set(once.states.items())


def test_the_same_names_need_no_table() -> None:
    table = completed(Migration.model_validate({"from": [OLD.service.version]}), OLD, OLD)
    assert gaps(table, OLD, OLD) == []


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"states": {}}, "states"),
        ({"states": {"instruction": "acceptee"}}, "states"),
        ({"states": {"instruction": "rejet_implicite"}}, "states"),
        ({"states": {"instruction": "examen", "recue": "nulle_part"}}, "states"),
        ({"items": {}}, "items"),
        ({"items": {"terrain": "sol", "formation": "sol"}}, "items"),
        ({"items": {"terrain": "sol", "formation": None}}, "items"),
        ({"deadlines": {"decision": None}}, "deadlines"),
        ({"fields": {"foyers": "cadre"}}, "fields"),
        ({"fields": {"foyers": "logement"}}, "fields"),
        ({"functions": {"trainer": "treasury"}}, "functions"),
        ({"defaults": {"foyers": 3}}, "defaults"),
    ],
)
def test_each_gap_is_named(changes: dict[str, Any], part: str) -> None:
    table = Migration.model_validate(TABLE | changes)
    package = next_package()
    assert part in {gap.part for gap in gaps(completed(table, OLD, package), OLD, package)}
