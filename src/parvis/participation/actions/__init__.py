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
from parvis.participation.actions.deliberation import (
    AlreadySaid,
    NotShown,
    SaidEnough,
    add_statements,
    draw_map,
    react,
    say,
    settle_statement,
)
from parvis.participation.actions.taking_part import NotAllowed, join, leave, show_name

__all__ = [
    "AlreadySaid",
    "NotAllowed",
    "NotShown",
    "RulesSettled",
    "SaidEnough",
    "add_document",
    "add_phase",
    "add_statements",
    "change_phase",
    "create_consultation",
    "draw_map",
    "edit_consultation",
    "join",
    "leave",
    "publish",
    "react",
    "remove_document",
    "say",
    "settle_statement",
    "show_name",
]
