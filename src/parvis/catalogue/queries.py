"""Reads of the catalogue."""

from functools import lru_cache

from parvis.catalogue.definition import Package
from parvis.catalogue.models import ServiceVersion


@lru_cache(maxsize=256)
def package_of(version_id: int) -> Package:
    """The package of a published version, kept in memory: versions never change."""
    return ServiceVersion.objects.get(pk=version_id).package
