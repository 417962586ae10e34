"""API Particulier: the quotient familial that the CAF or the MSA computed, for whoever asks for
theirs. Without an agreement (PARVIS_PARTICULIER_*) nobody is asked; in a demonstration, a twin
answers."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parvis.connectors.particulier.gateway import Particulier
from parvis.connectors.particulier.twin import demo
from parvis.core import health
from parvis.core.health import Health
from parvis.eligibility import ports


def register() -> None:
    """Called when the program starts."""
    if settings.DEMO:
        ports.provide_quotients(demo())
        return
    health.register(gettext_noop("API Particulier"), check)
    if all(_declared()):
        ports.provide_quotients(Particulier(*_declared()))


def _declared() -> tuple[str, str, str, str]:
    return (
        settings.PARTICULIER_URL,
        settings.PARTICULIER_TOKEN,
        settings.PARTICULIER_SIRET,
        settings.PARTICULIER_AGREEMENT,
    )


def check() -> Health:
    """Nobody is asked to find out."""
    declared = _declared()
    if all(declared):
        return Health("good", _("Residents can ask for their family quotient."))
    if any(declared[1:]):
        return Health(
            "warning",
            _("The agreement with API Particulier is declared in part: nobody is asked."),
            _("Set PARVIS_PARTICULIER_TOKEN, _SIRET and _AGREEMENT."),
        )
    return Health("good", _("No agreement with API Particulier is declared: nobody is asked."))
