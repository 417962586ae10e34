"""What domains above may hear about money received and given back."""

from dataclasses import dataclass

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePaid(Event):
    """What was asked is paid, once, whatever the way."""

    event_name = "revenue.due_paid"
    about_type: str
    about_key: str
    charge: str
    receipt_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAgreed(Event):
    """Two people agreed to give money back: a transfer is owed by the regie's unit."""

    event_name = "revenue.refund_agreed"
    about_type: str
    about_key: str
    refund_id: int
