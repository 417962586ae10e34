"""One thing done to many cases: prepared, previewed, run, reported."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.cases.models.requests import Case
from parvis.cases.models.work import WorkItem


class BulkRun(models.Model):
    """Its id stands in the address from the preview on: confirming twice runs it once."""

    class Kind(models.TextChoices):
        TAKE = "take", _("Take them")
        ENTRUST = "entrust", _("Entrust them to a colleague")
        SHARE = "share", _("Share them out among those present")
        RELEASE = "release", _("Give them back to the unit")
        WRITE = "write", _("Write to the people")
        MOVE = "move", _("Do the same thing on each")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_runs", help_text="who acts"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    arguments = models.JSONField(
        default=dict,
        help_text="to: account; plan: {line: [account, name]}; text; installation, state, "
        "transition, inputs. What was typed is erased at the end: each case holds it",
    )
    label = models.CharField(max_length=200, blank=True, help_text="what is done, in words")
    back = models.CharField(max_length=500, blank=True, help_text="filters of the list")
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "-confirmed_at"],
                name="bulk_reports",
                condition=Q(confirmed_at__isnull=False),
            ),
            models.Index(
                fields=["made_at"], name="bulk_prepared", condition=Q(confirmed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class BulkLine(models.Model):
    """One case, or one of its items, and what became of it. `revision`: the case's when chosen."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("to do")
        DONE = "done", _("done")
        REFUSED = "refused", _("not done")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    item = models.ForeignKey(WorkItem, models.CASCADE, null=True, related_name="+")
    revision = models.IntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "case", "item"], name="bulk_line_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.case}"
