"""Who may do what in a consultation; writes nothing."""

from parvis.participation.rules.organising import may_organise, may_receive, organising_units
from parvis.participation.rules.phase_rules import InvalidRules, PhaseRules, rules_of
from parvis.participation.rules.taking_part import Verdict, Why, may

__all__ = [
    "InvalidRules",
    "PhaseRules",
    "Verdict",
    "Why",
    "may",
    "may_organise",
    "may_receive",
    "organising_units",
    "rules_of",
]
