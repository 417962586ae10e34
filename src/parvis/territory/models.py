"""The official geographic code: commune → EPCI → département → région → State.

Rows are written by `actions.load` only, from the vintage shipped with the program.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.territory import names


class Area(models.Model):
    """One area of one level. `code` is INSEE's (SIREN for an EPCI, "FR" for the State).

    A département row also stands for an overseas collectivity, which belongs to no région; a
    commune outside any EPCI has none. An EPCI across départements has no `departement`.
    """

    class Level(models.TextChoices):
        COMMUNE = "commune", _("commune")
        EPCI = "epci", _("intercommunality")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        STATE = "state", _("State")
        PART = "part", _("part of a commune")

    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, help_text="`names.search_key` of the name")
    nature = models.CharField(
        max_length=16,
        blank=True,
        help_text="CA, CC, CU, METRO, MET69; COM; deleguee, associee, arrondissement",
    )
    article = models.SmallIntegerField(
        null=True, help_text="INSEE's TNCC: which article goes before the name"
    )
    siren = models.CharField(max_length=9, blank=True, help_text="of the authority; empty: unknown")
    postal_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    former_codes = ArrayField(
        models.CharField(max_length=5),
        default=list,
        blank=True,
        help_text="of communes merged into this one, which left no part",
    )
    population = models.IntegerField(null=True)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    epci = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    departement = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    vintage = models.SmallIntegerField(help_text="year of the last vintage that holds it")
    is_current = models.BooleanField(default=True, help_text="the latest vintage holds it")
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="predecessors",
        help_text="commune it was merged into, or that it is a part of",
    )

    # Set by `queries.search_communes`: the old or local name under which a commune was found.
    found_as: str = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="area_level_code"),
        ]
        indexes = [
            models.Index(fields=["folded"], name="area_name"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="area_name_search"),
            GinIndex(fields=["postal_codes"], name="area_postal_codes"),
            GinIndex(fields=["former_codes"], name="area_former_codes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_with_de(self) -> str:
        """The name after "de", as French wants it: "de Pau", "d’Arbus", "du Havre"."""
        return names.name_with_de(self.name, self.article)
