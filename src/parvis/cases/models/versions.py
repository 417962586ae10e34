"""Open cases carried from one version of their service to another."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.cases.models.requests import Case
from parvis.catalogue.models import Installation, ServiceVersion


class VersionRun(models.Model):
    """A table of names, its rehearsal, then the move itself. `table`: a `definition.Migration`,
    completed; changing it undoes the rehearsal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="version_runs")
    from_version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    table = models.JSONField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    rehearsal_asked_at = models.DateTimeField(null=True)
    rehearsed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["installation", "-made_at"], name="version_runs")]

    def __str__(self) -> str:
        return f"{self.from_version} → {self.to_version.number}"


class VersionLine(models.Model):
    """One open case, and what became of it. `state`, `becomes`: ids, before and after. `why`: what
    keeps it, in words that name questions and never an answer."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("to rehearse")
        ABLE = "able", _("can follow")
        UNABLE = "unable", _("cannot follow")
        MOVED = "moved", _("follows")
        STAYED = "stayed", _("stays on its version")

    run = models.ForeignKey(VersionRun, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    state = models.CharField(max_length=40)
    becomes = models.CharField(max_length=40, blank=True)
    documents = models.IntegerField(default=0, help_text="issued, kept as they are")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    why = models.JSONField(default=list)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="version_line_once")]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="version_line_next")]

    def __str__(self) -> str:
        return f"{self.case} · {self.outcome}"


class Carried(models.Model):
    """A case as it was under a version it no longer follows: what was answered then stays, and its
    story is told in the words of that time. `names`: {"items", "deadlines" and "fields": {next:
    then}}."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="carried")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    answers = models.JSONField()
    facts = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case} · {self.version_id}"
