"""Packages being written, and every state of their files. Rows are written by `actions`."""

from django.db import models

from parvis.catalogue.models import ServiceVersion
from parvis.directory.models import Institution


class Project(models.Model):
    """A package being written. `head`: the number of its last save."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    package_id = models.CharField(max_length=100, help_text="as service.yml says it")
    title = models.CharField(max_length=200, help_text="the service's name, for lists")
    based_on = models.CharField(max_length=160, blank=True, help_text="what it was begun from")
    head = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.ForeignKey(
        ServiceVersion, models.PROTECT, null=True, related_name="+", help_text="last published"
    )
    set_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title or self.package_id


class Text(models.Model):
    """The text of a file, kept once however many saves hold it."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256, UTF-8")
    body = models.TextField()

    def __str__(self) -> str:
        return self.digest


class Save(models.Model):
    """All the files of a project at one moment, who left them so, and what was done."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="saves")
    number = models.PositiveIntegerField()
    files = models.JSONField(help_text="file name → digest of its text")
    at = models.DateTimeField()
    by_key = models.CharField(max_length=64)
    by = models.CharField(max_length=200, help_text="name, as it was then")
    done = models.CharField(max_length=300, help_text="what was done, in words")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="workshop_save_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"
