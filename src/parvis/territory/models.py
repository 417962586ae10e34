"""The official geographic code: commune → EPCI → département → région → State.

Rows are written by `actions.load` only, from the vintage shipped with the program.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """One area of one level. `code` is INSEE's (SIREN for an EPCI, "FR" for the State)."""

    class Level(models.TextChoices):
        COMMUNE = "commune", _("commune")
        EPCI = "epci", _("intercommunality")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        STATE = "state", _("State")

    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, help_text="name without accents, for search")
    postal_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    population = models.IntegerField(null=True)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    epci = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    departement = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    vintage = models.SmallIntegerField(help_text="year of the last vintage that holds it")
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="predecessors",
        help_text="commune it was merged into",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="area_level_code"),
        ]

    def __str__(self) -> str:
        return self.name
