"""The services of the demonstration, installed from the shipped library."""

from pathlib import Path

from parvis.cases.actions import set_debtor_account
from parvis.cases.models import DebtorAccount
from parvis.catalogue import actions, installing
from parvis.catalogue.checker import checked
from parvis.config.demo import Report
from parvis.config.demo.directory import AGGLOMERATION
from parvis.core.actor import SYSTEM
from parvis.core.paths import library_dir
from parvis.directory import queries as directory

ORDER = 40
LABEL = "Services"
# The example of the French IBAN guides: no bank holds it.
IBAN, BIC = "FR7630006000011234567890189", "AGRIFRPP"


def load(report: Report) -> None:
    """Publish and install; a version already published with the same content is left as it is."""
    files = sorted((Path(__file__).parent / "installations").glob("*.yml"))
    for done, path in enumerate(files, 1):
        wanted = installing.read(path)
        institution, area, bindings = installing.parties(wanted)
        version = actions.publish(package=checked(library_dir() / wanted.package))
        actions.install(
            version=version,
            institution=institution,
            area=area,
            bindings=bindings,
            overlay=wanted.overlay,
            slug=wanted.slug,
        )
        report(done, len(files))
    _account_to_pay_from()


def _account_to_pay_from() -> None:
    unit = directory.unit(AGGLOMERATION, "finances")
    if unit is None or DebtorAccount.objects.filter(unit=unit).exists():
        return
    set_debtor_account(unit=unit, name="Compte de démonstration", iban=IBAN, bic=BIC, actor=SYSTEM)
