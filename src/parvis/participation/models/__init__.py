"""Consultations and what people do in them; one file per subject. Rows are written by `actions`."""

from parvis.participation.models.consultation import (
    Act,
    Consultation,
    Document,
    Participant,
    Phase,
    Way,
)
from parvis.participation.models.deliberation import (
    KeptMap,
    Reaction,
    Statement,
)

__all__ = [
    "Act",
    "Consultation",
    "Document",
    "KeptMap",
    "Participant",
    "Phase",
    "Reaction",
    "Statement",
    "Way",
]
