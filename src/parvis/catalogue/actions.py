"""Publishing packages and installing services: the only writer of the catalogue."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.utils.text import slugify

from parvis.catalogue.definition import Package, TextsFile
from parvis.catalogue.models import Binding, Installation, Service, ServiceVersion
from parvis.catalogue.overlays import OverlayRefused, laid_over
from parvis.core import clock
from parvis.core.text import fold
from parvis.directory.models import Institution, Unit
from parvis.territory.models import Area

SEARCH_CONFIG = "french_plain"


class VersionAlreadyPublished(Exception):
    """This version number is published with other content; raise the number in `service.yml`."""


class FunctionUnbound(Exception):
    """A function of the service is bound to no unit; `args[0]` is its id."""


@dataclass(frozen=True, slots=True)
class Bind:
    """`function` is played by `unit`, in `area` only when one is given."""

    function: str
    unit: Unit
    area: Area | None = None


def written(document: dict[str, Any]) -> str:
    """The text that is kept and hashed: JSON, keys in the package's order, no spaces."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(package: Package) -> dict[str, Any]:
    """The package as one JSON document, keys as in its files."""
    return package.model_dump(mode="json", by_alias=True)


@transaction.atomic
def publish(*, package: Package, origin: str = "") -> ServiceVersion:
    """Freeze the package as an immutable version; publishing the same content twice is nothing.

    Checking and playing the scenarios come before (`checker.check`, `queries.play`).
    Raises VersionAlreadyPublished.
    """
    return _freeze(package, package.service.version, origin or package.service.origin)


def _freeze(package: Package, number: str, origin: str) -> ServiceVersion:
    content = written(document_of(package))
    content_hash = _digest(content)
    service, _ = Service.objects.get_or_create(package_id=package.service.id)
    version, created = ServiceVersion.objects.get_or_create(
        service=service,
        number=number,
        defaults={
            "content_hash": content_hash,
            "content": content,
            "licence": package.service.licence,
            "origin": origin,
            "published_at": clock.now(),
        },
    )
    # A key that came to the format since then changes the text, not what the package says.
    if not created and written(document_of(version.package)) != content:
        raise VersionAlreadyPublished(f"{service.package_id} {number}")
    return version


@transaction.atomic
def install(
    *,
    version: ServiceVersion,
    institution: Institution,
    area: Area,
    bindings: Iterable[Bind],
    overlay: dict[str, Any] | None = None,
    slug: str = "",
) -> Installation:
    """Offer the service on `area`; installing again changes version, bindings and overlay.

    Cases in flight keep the version they were submitted with and the units bound then.
    Raises FunctionUnbound, OverlayRefused, ValidationError (the overlay breaks a shape).
    """
    binds = list(bindings)
    package = version.package
    bound = {bind.function for bind in binds}
    for function in package.service.functions:
        if function not in bound:
            raise FunctionUnbound(function)
    if overlay:
        package, version = _adapted(version, institution, overlay)
    words = package.words("fr")
    shown = {
        "version": version,
        "area": area,
        "overlay": overlay or {},
        "slug": slug or _free_slug(words, version.service, institution),
        "name": words.service.name,
        "summary": words.service.summary,
        "theme": next(iter(package.service.themes), ""),
        "icon": package.service.icon,
        "search_text": fold(" ".join(_searched(package))),
    }
    installation, _ = Installation.objects.update_or_create(
        service=version.service,
        institution=institution,
        defaults=shown,
        create_defaults=shown | {"installed_at": clock.now()},
    )
    _index(installation, package)
    installation.bindings.all().delete()
    Binding.objects.bulk_create(
        Binding(installation=installation, function=b.function, unit=b.unit, area=b.area)
        for b in binds
    )
    return installation


def _adapted(
    version: ServiceVersion, institution: Institution, overlay: dict[str, Any]
) -> tuple[Package, ServiceVersion]:
    """The version as this institution words it, frozen under a local number (semver build)."""
    package = Package.model_validate(laid_over(version.document, overlay))
    if package.service.needs_the_web and package.service.web_only is None:
        raise OverlayRefused("service.channels: say why, in service.web_only, or keep another one")
    mark = _digest(json.dumps(overlay, sort_keys=True))[:6]
    number = f"{version.number}+{institution.siren or institution.pk}.{mark}"[:40]
    return package, _freeze(package, number, version.origin)


def _free_slug(words: TextsFile, service: Service, institution: Institution) -> str:
    existing = Installation.objects.filter(service=service, institution=institution).first()
    if existing is not None:
        return existing.slug
    plain = slugify(words.service.name)[:60]
    if Installation.objects.filter(slug=plain).exists():
        return f"{plain}-{slugify(institution.name)}"[:80]
    return plain


def _searched(package: Package) -> list[str]:
    found: list[str] = []
    for texts in package.texts.values():
        found += [texts.service.name, texts.service.summary, *texts.service.keywords]
    return found


def _index(installation: Installation, package: Package) -> None:
    """Weights: A name, B keywords, C summary, D description, in every language."""
    texts = [words.service for words in package.texts.values()]
    by_weight = {
        "A": " ".join(t.name for t in texts),
        "B": " ".join(word for t in texts for word in t.keywords),
        "C": " ".join(t.summary for t in texts),
        "D": " ".join(t.description for t in texts),
    }
    parts: list[Combinable] = [
        SearchVector(Value(text), config=SEARCH_CONFIG, weight=weight)
        for weight, text in by_weight.items()
    ]
    vector = reduce(lambda left, right: left + right, parts)
    Installation.objects.filter(pk=installation.pk).update(search_vector=vector)
    installation.refresh_from_db()
