"""A SEPA credit-transfer file: ISO 20022 pain.001.001.03, checked against its schema."""

from collections.abc import Iterable
from datetime import date, datetime

from sepaxml import SepaTransfer

from parvis.cases.models import DebtorAccount, Payment


class _File(SepaTransfer):  # type: ignore[misc]
    """The library draws an identifier and reads the time by itself; both are given here."""

    def __init__(self, config: dict[str, object], message_id: str, made_at: datetime) -> None:
        super().__init__(config)
        header = self._xml.find("CstmrCdtTrfInitn/GrpHdr")
        self.msg_id = header.find("MsgId").text = message_id
        header.find("CreDtTm").text = f"{made_at:%Y-%m-%dT%H:%M:%S}"


def transfer_file(
    debtor: DebtorAccount,
    payments: Iterable[Payment],
    *,
    message_id: str,
    made_at: datetime,
    execute_on: date,
) -> bytes:
    """The file as the bank takes it. `message_id`: 35 characters at most. Names and labels are
    written in the letters all banks accept (EPC 217-08). Raises sepaxml's ValidationError."""
    config: dict[str, object] = {
        "name": debtor.name,
        "IBAN": debtor.iban,
        "batch": True,
        "currency": "EUR",
    }
    if debtor.bic:
        config["BIC"] = debtor.bic
    transfer = _File(config, message_id, made_at)
    for payment in payments:
        transfer.add_payment(
            {
                "name": payment.holder,
                "IBAN": payment.iban,
                "amount": payment.amount_cents,
                "execution_date": execute_on,
                "description": payment.label,
                "endtoend_id": f"{payment.case.reference}-{payment.pk}"[:35],
            }
        )
    exported: bytes = transfer.export(validate=True)
    return exported
