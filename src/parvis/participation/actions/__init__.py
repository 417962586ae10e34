"""The only writer: one function is one transaction."""

from parvis.participation.actions.consultations import (
    RulesSettled,
    add_document,
    add_phase,
    change_phase,
    create_consultation,
    edit_consultation,
    publish,
    remove_document,
)
from parvis.participation.actions.taking_part import NotAllowed, join, leave, show_name

__all__ = [
    "NotAllowed",
    "RulesSettled",
    "add_document",
    "add_phase",
    "change_phase",
    "create_consultation",
    "edit_consultation",
    "join",
    "leave",
    "publish",
    "remove_document",
    "show_name",
]
