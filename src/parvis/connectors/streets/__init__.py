"""The street register, asked in which parking zone an address lies (`parking.zone` in packages).

Towns keep theirs in many ways: a connector of one's own registers under the same name. In a
demonstration a twin knows a few streets, zones invented.
"""

from django.conf import settings

from parvis.cases import ports
from parvis.connectors.streets.twin import DemoStreets


def register() -> None:
    """Called when the program starts."""
    if settings.DEMO:
        ports.register_source(DemoStreets())
