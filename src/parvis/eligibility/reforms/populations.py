"""The populations that rules may be tried on here."""

from pathlib import Path

from django.conf import settings

from parvis.eligibility.population import storage
from parvis.eligibility.population.storage import Population


def folder_of_site() -> Path:
    """Where `parvis eligibility population` writes."""
    return Path(settings.DATA_DIR) / "populations"


def population_of(communes: set[str], area: str) -> Population | None:
    """The one that covers these communes, or (none named) that is of this area; those made on this
    site first. None: none does."""
    for folder in storage.folders(folder_of_site()):
        found = storage.kept(folder)
        if communes <= set(found.households.communes) if communes else found.code == area:
            return found
    return None
