"""What the authority said it would do about ideas, how far it is, and what people think of it.

Nothing here is rewritten in silence: a date that moves leaves a `DueChange`, a state its reason, a
decision its own row.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.directory.models import Unit
from parvis.participation.models.consultation import Consultation, Participant
from parvis.participation.models.election import Election
from parvis.participation.models.former_votes import FormerProject
from parvis.participation.models.gathering import Gathering
from parvis.participation.models.ideas import Idea
from parvis.participation.models.panel import Recommendation
from parvis.territory.models import Area


class ProjectIdea(models.Model):
    """An idea that a project of a vote took up. Projects are named by their code, which a draft
    keeps when its list is written again."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="taken_up")
    code = models.SlugField(max_length=30)
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="projects")
    group = models.ForeignKey(
        Gathering, models.PROTECT, null=True, related_name="+", help_text="with which it came"
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "code", "idea"],
                name="idea_taken_up_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="idea_let_go_with_a_reason",
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea} → {self.code}"


class Commitment(models.Model):
    """A promise with an owner, dates and money. It comes from a project of a vote, from ideas, or
    from what a panel recommended; `service`: the slug of the service that came out of it."""

    class State(models.TextChoices):
        PROMISED = "promised", pgettext_lazy("commitment", "promised")
        UNDERWAY = "underway", pgettext_lazy("commitment", "under way")
        DELAYED = "delayed", pgettext_lazy("commitment", "delayed")
        DELIVERED = "delivered", pgettext_lazy("commitment", "delivered")
        ABANDONED = "abandoned", pgettext_lazy("commitment", "given up")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="commitments")
    title = models.CharField(max_length=150)
    text = models.TextField(help_text="the promise, in plain language")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="its owner")
    role = models.CharField(max_length=120, help_text="who answers for it there, by function")
    budget_cents = models.PositiveBigIntegerField(null=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.PROMISED)
    state_why = models.TextField(blank=True)
    commune = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    service = models.SlugField(max_length=80, blank=True)
    election = models.ForeignKey(
        Election, models.PROTECT, null=True, related_name="commitments", help_text="with `code`"
    )
    code = models.SlugField(max_length=30, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, related_name="commitments"
    )
    former_project = models.OneToOneField(
        FormerProject,
        models.SET_NULL,
        null=True,
        related_name="commitment",
        help_text="retained by a vote held elsewhere",
    )
    ideas = models.ManyToManyField(Idea, related_name="commitments")
    made_at = models.DateTimeField()
    delivered_on = models.DateField(null=True)

    # Set by `queries.commitments`.
    steps_done = 0
    steps = 0

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "due_on", "id"], name="commitment_by_date"),
            models.Index(fields=["service"], name="commitment_service", condition=~Q(service="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="commitment_lasts", condition=Q(due_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="commitment_late_with_a_reason",
                condition=~Q(state__in=["delayed", "abandoned"]) | ~Q(state_why=""),
            ),
            models.CheckConstraint(
                name="commitment_delivered_on_a_day",
                condition=Q(state="delivered", delivered_on__isnull=False)
                | (~Q(state="delivered") & Q(delivered_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="commitment_project_named",
                condition=Q(election__isnull=True, code="")
                | (Q(election__isnull=False) & ~Q(code="")),
            ),
            models.UniqueConstraint(
                fields=["election", "code"],
                name="commitment_once_a_project",
                condition=Q(election__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DELIVERED, self.State.ABANDONED}


class Milestone(models.Model):
    """A step of a commitment, with the day by which it is due."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=150)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    text = models.TextField(blank=True, help_text="what was done")

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class DueChange(models.Model):
    """A date that moved, and why: of a milestone, or of the whole commitment. Never changed."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="due_changes")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="due_changes")
    was = models.DateField()
    now = models.DateField()
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="due_change_with_a_reason", condition=~Q(why="") & ~Q(now=F("was"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.now}"

    @property
    def days(self) -> int:
        return (self.now - self.was).days


class Decision(models.Model):
    """What an institution decided, when, and why: on an idea, a project, a recommendation or a
    commitment."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="decisions")
    what = models.CharField(max_length=200)
    reasons = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="in whose name")
    body = models.CharField(max_length=150, blank=True, help_text="council, jury…, if any")
    decided_on = models.DateField()
    idea = models.ForeignKey(Idea, models.CASCADE, null=True, related_name="decisions")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="decisions")
    election = models.ForeignKey(Election, models.CASCADE, null=True, related_name="decisions")
    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, null=True, related_name="decisions"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["consultation", "-id"], name="decision_recent")]
        constraints = [
            models.CheckConstraint(name="decision_with_reasons", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return self.what


class Remark(models.Model):
    """What somebody says of a commitment or of a decision: a rating of a step or of what was
    delivered, what its owner answers, what authors reply to a decision about their idea."""

    class Kind(models.TextChoices):
        RATING = "rating", _("rating")
        ANSWER = "answer", _("answer of the authority")
        REPLY = "reply", _("reply of an author")

    kind = models.CharField(max_length=6, choices=Kind)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="remarks")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="remarks")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="remarks")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, related_name="remarks")
    answers = models.ForeignKey("self", models.CASCADE, null=True, related_name="answered_by")
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="remarks")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    stars = models.PositiveSmallIntegerField(null=True, help_text="1 to 5")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=Idea.State, default=Idea.State.SHOWN)
    held_for = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["commitment", "-id"], name="remark_of_commitment")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "commitment", "milestone"],
                name="rated_once",
                condition=Q(kind="rating"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="remark_rating_has_stars",
                condition=Q(kind="rating", stars__range=(1, 5), commitment__isnull=False)
                | (~Q(kind="rating") & Q(stars__isnull=True)),
            ),
            models.CheckConstraint(
                name="remark_of_somebody",
                condition=Q(kind="answer", unit__isnull=False, participant__isnull=True)
                | (~Q(kind="answer") & Q(participant__isnull=False, unit__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:40]}"


class Progress(models.Model):
    """One thing that became of an idea or of a commitment, and why. Append-only: authors hear what
    `is_told_at_once` from it directly, everything else reaches people in the weekly letter."""

    class Kind(models.TextChoices):
        STUDIED = "studied", _("is being studied")
        RETAINED = "retained", _("is retained")
        DECLINED = "declined", _("is not retained")
        PROJECT = "project", _("became a project put to the vote")
        WON = "won", _("was chosen by the vote")
        LOST = "lost", _("was not chosen by the vote")
        PROMISED = "promised", _("became a commitment")
        UNDERWAY = "underway", _("is under way")
        MILESTONE = "milestone", _("a step is done")
        DUE = "due", _("a date has moved")
        DELAYED = "delayed", _("is late")
        NEWS = "news", _("has news")
        DELIVERED = "delivered", _("is done")
        ABANDONED = "abandoned", _("is given up")
        SERVICE = "service", _("became a service")
        FIGURES = "figures", _("has figures")

    key = models.CharField(max_length=120, unique=True, help_text="told once under it")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="progress")
    kind = models.CharField(max_length=9, choices=Kind)
    idea = models.ForeignKey(Idea, models.CASCADE, null=True, related_name="progress")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="progress")
    commune = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, help_text="of the idea or commitment, that day")
    text = models.TextField(help_text="why, or what")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="progress_by_week"),
            models.Index(fields=["consultation", "-id"], name="progress_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="progress_of_one",
                condition=Q(idea__isnull=False, commitment__isnull=True)
                | Q(idea__isnull=True, commitment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.kind}"
