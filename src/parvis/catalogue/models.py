"""Services, their immutable published versions, and where they are installed.

Rows are written by `actions.py` only. A `ServiceVersion` is never changed: cases point to it.
"""

import json
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from parvis.catalogue.definition import Package
from parvis.directory.models import Institution, Unit
from parvis.territory.models import Area


class Service(models.Model):
    """A public service, known by its package id "publisher/slug"."""

    package_id = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.package_id


class ServiceVersion(models.Model):
    """One published version: the whole package as one JSON document, frozen."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=40, help_text="semver; +… when adapted locally")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of `content`, in UTF-8")
    content = models.TextField(help_text="the package as JSON: text, since jsonb forgets the order")
    licence = models.CharField(max_length=60)
    origin = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """The package as one JSON document, keys in the order of its files."""
        document: dict[str, Any] = json.loads(self.content)
        return document

    @cached_property
    def package(self) -> Package:
        """The document, typed. Use `queries.package_of(version_id)`, which keeps it in memory."""
        return Package.model_validate_json(self.content)


class Installation(models.Model):
    """A service offered by an institution on its area, with its functions bound to units."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="installations")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="installations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    overlay = models.JSONField(default=dict, blank=True)
    is_open = models.BooleanField(default=True)
    installed_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="French name, for lists")
    summary = models.CharField(max_length=400, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    search_vector = SearchVectorField(null=True)
    search_text = models.TextField(blank=True, help_text="folded words, for typing mistakes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "institution"], name="installed_once"),
            models.UniqueConstraint(fields=["slug"], name="installation_slug"),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="installation_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="installation_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name


class Binding(models.Model):
    """Function → unit. With an `area`, for cases lying there only; without, for all others."""

    installation = models.ForeignKey(Installation, models.CASCADE, related_name="bindings")
    function = models.CharField(max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bindings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "function", "area"],
                name="binding_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} → {self.unit}"
