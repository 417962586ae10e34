"""The one rule language of Parvis: a documented subset of CEL, typed, in three-valued logic.

    rule = compile_expression('answers.terrain == "commune"', environment, expected=BOOL)
    rule.evaluate({"answers": {}})  # Unknown(facts=("answers.terrain",))

For authors: docs/guides/rule-language.md. Why so: docs/decisions/0030 to 0034.
"""

from parvis.catalogue.expressions._errors import ExpressionError
from parvis.catalogue.expressions._explain import Step
from parvis.catalogue.expressions._outcome import Known, Outcome, Problem, Unknown
from parvis.catalogue.expressions._program import Checked, Program, check, compile_expression
from parvis.catalogue.expressions._types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    Type,
    choice,
    is_name,
    list_of,
    optional,
    struct,
)

__all__ = [
    "BOOL",
    "DATE",
    "DOUBLE",
    "INT",
    "STRING",
    "Checked",
    "Environment",
    "ExpressionError",
    "Known",
    "Outcome",
    "Problem",
    "Program",
    "Step",
    "Type",
    "Unknown",
    "check",
    "choice",
    "compile_expression",
    "is_name",
    "list_of",
    "optional",
    "struct",
]
