"""The only writer of cases. Each function is one transaction; refusals change nothing."""

from parvis.cases.actions.charges import note_paid, owe_refund
from parvis.cases.actions.clock import Report, run_clock
from parvis.cases.actions.facts import record_facts
from parvis.cases.actions.handovers import insist_on_item, pass_item_on, send_item_back
from parvis.cases.actions.items import assign, finish_item, take
from parvis.cases.actions.messages import add_note, write_message
from parvis.cases.actions.opinions import ask_opinions, withdraw
from parvis.cases.actions.payments import (
    DebtorUnknown,
    NothingToPay,
    make_payment_file,
    set_debtor_account,
    settle_batch,
)
from parvis.cases.actions.perform import Typed, perform, perform_at_once
from parvis.cases.actions.submit import submit
from parvis.cases.engine.refusals import (
    CaseClosed,
    CaseMoved,
    FunctionNotBound,
    InvalidInputs,
    NotAllowed,
    NotFound,
    Refused,
)

__all__ = [
    "CaseClosed",
    "CaseMoved",
    "DebtorUnknown",
    "FunctionNotBound",
    "InvalidInputs",
    "NotAllowed",
    "NotFound",
    "NothingToPay",
    "Refused",
    "Report",
    "Typed",
    "add_note",
    "ask_opinions",
    "assign",
    "finish_item",
    "insist_on_item",
    "make_payment_file",
    "note_paid",
    "owe_refund",
    "pass_item_on",
    "perform",
    "perform_at_once",
    "record_facts",
    "run_clock",
    "send_item_back",
    "set_debtor_account",
    "settle_batch",
    "submit",
    "take",
    "withdraw",
    "write_message",
]
