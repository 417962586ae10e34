"""What is put to the people, in which phases, by whom, and who takes part.

Every contribution, support, ballot… hangs on a `Participant`, never on a person directly.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.directory.models import Unit
from parvis.territory.models import Area


class Act(models.TextChoices):
    """What one may do in a phase."""

    PROPOSE = "propose", _("propose an idea")
    SUPPORT = "support", _("support an idea")
    ARGUE = "argue", _("argue for or against an idea")
    STATE = "state", _("put a statement to everybody")
    REACT = "react", _("answer statements")
    VOLUNTEER = "volunteer", _("volunteer for a panel or a workshop")
    VOTE = "vote", _("vote")


class Way(models.TextChoices):
    """How it is known who takes part."""

    ACCOUNT = "account", _("with their account")
    COUNTER = "counter", _("met by an agent")
    LETTER = "letter", _("with a code received")
    NONE = "none", _("as a visitor, without verification")


class Consultation(models.Model):
    """Something put to the people, in phases. Nobody but its organisers sees it until published."""

    class Topic(models.TextChoices):
        PLANNING = "planning", _("town planning")
        ENVIRONMENT = "environment", _("environment")
        EDUCATION = "education", _("education and childhood")
        HEALTH = "health", _("health")
        TRANSPORT = "transport", _("transport")
        SAFETY = "safety", _("safety")
        SOLIDARITY = "solidarity", _("solidarity")
        CULTURE = "culture", _("culture and sport")
        BUDGET = "budget", _("budget of the authority")
        SERVICE = "service", _("a service to the public or of a company")

    class Openness(models.TextChoices):
        OPEN = "open", _("everybody")
        AREA = "area", _("those who live there")
        LIST = "list", _("those who were invited, with a code")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=150)
    summary = models.TextField(help_text="in plain language: what is decided, by whom, when")
    topic = models.CharField(max_length=12, choices=Topic)
    openness = models.CharField(max_length=4, choices=Openness, default=Openness.OPEN)
    areas = models.ManyToManyField(Area, related_name="+")
    organisers = models.ManyToManyField(Unit, related_name="consultations")
    themes = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="to sort ideas by"
    )
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="who answers for it")
    edition_before = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="editions_after",
        help_text="the same held before: it shows what later phases become",
    )
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    # Set by `queries.consultations`: {pk, unit, institution} each, in one query.
    organised_by: Sequence[Mapping[str, Any]] = ()
    papers: Sequence[Mapping[str, Any]] = ()
    where: Sequence[str] = ()

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="consultation_recent")]

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """A time in which one may do what `rules` says (`rules.phase_rules.PhaseRules`)."""

    class Kind(models.TextChoices):
        IMAGINE = "imagine", _("imagine")
        DELIBERATE = "deliberate", _("deliberate")
        CHOOSE = "choose", _("choose")
        DO = "do", _("do")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, help_text="what happens, in plain language")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    rules = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["consultation", "opens_at"], name="phase_in_order")]
        constraints = [
            models.CheckConstraint(name="phase_lasts", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_opened(self) -> bool:
        return self.opens_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.has_opened and clock.now() < self.closes_at

    @property
    def last_day(self) -> datetime:
        return self.closes_at - timedelta(seconds=1)

    @property
    def state(self) -> str:
        """ "done", "current" or "todo", as steps are drawn."""
        return "current" if self.is_open else "done" if self.has_opened else "todo"


class Document(models.Model):
    """Something to read before one speaks: a text shown as a page, or a file."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="documents")
    workshop = models.ForeignKey(
        "participation.Workshop",
        models.CASCADE,
        null=True,
        related_name="materials",
        help_text="material of a workshop, not a document of the whole consultation",
    )
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True, help_text="prose; empty for a file")
    storage_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_text_or_file", condition=Q(text="") ^ Q(storage_name="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """Who takes part in one consultation: a person, or a browser or sheet of paper that no person
    is known for (`visitor`: a keyed hash). Visitors without verification are counted apart."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="participations")
    visitor = models.CharField(max_length=64, null=True, help_text="keyed hash of a token")
    way = models.CharField(max_length=7, choices=Way)
    shown_name = models.CharField(
        max_length=80, blank=True, help_text="what they chose to show; empty: no name"
    )
    confirmed_by = models.CharField(
        max_length=9, blank=True, help_text="SIREN, when an agent met them"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, help_text="when they withdrew")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "person"],
                name="participant_once",
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["consultation", "visitor"],
                name="participant_visitor_once",
                condition=Q(visitor__isnull=False),
            ),
            models.CheckConstraint(
                name="participant_is_somebody",
                condition=Q(person__isnull=False) | Q(visitor__isnull=False),
            ),
            models.CheckConstraint(
                name="participant_account_is_a_person",
                condition=~Q(way="account") | Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name or f"#{self.pk}"

    @property
    def is_verified(self) -> bool:
        return self.way != Way.NONE

    @property
    def is_former(self) -> bool:
        """Stands for all who wrote on the platform that contributions came from; nobody can be it:
        a visitor is 64 hexadecimal digits."""
        return (self.visitor or "").startswith("former:")
