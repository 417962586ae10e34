"""Consultations and what people do in them; one file per subject. Rows are written by `actions`."""

from parvis.participation.models.consultation import (
    Act,
    Consultation,
    Document,
    Participant,
    Phase,
    Way,
)

__all__ = ["Act", "Consultation", "Document", "Participant", "Phase", "Way"]
