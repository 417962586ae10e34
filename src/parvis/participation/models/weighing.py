"""Results as given and as the population would weigh them: figures, never who said what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Consultation


class Weighing(models.Model):
    """What was computed of a phase of statements (`key`: the phase), of the supports of ideas (0)
    or of who voted (the election). `content`: as `rules.weighings` writes it."""

    class About(models.TextChoices):
        STATEMENTS = "statements", _("Opinions on statements")
        SUPPORTS = "supports", _("Supports of ideas")
        TURNOUT = "turnout", _("Who voted")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="weighings", db_index=False
    )
    about = models.CharField(max_length=10, choices=About)
    key = models.PositiveBigIntegerField(default=0)
    content = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "about", "key"], name="weighed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.key}"
