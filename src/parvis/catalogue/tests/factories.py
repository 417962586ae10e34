"""The smallest believable catalogue rows."""

from parvis.catalogue import actions
from parvis.catalogue.checker import checked
from parvis.catalogue.definition import Package
from parvis.catalogue.models import Installation
from parvis.core.paths import library_dir
from parvis.directory.models import Institution, Unit
from parvis.territory.models import Area

COMPOSTER = "pau-bearn-pyrenees/composteur-partage"
CERTIFICATE = "parvis/acte-de-naissance"
REFUND = "parvis/remboursement-trop-percu"
PARKING = "parvis/stationnement-resident"


def make_package(package_id: str = COMPOSTER) -> Package:
    return checked(library_dir() / package_id)


def make_area(code: str = "200067254", *, level: str = "epci", name: str = "CA Pau") -> Area:
    return Area.objects.get_or_create(
        level=level, code=code, defaults={"name": name, "folded": name.lower(), "vintage": 2026}
    )[0]


def make_unit(slug: str = "dechets", *, siren: str = "200067254", name: str = "Déchets") -> Unit:
    institution, _ = Institution.objects.get_or_create(
        siren=siren, defaults={"name": f"Institution {siren}", "kind": Institution.Kind.EPCI}
    )
    return Unit.objects.get_or_create(institution=institution, slug=slug, defaults={"name": name})[
        0
    ]


def make_installation(package_id: str = COMPOSTER, **overlay: object) -> Installation:
    """The package, published and installed with one unit for each function."""
    package = make_package(package_id)
    version = actions.publish(package=package)
    return actions.install(
        version=version,
        institution=make_unit().institution,
        area=make_area(),
        bindings=[
            actions.Bind(function, make_unit(function.replace("_", "-"), name=function))
            for function in package.service.functions
        ],
        overlay=dict(overlay),
    )
