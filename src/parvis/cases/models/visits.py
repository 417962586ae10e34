"""What an agent took along to fill in without the network, and what came back of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.cases.models.work import WorkItem


class VisitReport(models.Model):
    """The form of one visit, taken along by one agent. Its id is the key under which the answers
    come back: however often they are sent, they count once."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("taken along")
        DONE = "done", _("passed on")
        CONFLICT = "conflict", _("somebody acted meanwhile")
        WRONG = "wrong", _("to correct")
        DROPPED = "dropped", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="reports")
    seen = models.JSONField(
        default=dict, help_text="field → fingerprint of the answer the agent had under their eyes"
    )
    prepared_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PREPARED)
    result = models.CharField(max_length=40, blank=True)
    inputs = models.JSONField(default=dict, help_text="as typed; emptied once it is settled")
    digest = models.CharField(max_length=64, blank=True, help_text="of what was received")
    errors = models.JSONField(default=dict, help_text="what is to be corrected, by question")
    changed = models.JSONField(default=list, help_text="answers of the request that changed since")
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "item"],
                name="visit_taken_along_once",
                condition=Q(status="prepared"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.status}"

    @property
    def is_to_settle(self) -> bool:
        return self.status in {self.Status.CONFLICT, self.Status.WRONG}
