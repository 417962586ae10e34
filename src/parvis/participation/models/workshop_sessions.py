"""A workshop of a consultation: who comes, what is said there, what comes out of it.

Ideas and materials are ordinary ideas and documents that bear their workshop.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.core import clock
from parvis.directory.models import Place, Unit
from parvis.participation.models.consultation import Consultation, Participant


class Workshop(models.Model):
    """`steps`: title, minutes, method and material of each, in order. `sequence` grows when those
    registered must be told of a change (RFC 5545, SEQUENCE)."""

    class Kind(models.TextChoices):
        BRAINSTORMING = "brainstorming", _("brainstorming")
        TRAINING = "training", _("training session")
        MEETING = "meeting", _("public meeting")

    class Format(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        VIDEO = "video", _("by video link")
        MIXED = "mixed", _("on site and by video link")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", pgettext_lazy("workshop", "published")
        CANCELLED = "cancelled", _("cancelled")
        HELD = "held", _("took place")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="workshops")
    kind = models.CharField(max_length=13, choices=Kind)
    format = models.CharField(max_length=7, choices=Format)
    title = models.CharField(max_length=120)
    purpose = models.TextField(help_text="what one does there and what becomes of it, plainly")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True, help_text="where, without a place")
    video_url = models.URLField(blank=True, help_text="for those registered and who facilitates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=0, help_text="on site")
    remote_seats = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(help_text="registration")
    closes_at = models.DateTimeField(help_text="registration")
    hosts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    other_hosts = models.CharField(max_length=200, blank=True, help_text="people from outside")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    why_cancelled = models.TextField(blank=True)
    steps = models.JSONField(default=list)
    needed = models.TextField(blank=True, help_text="what to bring, one line for each thing")
    walk_ins = models.PositiveSmallIntegerField(
        default=0, help_text="people who came without being registered"
    )
    minutes_draft = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    # Set by `queries.workshops`.
    taken = 0
    remote_taken = 0
    waiting = 0

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "starts_at"], name="workshop_in_order"),
            models.Index(
                fields=["starts_at"], name="workshop_coming", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.CheckConstraint(name="workshop_lasts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="workshop_registration_lasts", condition=Q(closes_at__gt=F("opens_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_on_site(self) -> bool:
        return self.format != self.Format.VIDEO

    @property
    def is_remote(self) -> bool:
        return self.format != self.Format.ON_SITE

    @property
    def where(self) -> str:
        """Where one goes, in words; empty by video link only."""
        if not self.is_on_site:
            return ""
        if self.place is None:
            return self.address
        return f"{self.place.name}, {self.place.address}"

    @property
    def is_public(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def takes_registrations(self) -> bool:
        is_open = self.opens_at <= clock.now() < self.closes_at
        return self.state == self.State.PUBLISHED and is_open and self.starts_at > clock.now()


class Registration(models.Model):
    """A participant comes, or waits for a place. `since`: when they began to wait or to come; those
    who wait are served in that order. `needs` is for facilitators alone, and erased soon after."""

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        REMOTE = "remote", _("by video link")

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        ATTENDED = "attended", _("was there")
        ABSENT = "absent", _("did not come")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="workshops")
    mode = models.CharField(max_length=7, choices=Mode)
    state = models.CharField(max_length=10, choices=State)
    needs = models.CharField(max_length=300, blank=True, help_text="accessibility, said freely")
    since = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["workshop", "state", "since"], name="registration_turn")]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "participant"], name="registration_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.participant_id} ({self.state})"

    @property
    def is_coming(self) -> bool:
        return self.state in {self.State.REGISTERED, self.State.ATTENDED}

    @property
    def is_live(self) -> bool:
        return self.is_coming or self.state == self.State.WAITING


class WorkshopNote(models.Model):
    """What was said, under the step it was said in (its title then; empty: the whole workshop)."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="notes")
    step = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]


class WorkshopMinutes(models.Model):
    """A version of the minutes as published. None is rewritten."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "version"], name="minutes_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} · {self.version}"
