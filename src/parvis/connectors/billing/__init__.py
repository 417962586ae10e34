"""The invoice ledger, asked what was paid and what was due (`billing.invoice` in packages).

Billing programs differ from town to town: a connector of one's own registers under the same name.
In a demonstration a twin with a few invoices answers.
"""

from django.conf import settings

from parvis.cases import ports
from parvis.connectors.billing.twin import DemoLedger


def register() -> None:
    """Called when the program starts."""
    if settings.DEMO:
        ports.register_source(DemoLedger())
