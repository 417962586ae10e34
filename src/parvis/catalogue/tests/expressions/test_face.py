"""Others import these names and no other."""

import subprocess
import sys

from parvis.catalogue import expressions

PUBLIC = """
BOOL Checked DATE DOUBLE Environment ExpressionError INT Known Outcome Problem Program STRING Step
Type Unknown check choice compile_expression is_name list_of optional struct
"""


def test_the_public_names() -> None:
    assert sorted(expressions.__all__) == sorted(PUBLIC.split())
    for name in expressions.__all__:
        assert hasattr(expressions, name)


def test_numpy_and_celpys_evaluator_stay_out_of_the_web_process() -> None:
    script = (
        "import sys; from parvis.catalogue.expressions import *; "
        "compile_expression('n > 1', Environment({'n': INT})); "
        "sys.exit(bool({'numpy', 'celpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
