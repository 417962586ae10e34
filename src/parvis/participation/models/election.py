"""A vote of a phase: what is voted on, by which rule, and what came out.

What the rule says is settled before the vote opens (`terms`, sealed) and never changes after: a
trigger refuses it too. `counting.election.Election` is the same as plain values.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.participation.models.consultation import Phase


class Election(models.Model):
    """A budget put to the vote. `box_key` makes the marks of ballots; it is destroyed when the box
    is closed (decision 0411)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", pgettext_lazy("vote", "open")
        CLOSED = "closed", _("closed, being counted")
        COUNTED = "counted", _("counted, not published yet")
        PUBLISHED = "published", pgettext_lazy("vote", "published")

    class Ballot(models.TextChoices):
        SUPPORT = "support", _("support: every project one finds good")
        APPROVAL = "approval", _("approval: a few projects")
        KNAPSACK = "knapsack", _("basket: projects within the budget")
        RANKING = "ranking", _("ranking: projects in order of preference")
        POINTS = "points", _("points: shared out between projects")

    phase = models.OneToOneField(Phase, models.PROTECT, related_name="election")
    title = models.CharField(max_length=150)
    question = models.CharField(max_length=300, blank=True, help_text="what voters are asked")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    ballot = models.CharField(max_length=8, choices=Ballot, default=Ballot.KNAPSACK)
    is_secret = models.BooleanField(default=True)
    may_revote = models.BooleanField(default=True, help_text="until closing, paper apart")
    needs_identity = models.BooleanField(
        default=True, help_text="certified by FranceConnect, or checked by an agent"
    )
    budget_cents = models.BigIntegerField()
    most = models.PositiveSmallIntegerField(null=True)
    points = models.PositiveIntegerField(null=True)
    threshold = models.PositiveIntegerField(default=0, help_text="voters a project needs")
    rule = models.JSONField(default=dict, help_text="see `counting.election.Rule`")
    incompatible = models.JSONField(default=list, help_text="groups of codes, one funded at most")
    tie_seed = models.CharField(max_length=200, blank=True, help_text="drawn in public")
    terms = models.TextField(blank=True, help_text="canonical JSON, once sealed")
    seal = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the terms")
    box_key = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="election_sealed_once_open",
                condition=Q(state="draft") | ~Q(terms=""),
            ),
            models.CheckConstraint(
                name="election_key_while_open",
                condition=Q(state="open") ^ Q(box_key=""),
            ),
        ]

    # Set by `queries.elections.election_of`: how many envelopes are settled.
    settled = 0

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class BudgetProject(models.Model):
    """A project put to the vote. `code` names it on ballots and in what is published."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="projects")
    code = models.SlugField(max_length=30)
    number = models.PositiveSmallIntegerField(help_text="on ballots, from 1")
    name = models.CharField(max_length=120)
    summary = models.TextField()
    where = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=80, blank=True, help_text="as results are told by")
    category = models.CharField(max_length=80, blank=True)
    cost_cents = models.BigIntegerField()
    floor_cents = models.BigIntegerField(null=True, help_text="least amount it can be done with")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="budget_project_code"),
            models.UniqueConstraint(
                fields=["election", "number"],
                name="budget_project_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="budget_project_cost", condition=Q(cost_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """What a count gave, as it is published: the page of results reads nothing else."""

    election = models.OneToOneField(Election, models.CASCADE, related_name="tally")
    counted_at = models.DateTimeField()
    manifest = models.JSONField(help_text="bundle.json")
    comparison = models.JSONField(help_text="what each rule would have given")
    turnout = models.JSONField(help_text="voters and ballots by channel")
    seal = models.CharField(max_length=64)
    bundle = models.CharField(max_length=200, help_text="its name in the storage")
    pabulib = models.CharField(max_length=200, help_text="the `.pb` file's name in the storage")
    openings = models.CharField(max_length=200, help_text="kept under seal for a sworn auditor")

    def __str__(self) -> str:
        return self.seal[:16]
