"""Forms on paper, from their printing to the draft they become."""

import uuid

from django.db import models
from django.db.models import Q

from parvis.catalogue.models import Installation
from parvis.directory.models import Unit


class PaperForm(models.Model):
    """A form printed from a draft, or received on paper. Its scans are attachments under its `id`
    until an agent keys it in, then under the draft's key.

    `reference`: what its code says, empty when nobody could read it. `draft_key`: the draft it was
    printed from or is keyed into, which is also that of the case. A blank form is known here only
    once it comes back. `arrived_on`: the day of the stamp, when somebody said that it came before
    its pages were kept, and who.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, blank=True)
    installation = models.ForeignKey(
        Installation, models.PROTECT, null=True, related_name="paper_forms"
    )
    version_number = models.CharField(max_length=40, blank=True, help_text="as printed")
    draft_key = models.UUIDField(null=True, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    received_by = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    arrived_on = models.DateField(null=True)
    arrived_said_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="paper_form_reference", condition=~Q(reference="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "-received_at"],
                name="paper_form_waiting",
                condition=Q(draft_key=None),
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.id)
