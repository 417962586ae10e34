"""What was brought in from another platform (Decidim, CONSUL), and from which line of it.

The file itself may hold names: it goes as soon as it was brought in, or after a week.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.directory.models import Unit
from parvis.participation.models.commitments import Commitment, Milestone
from parvis.participation.models.consultation import Consultation, Document
from parvis.participation.models.former_votes import FormerProject, Source
from parvis.participation.models.ideas import Argument, Idea
from parvis.participation.models.workshop_sessions import Workshop


class Import(models.Model):
    """A file on its way. `preview`: what was read of it; `choices`: what the organiser decided
    (`actions.imports.Choices`); `done` of `total` lines are in; `result` counts what came of them.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("read, to be confirmed")
        BRINGING = "bringing", _("being brought in")
        DONE = "done", _("brought in")
        REFUSED = "refused", pgettext_lazy("file", "refused")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, related_name="imports", help_text="once it is made"
    )
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=150, blank=True, help_text="of the consultation to make")
    source = models.CharField(max_length=7, choices=Source)
    name = models.CharField(max_length=120)
    storage_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    preview = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    given_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "moved_at"], name="import_waiting")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Former(models.Model):
    """Something there, by its identifier there, and what was made of it here. `written`: SHA-256 of
    what was written, so that what somebody edited here since is left alone."""

    class Kind(models.TextChoices):
        IDEA = "idea", "idea"
        REMARK = "remark", "remark"
        ANSWER = "answer", "answer"
        GROUP = "group", "group"
        DOCUMENT = "document", "document"
        PROJECT = "project", "project"
        PROMISE = "promise", "promise"
        STEP = "step", "step"
        MEETING = "meeting", "meeting"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=7, choices=Source)
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=60)
    written = models.CharField(max_length=64, blank=True)
    idea = models.ForeignKey(Idea, models.SET_NULL, null=True, related_name="+")
    argument = models.ForeignKey(Argument, models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    project = models.ForeignKey(FormerProject, models.SET_NULL, null=True, related_name="+")
    promise = models.ForeignKey(Commitment, models.SET_NULL, null=True, related_name="+")
    step = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="+")
    meeting = models.ForeignKey(Workshop, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "source", "kind", "key"], name="former_once"
            ),
            models.CheckConstraint(name="former_named", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"
