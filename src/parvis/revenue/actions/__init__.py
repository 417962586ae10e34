"""The only writer of what is due and received. Each function is one transaction, but those that
ask the far side, which never do so within one."""

from parvis.revenue.actions.counter import receive
from parvis.revenue.actions.dues import ask, cancel
from parvis.revenue.actions.online import begin, check, give_up, heard_of, settle
from parvis.revenue.actions.refunds import ask_refund, decide_refund
from parvis.revenue.actions.refusals import (
    AlreadySettled,
    NotAKeeper,
    NotAllowedMode,
    NotOnLine,
    PaymentRunning,
    Refused,
    SamePerson,
)
from parvis.revenue.actions.regies import end_keeper, name_keeper, save_regie

__all__ = [
    "AlreadySettled",
    "NotAKeeper",
    "NotAllowedMode",
    "NotOnLine",
    "PaymentRunning",
    "Refused",
    "SamePerson",
    "ask",
    "ask_refund",
    "begin",
    "cancel",
    "check",
    "decide_refund",
    "end_keeper",
    "give_up",
    "heard_of",
    "name_keeper",
    "receive",
    "save_regie",
    "settle",
]
