"""Reforms of the national law that were tried. `actions` writes them."""

from django.db import models

from parvis.directory.models import Institution


class NationalTrial(models.Model):
    """One or two variants of a few parameters of the law, and what they change on a population.

    Its figures are written once, with all it takes to cite them: they do not change when the law or
    the population does."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    month = models.DateField(help_text="first day of the month whose law is moved")
    variants = models.JSONField(help_text="one or two: values by parameter")
    today = models.JSONField(help_text="of each parameter: value, since, title, href")
    law = models.JSONField(help_text="versions of the law package")
    population = models.CharField(max_length=64, help_text="SHA-256 of the households' file")
    households = models.PositiveIntegerField(help_text="to compute")
    done = models.PositiveIntegerField(default=0)
    figures = models.JSONField(null=True, help_text="as `figures.Figures`")
    fault = models.TextField(blank=True, help_text="why it could not be computed")
    at = models.DateTimeField()
    by_key = models.CharField(max_length=64)
    by = models.CharField(max_length=200, help_text="name, as it was then")

    class Meta:
        indexes = [models.Index(fields=["institution", "-id"], name="trial_of_institution")]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="national_trial_name_once")
        ]

    def __str__(self) -> str:
        return self.name
