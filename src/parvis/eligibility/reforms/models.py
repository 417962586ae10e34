"""Scenarios that were kept, and the tariffs adopted after them. `reforms.actions` writes them."""

from django.db import models

from parvis.directory.models import Institution


class Scenario(models.Model):
    """One or two variants of a tariff against that of the day, on a population: all it takes to
    find the same figures again. Never changed once kept."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    today = models.JSONField(help_text="tariff of the day, as `tariffs.as_data`")
    variants = models.JSONField(help_text="one or two, the same")
    use = models.JSONField(help_text="who pays, how often, where: as the page asked")
    population = models.CharField(max_length=64, help_text="SHA-256 of the households' file")
    at = models.DateTimeField()
    by_key = models.CharField(max_length=64)
    by = models.CharField(max_length=200, help_text="name, as it was then")

    class Meta:
        indexes = [
            models.Index(fields=["institution", "benefit", "-id"], name="scenario_of_benefit")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "benefit", "name"], name="scenario_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdoptedTariff(models.Model):
    """A tariff that was voted: a later version of the benefit's file, from one day on.

    Never changed nor removed (a trigger refuses it). `digest`: SHA-256 of what was adopted, also in
    the journal; who reads checks it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=80)
    starts_on = models.DateField()
    tariff = models.JSONField(help_text="as `tariffs.as_data`")
    deliberation = models.CharField(max_length=120, help_text="reference")
    voted_on = models.DateField()
    scenario = models.ForeignKey(Scenario, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by_key = models.CharField(max_length=64)
    by = models.CharField(max_length=200, help_text="name, as it was then")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["benefit", "starts_on"], name="adopted_tariff_once"),
            models.CheckConstraint(
                name="adopted_tariff_voted_before",
                condition=models.Q(voted_on__lte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} · {self.starts_on}"
