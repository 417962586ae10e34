"""What is asked about each thing of a package: one declaration, from which forms, the place of each
check and the texts in every language follow."""

from parvis.workshop.sheets.base import Ask, At, Question, Sheet, Word
from parvis.workshop.sheets.placing import SECTIONS, Placing

__all__ = ["SECTIONS", "Ask", "At", "Placing", "Question", "Sheet", "Word"]
