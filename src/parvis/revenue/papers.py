"""What people keep: the receipt of a payment (tagged PDF); what the accountant keeps: the day book.

The day book is that of art. R1617-16 of the CGCT and of title 12 of the instruction codificatrice
06-031-A-B-M: every receipt in the order of its number, then totals by day and way of paying, as CSV
that any spreadsheet opens. It is no PES file: those carry the titles that the finance program of
the town makes from these totals.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.core import pdf
from parvis.core.forms import write_amount
from parvis.core.spreadsheets import guarded
from parvis.core.ui.words import NARROW, NBSP, euros, plaindate
from parvis.revenue.models import Mode, Receipt, Regie


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt of a payment, in French: it is a piece of the regie's accounts."""
    with override("fr"):
        title = _("Receipt no. %(number)s") % {"number": receipt}
        return pdf.render("letter", _letter(receipt, title), title=title, lang="fr")


def _letter(receipt: Receipt, title: str) -> dict[str, Any]:
    due, regie = receipt.due, receipt.regie
    institution = regie.institution
    rows = [
        [_("Paid by"), due.payer],
        [_("For"), due.label],
        [_("Request"), due.reference],
        [_("Amount"), euros(receipt.amount_cents).replace(NARROW, NBSP)],
        [_("Way of paying"), str(Mode(receipt.mode).label)],
        [_("Paid on"), plaindate(receipt.received_on)],
    ]
    if receipt.bank_reference:
        rows.append([_("Bank reference"), receipt.bank_reference])
    if receipt.taken_by:
        rows.append([_("Received by"), receipt.taken_by])
    body: list[dict[str, Any]] = [{"type": "table", "rows": rows}]
    if receipt.is_surplus:
        text = _("This amount was not due any more: it will be given back to you.")
        body.append({"type": "note", "text": text})
    return {
        "sender": {
            "name": institution.name,
            "unit": regie.unit.name,
            "lines": [line.strip() for line in institution.address.split("\n") if line.strip()],
            "phone": regie.unit.phone or institution.phone,
            "email": regie.unit.email or institution.email,
            "website": institution.website,
        },
        "dated": receipt.received_on.isoformat(),
        "recipient": [due.payer],
        "facts": [[_("Regie"), f"{regie.name} ({regie.number})"]],
        "subject": title,
        "body": body,
        "closing": _("Keep this receipt: it proves that you have paid."),
    }


def _columns() -> list[str]:
    return [
        _("Regie"),
        _("Receipt"),
        _("Date"),
        _("Request"),
        _("For"),
        _("Paid by"),
        _("Way of paying"),
        _("Bank reference"),
        _("Received by"),
        _("Amount"),
        _("To give back"),
    ]


def day_book_csv(
    regie: Regie, receipts: Iterable[Receipt], totals: Iterable[tuple[date, str, int, int]]
) -> Iterator[str]:
    """Lines of the file, one by one: semicolons, amounts with a comma, as French spreadsheets read
    them. In French, whatever the language of the page."""
    with override("fr"):
        yield "\ufeff" + _line(_columns())
        for one in receipts:
            yield _line(
                [
                    regie.number,
                    str(one),
                    f"{one.received_on:%d/%m/%Y}",
                    one.due.reference,
                    one.due.label,
                    one.due.payer,
                    str(Mode(one.mode).label),
                    one.bank_reference,
                    one.taken_by,
                    write_amount(one.amount_cents),
                    _("yes") if one.is_surplus else "",
                ]
            )
        yield _line([])
        yield _line([_("Total"), _("Date"), _("Way of paying"), _("How many"), _("Amount")])
        for day, mode, count, cents in totals:
            row = [_("Total"), f"{day:%d/%m/%Y}", mode, str(count), write_amount(cents)]
            yield _line(row)


def _line(cells: list[str]) -> str:
    """A cell that a spreadsheet would compute begins with an apostrophe."""
    written = io.StringIO()
    safe = [guarded(cell) for cell in cells]
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(safe)
    return written.getvalue()
