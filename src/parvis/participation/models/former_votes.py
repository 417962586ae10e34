"""Budgets that were voted on elsewhere, as that platform published them.

No ballot came with them: nothing here is counted, and nothing can be counted again. That is why
they are no `Election`, whose results anybody recounts.
"""

from typing import TYPE_CHECKING

from django.db import models

from parvis.participation.models.consultation import Consultation, Phase
from parvis.participation.models.ideas import Idea

if TYPE_CHECKING:
    from parvis.participation.models.commitments import Commitment


class Source(models.TextChoices):
    DECIDIM = "decidim", "Decidim"
    CONSUL = "consul", "CONSUL Democracy"


class FormerVote(models.Model):
    """One budget there (`key`). `held_on`: the day its result was published, where an organiser
    said it: exports do not."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="former_votes")
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="former_votes")
    source = models.CharField(max_length=7, choices=Source)
    key = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=150)
    held_on = models.DateField(null=True)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "source", "key"], name="former_vote_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormerProject(models.Model):
    """A project of it, with what was published there. `rank`: from the most voted; `is_retained`:
    None where neither the export nor an organiser says; `steps`: what was published of its
    execution, each {"on": ISO day, "title", "text"}."""

    vote = models.ForeignKey(FormerVote, models.CASCADE, related_name="projects")
    rank = models.PositiveIntegerField()
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=150, blank=True)
    theme = models.CharField(max_length=60, blank=True)
    cost_cents = models.BigIntegerField(null=True)
    votes = models.PositiveBigIntegerField(null=True)
    supports = models.PositiveBigIntegerField(null=True, help_text="before the vote")
    is_retained = models.BooleanField(null=True)
    status = models.CharField(max_length=60, blank=True, help_text="as it was said there")
    steps = models.JSONField(default=list)
    ideas = models.ManyToManyField(Idea, related_name="former_projects")

    class Meta:
        indexes = [
            models.Index(fields=["vote", "rank", "id"], name="former_project_in_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def promised(self) -> "Commitment | None":
        """The commitment that came of it here, if any."""
        return getattr(self, "commitment", None)
