"""YAML files edited in place: what nobody touched keeps every byte, comments included."""

from parvis.workshop.written.document import MISSING, Document, EditRefused, Unreadable
from parvis.workshop.written.values import Path

__all__ = ["MISSING", "Document", "EditRefused", "Path", "Unreadable"]
