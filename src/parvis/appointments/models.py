"""Who receives when, and what is booked. The database itself refuses a double booking.

An agent has one agenda wherever they work: what one institution books, no other can book again.
An appointment may take several agendas at once (an agent and a room, two agents): all or none.
"""

import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.directory.models import Place, Unit


class Channel(models.TextChoices):
    """How two people meet."""

    DESK = "desk", _("at the desk")
    PHONE = "phone", _("by telephone")
    HOME = "home", _("at home")
    VIDEO = "video", _("by video link")


class Kind(models.Model):
    """A kind of appointment that a unit gives. `margin_minutes` follows each, for the agent.

    `needs`: what must be free besides whoever receives (“Salle”, “Interprète”), each answered by
    an opening of that name.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointment_kinds")
    slug = models.SlugField(max_length=60, help_text="how service packages name it")
    name = models.CharField(max_length=120)
    explain = models.CharField(max_length=400, blank=True)
    to_bring = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    margin_minutes = models.PositiveSmallIntegerField(default=0)
    channels = ArrayField(models.CharField(max_length=5, choices=Channel))
    needs = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_for_agents_only = models.BooleanField(default=False)
    notice_hours = models.PositiveSmallIntegerField(default=24)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    reminder_hours = models.PositiveSmallIntegerField(
        default=2, help_text="before, besides the day before; 0: only the day before"
    )
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "slug"], name="kind_unit_slug"),
            models.CheckConstraint(
                name="kind_lasts", condition=Q(minutes__gte=5, minutes__lte=480)
            ),
            models.CheckConstraint(name="kind_has_a_channel", condition=Q(channels__len__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Agenda(models.Model):
    """The time of an agent, or of a desk or a room of a place."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="agenda"
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="agendas")
    name = models.CharField(max_length=120, blank=True, help_text="of a desk or a room")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="agenda_place_name"),
            models.CheckConstraint(
                name="agenda_of_somebody_or_somewhere",
                condition=Q(account__isnull=False, place__isnull=True)
                | (Q(account__isnull=True, place__isnull=False) & ~Q(name="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.account) if self.account is not None else self.name


class Opening(models.Model):
    """When an agenda receives, for which kinds, and where. `hours` empty: while the place is open.

    Without a place one is reached from afar, or comes to people's homes. `part`: the need that the
    agenda answers instead of receiving; it then serves those received at its place, or anywhere.
    """

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="openings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="openings")
    kinds = models.ManyToManyField(Kind, related_name="openings")
    part = models.CharField(max_length=60, blank=True, help_text="empty: it receives")
    hours = models.CharField(max_length=255, blank=True, help_text="OpenStreetMap syntax")
    video_url = models.URLField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda}: {self.hours}"

    @property
    def zone(self) -> ZoneInfo:
        """The clock by which its hours are read; `unit__institution__area` should be loaded."""
        area = self.place.commune if self.place else self.unit.institution.area
        return ZoneInfo(area.time_zone if area else "Europe/Paris")


class Absence(models.Model):
    """Somebody is away, or a room closed. It cancels nothing by itself: what was booked is shown,
    to be moved."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True, help_text="for colleagues only")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["agenda", "ends_at"], name="absence_agenda")]

    def __str__(self) -> str:
        return f"{self.agenda}: {self.starts_at:%Y-%m-%d} – {self.ends_at:%Y-%m-%d}"


class TimeRange(Func):
    """From the start of an appointment to the moment its agenda is free again, end excluded."""

    function = "TSTZRANGE"
    output_field: Any = DateTimeRangeField()


class Agendas(Func):
    """Every agenda that an appointment takes, as a set that can overlap another."""

    function = "appointments_agendas"
    output_field: Any = BigIntegerRangeField()


class Booking(models.Model):
    """One appointment of one person: in the agenda of who receives, and in those it takes `also`.

    `room` says, for the person, the rooms and desks among these.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("booked")
        ARRIVED = "arrived", _("arrived")
        DONE = "done", _("took place")
        MISSED = "missed", _("did not come")
        CANCELLED = "cancelled", _("cancelled")

    class Asked(models.TextChoices):
        WEB = "web", _("on line")
        DESK = "desk", _("at the desk")
        PHONE = "phone", _("by telephone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="bookings")
    agenda = models.ForeignKey(Agenda, models.PROTECT, related_name="bookings")
    also = ArrayField(models.BigIntegerField(), default=list, blank=True)
    room = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="bookings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bookings")
    channel = models.CharField(max_length=5, choices=Channel)
    status = models.CharField(max_length=9, choices=Status, default=Status.BOOKED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    free_at = models.DateTimeField(help_text="end and margin: the agenda is free again")
    time_zone = models.CharField(max_length=40, help_text="of the place: how its time is said")
    video_url = models.URLField(blank=True)
    address = models.CharField(max_length=300, blank=True, help_text="of a visit at home")
    subject = models.CharField(max_length=200, blank=True, help_text="in the person's words")
    case_reference = models.CharField(max_length=20, blank=True, help_text="opaque here")
    asked_by = models.CharField(max_length=5, choices=Asked, default=Asked.WEB)
    booked_by = models.CharField(max_length=200, help_text="in words: the person or the agent")
    booked_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveIntegerField(default=0, help_text="grows at each change (RFC 5545)")
    remind_at = models.DateTimeField(null=True, help_text="the next reminder")
    reason = models.CharField(max_length=200, blank=True, help_text="why it was cancelled")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    # Of the agendas in `also`; filled by `queries.bookings`.
    also_names: Sequence[str] = ()
    also_accounts: Sequence[uuid.UUID] = ()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_never_twice",
                expressions=[
                    (Agendas("agenda", "also"), RangeOperators.OVERLAPS),
                    (TimeRange("starts_at", "free_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=~Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="booking_lasts",
                condition=Q(ends_at__gt=F("starts_at")) & Q(free_at__gte=F("ends_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["agenda", "starts_at"], name="booking_agenda_start"),
            GinIndex(fields=["also"], name="booking_also"),
            models.Index(fields=["person", "starts_at"], name="booking_person_start"),
            models.Index(fields=["kind", "starts_at"], name="booking_kind_start"),
            models.Index(
                fields=["remind_at"], name="booking_remind", condition=Q(remind_at__isnull=False)
            ),
            models.Index(
                fields=["case_reference"],
                name="booking_case",
                condition=~Q(case_reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Ticket(models.Model):
    """A number in the queue of a place, for one day. It bears no name."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CALLED = "called", _("called")
        SERVED = "served", _("served")
        GONE = "gone", _("left")

    place = models.ForeignKey(Place, models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="tickets")
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="ticket")
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    called_to = models.CharField(max_length=60, blank=True, help_text="desk, as the screen says it")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "day", "number"], name="ticket_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.number}"


class Feed(models.Model):
    """A secret address under which a calendar program reads the appointments of one account, or of
    a desk or a room. Only a fingerprint of it is kept: it is shown once, renewed or withdrawn at
    will."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="appointment_feed"
    )
    agenda = models.OneToOneField(Agenda, models.CASCADE, null=True, related_name="feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feed_of_one", condition=Q(account__isnull=True) ^ Q(agenda__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"feed of {self.account or self.agenda}"
