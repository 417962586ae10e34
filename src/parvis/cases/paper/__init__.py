"""Forms on paper: printed from the package, known again by their code when they come back."""

from parvis.cases.paper.codes import Code, code_of, read_codes
from parvis.cases.paper.sheet import sheet_of

__all__ = ["Code", "code_of", "read_codes", "sheet_of"]
