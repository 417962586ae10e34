"""What managers keep: the exports they make again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.catalogue.models import Installation
from parvis.directory.models import Unit


class ExportTemplate(models.Model):
    """Columns and format of an export a unit makes again. `columns`: keys, in order (see
    `cases.exports`); one that no longer exists is left out."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="export_templates")
    installation = models.ForeignKey(Installation, models.CASCADE, related_name="export_templates")
    name = models.CharField(max_length=80)
    columns = ArrayField(models.CharField(max_length=60))
    file_format = models.CharField(max_length=4)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="export_template_name"),
        ]

    def __str__(self) -> str:
        return self.name
