"""Local rights: benefits as data files, judged in three values for a person or a population.

    for benefit in benefits_for("64284", today):
        answers = judge(benefit, situation, law_amounts, today)

For authors: docs/guides/benefits.md. Why so: docs/decisions/0310 to 0319.
"""

from parvis.eligibility.local.benefit import Benefit
from parvis.eligibility.local.fields import FIELDS
from parvis.eligibility.local.judging import judge
from parvis.eligibility.local.library import benefit, benefits_for, shipped

__all__ = ["FIELDS", "Benefit", "benefit", "benefits_for", "judge", "shipped"]
