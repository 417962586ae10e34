"""The guide for package authors knows everything the language has, and nothing else."""

import re
from datetime import date
from pathlib import Path

import pytest

from parvis.catalogue.expressions import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    Unknown,
    choice,
    compile_expression,
    list_of,
    optional,
    struct,
)
from parvis.catalogue.expressions import _functions as functions
from parvis.catalogue.expressions._compiler import MAX_WORK
from parvis.catalogue.expressions._lexemes import MAX_DEPTH, MAX_LENGTH
from parvis.catalogue.expressions._outcome import _MESSAGES as PROBLEMS
from parvis.catalogue.expressions._parser import MAX_NODES

GUIDE = Path(__file__).parents[5] / "docs" / "guides" / "rule-language.md"
TEXT = GUIDE.read_text(encoding="utf-8") if GUIDE.exists() else ""

pytestmark = pytest.mark.skipif(not TEXT, reason="the guide is not part of an installed wheel")

ENVIRONMENT = Environment(
    {
        "today": DATE,
        "answers": struct(
            {
                "terrain": choice("commune", "prive", "residence"),
                "surface": INT,
                "foyers": INT,
                "accord": BOOL,
                "loyer": optional(INT),
                "taux": DOUBLE,
                "montant_paye": INT,
                "montant_du": INT,
                "nom_residence": STRING,
                "code_postal": STRING,
                "dechets": list_of(choice("cuisine", "jardin")),
                "courriel": optional(STRING),
                "justificatif_du": DATE,
                "adresse": optional(struct({"commune": STRING})),
                "enfants": list_of(
                    struct({"ne_le": DATE, "prenom": STRING, "quotite": optional(INT)})
                ),
            }
        ),
        "person": struct({"ne_le": DATE}),
    }
)
EXAMPLES = re.findall(r"^```cel\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def documented() -> set[str]:
    """What stands in the first column of the guide's tables, between backquotes."""
    rows = re.findall(r"^\| (`[^|]*(?:\\\|[^|]*)*) \|", TEXT, re.MULTILINE)
    return {name.replace("\\|", "|") for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_operator_and_function_is_documented() -> None:
    operators = functions.names("operator") | {"&&", "||", "!", "? :"}
    called = functions.names("function") | functions.names("method")
    called |= {*functions.MACROS, *functions.SPECIAL}
    names = {name.partition("(")[0].rpartition(".")[2] for name in documented() if "(" in name}
    assert called == names
    assert operators <= documented()


def test_every_problem_is_documented() -> None:
    assert set(PROBLEMS) <= documented()


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (MAX_LENGTH, MAX_DEPTH, MAX_NODES, MAX_WORK):
        assert f"**{limit:,}**" in TEXT


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_rules(example: str) -> None:
    outcome = compile_expression(example, ENVIRONMENT).evaluate({"today": date(2026, 10, 1)})
    assert isinstance(outcome, Unknown)
