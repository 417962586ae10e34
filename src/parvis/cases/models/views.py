"""Filters of the agents' list kept under a name."""

from django.conf import settings
from django.db import models

from parvis.directory.models import Unit


class SavedView(models.Model):
    """Of one agent (no `unit`), or of all who handle cases in a unit, kept by its managers."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="saved_views"
    )
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="saved_views")
    name = models.CharField(max_length=60)
    filters = models.CharField(max_length=300, help_text="as in the list's address")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "name"], name="saved_view_name", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="saved_view_has_one_owner",
                condition=models.Q(account__isnull=True) ^ models.Q(unit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
