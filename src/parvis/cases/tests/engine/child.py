"""A process to be killed: it submits, takes on, signs, delivers or lets time pass, and says what it
did.

Usage: python child.py submit|take|sign|deliver|clock. One line a thing done, flushed at once.
"""

import sys
from datetime import timedelta

import django


def main(what: str) -> None:
    django.setup()

    from parvis.cases import actions
    from parvis.cases.actions import guests, signatures
    from parvis.cases.engine import party as parties
    from parvis.cases.models import Case, Draft, Guest
    from parvis.cases.tests.factories import MONDAY
    from parvis.core import clock, events, outbox
    from parvis.core.models import OutboxEvent
    from parvis.notifications.models import Notification

    def said(line: object) -> None:
        print(line, flush=True)  # noqa: T201

    said("ready")
    if what == "submit":
        for draft in list(Draft.objects.select_related("person").order_by("pk")):
            party = parties.somebody(draft.person)
            said(actions.submit(draft=draft, person=draft.person, party=party).reference)
    elif what == "take":
        for case in list(Case.objects.order_by("pk")):
            unit = frozenset({case.lead_unit_id})
            party = parties.Party("agent", parties.SYSTEM_PARTY.actor, unit_ids=unit)
            actions.perform(case=case, transition="prendre_en_charge", party=party, inputs={})
            said(case.reference)
    elif what == "sign":
        for guest in list(Guest.objects.select_related("item__case").order_by("pk")):
            guests.send_code(guest=guest)
            code = Notification.objects.filter(key__contains=":code:").latest("pk").code
            signatures.sign_by_link(guest=guest, code=code, result="signed")
            said(guest.item.case_id)
    elif what == "clock":
        with clock.at(MONDAY + timedelta(days=60)):
            while actions.run_clock(limit=1).total:
                said("one")
    elif what == "deliver":
        while OutboxEvent.objects.filter(delivered_at=None).exists():
            outbox.drain(events.subscribers_of)
            said("drained")


if __name__ == "__main__":
    main(sys.argv[1])
