"""The services of the demonstration, installed from the shipped library."""

from pathlib import Path

from parvis.accounts.models import Account
from parvis.cases.actions import set_debtor_account
from parvis.cases.models import DebtorAccount
from parvis.catalogue import actions, installing
from parvis.catalogue.checker import checked
from parvis.config.demo import Report
from parvis.config.demo.directory import AGGLOMERATION, PAU
from parvis.core.actor import SYSTEM
from parvis.core.paths import library_dir
from parvis.directory import queries as directory
from parvis.revenue.actions import name_keeper, save_regie
from parvis.revenue.models import Keeper, Mode, Regie

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
    _account_to_pay_from(AGGLOMERATION, "finances")
    _account_to_pay_from(PAU, "stationnement")
    _regie()


def _account_to_pay_from(siren: str, slug: str) -> None:
    unit = directory.unit(siren, slug)
    if unit is None or DebtorAccount.objects.filter(unit=unit).exists():
        return
    set_debtor_account(unit=unit, name="Compte de démonstration", iban=IBAN, bic=BIC, actor=SYSTEM)


def _regie() -> None:
    """Of the parking service; both agents keep it, so that a refund finds its second person."""
    unit = directory.unit(PAU, "stationnement")
    if unit is None or Regie.objects.filter(unit=unit).exists():
        return
    regie = save_regie(
        actor=SYSTEM,
        unit=unit,
        number="R-064-12",
        name="Régie du stationnement",
        modes=list(Mode.values),
        merchant="064064",
        online_mode=Regie.OnlineMode.TEST,
        payable_to="Régie du stationnement de Pau",
        where="Hôtel de ville, place Royale, 64000 Pau (horaires inventés : 9 h à 17 h)",
    )
    for key, role in (("amelie", Keeper.Role.REGISSEUR), ("louis", Keeper.Role.DEPUTY)):
        account = Account.objects.get(email=f"{key}@agents.parvis.example")
        name_keeper(actor=SYSTEM, regie=regie, account=account, role=role)
