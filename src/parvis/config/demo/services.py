"""The services of the demonstration, installed from the shipped library."""

from dataclasses import dataclass
from pathlib import Path

from parvis.accounts.models import Account
from parvis.cases.actions import set_debtor_account
from parvis.cases.models import DebtorAccount
from parvis.catalogue import actions, installing
from parvis.catalogue.checker import checked
from parvis.config.demo import Report
from parvis.config.demo.directory import AGGLOMERATION, JURANCON, PAU
from parvis.core.actor import SYSTEM
from parvis.core.paths import library_dir
from parvis.directory import queries as directory
from parvis.revenue.actions import name_keeper, save_regie
from parvis.revenue.models import Keeper, Mode, Regie

ORDER = 40
LABEL = "Services"
# The example of the French IBAN guides: no bank holds it.
IBAN, BIC = "FR7630006000011234567890189", "AGRIFRPP"


@dataclass(frozen=True, slots=True)
class DemoRegie:
    """`keepers`: the regisseur, then the deputy."""

    siren: str
    unit: str
    number: str
    name: str
    merchant: str
    payable_to: str
    where: str
    keepers: tuple[str, str]


REGIES = (
    DemoRegie(
        PAU,
        "stationnement",
        "R-064-12",
        "Régie du stationnement",
        "064064",
        "Régie du stationnement de Pau",
        "Hôtel de ville, place Royale, 64000 Pau (horaires inventés : 9 h à 17 h)",
        ("amelie", "louis"),
    ),
    DemoRegie(
        JURANCON,
        "affaires-scolaires",
        "R-064-31",
        "Régie de la restauration scolaire",
        "064284",
        "Régie de la restauration scolaire de Jurançon",
        "Mairie de Jurançon, 64110 Jurançon (horaires inventés : 9 h à 12 h)",
        ("sylvie", "yves"),
    ),
)


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
    for regie in REGIES:
        _account_to_pay_from(regie.siren, regie.unit)
        _open(regie)


def _account_to_pay_from(siren: str, slug: str) -> None:
    unit = directory.unit(siren, slug)
    if unit is None or DebtorAccount.objects.filter(unit=unit).exists():
        return
    set_debtor_account(unit=unit, name="Compte de démonstration", iban=IBAN, bic=BIC, actor=SYSTEM)


def _open(wanted: DemoRegie) -> None:
    """Two agents keep it, so that a refund finds its second person."""
    unit = directory.unit(wanted.siren, wanted.unit)
    if unit is None or Regie.objects.filter(unit=unit).exists():
        return
    regie = save_regie(
        actor=SYSTEM,
        unit=unit,
        number=wanted.number,
        name=wanted.name,
        modes=list(Mode.values),
        merchant=wanted.merchant,
        online_mode=Regie.OnlineMode.TEST,
        payable_to=wanted.payable_to,
        where=wanted.where,
    )
    for key, role in zip(wanted.keepers, (Keeper.Role.REGISSEUR, Keeper.Role.DEPUTY), strict=True):
        account = Account.objects.get(email=f"{key}@agents.parvis.example")
        name_keeper(actor=SYSTEM, regie=regie, account=account, role=role)
