"""Payment on line by PayFiP, the State's service for regies (PARVIS_PAYFIP); in a
demonstration, a stand-in that says so.

PayFiP gives notice at <PARVIS_BASE_URL>/paiement/payfip/avis/.
"""

from django.conf import settings

from parvis.connectors.payfip.gateway import PayFip
from parvis.connectors.payfip.twin import PAGE, InProcess, Kept, Twin
from parvis.revenue import ports

STAND_IN = Twin(Kept())


def register() -> None:
    """Called when the program starts. Without an address nothing is paid on line."""
    ports.register(gateway())


def gateway() -> PayFip | None:
    notify_url = f"{settings.BASE_URL}/paiement/payfip/avis/"
    if settings.PAYFIP_URL:
        return PayFip(settings.PAYFIP_URL, notify_url)
    if settings.DEMO:
        return PayFip(
            "https://payfip.demo.invalid/tpa",
            notify_url,
            page_url=f"{settings.BASE_URL}/{PAGE}",
            transport=InProcess(STAND_IN),
        )
    return None
