"""Institutions, their units and places, and the agents who work there, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.territory.models import Area


class Institution(models.Model):
    """A legal body: local authority, State service, association, firm."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        EPCI = "epci", _("intercommunality")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        STATE = "state", _("State")
        ASSOCIATION = "association", _("association")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public_body", _("public body")

    siren = models.CharField(max_length=9, unique=True)
    is_fictitious = models.BooleanField(
        default=False, help_text="of a demonstration: does not exist, and says so on screen"
    )
    hosts_site = models.BooleanField(default=False, help_text="whose name and colours pages bear")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="institutions")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    website = models.URLField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    theme = models.JSONField(default=dict, blank=True, help_text="see `core.ui.colours`")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind"],
                name="institution_one_per_area",
                condition=models.Q(kind__in=["commune", "epci", "departement", "region"]),
            ),
            models.UniqueConstraint(
                fields=["hosts_site"],
                name="institution_one_host",
                condition=models.Q(hosts_site=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department of an institution: what a service's functions are bound to."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="units")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "slug"], name="unit_institution_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where people can go. Words follow Open Referral HSDS (location)."""

    class Kind(models.TextChoices):
        TOWN_HALL = "town_hall", _("town hall")
        FRANCE_SERVICES = "france_services", _("France Services")
        PIMMS = "pimms", _("PIMMS Médiation")
        POST_OFFICE = "post_office", _("post office")
        INTERNET = "internet", _("internet access point")
        SOCIAL = "social", _("social services")
        WASTE = "waste", _("recycling centre")
        OTHER = "other", _("public counter")

    class Access(models.TextChoices):
        WHEELCHAIR = "wheelchair", _("step-free entrance")
        TOILETS = "toilets", _("adapted toilets")
        PARKING = "parking", _("adapted parking space")
        LOOP = "loop", _("hearing loop")
        SIGNS = "signs", _("sign language (LSF)")
        GUIDING = "guiding", _("guiding strips or spoken guidance")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="places")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.OTHER)
    address = models.CharField(max_length=300, help_text="as on an envelope, on one line")
    commune = models.ForeignKey(Area, models.PROTECT, related_name="places")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_roughly_located = models.BooleanField(
        default=False, help_text="the position is the centre of the commune"
    )
    opening_hours = models.CharField(max_length=500, blank=True, help_text="OpenStreetMap syntax")
    hours_are_invented = models.BooleanField(
        default=False, help_text="of a demonstration, and says so on screen"
    )
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    notes = models.CharField(max_length=500, blank=True, help_text="how to come, what to bring")
    access = ArrayField(models.CharField(max_length=10, choices=Access), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    tasks = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    services = ArrayField(
        models.SlugField(max_length=80), default=list, blank=True, help_text="of the catalogue"
    )
    checked_on = models.DateField(null=True, help_text="when an agent last confirmed all this")

    # Set by pages that list places: `ports.links_of` it.
    links: Sequence[Any] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="place_institution_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, WGS84."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Membership(models.Model):
    """An agent works in a unit, in a role, between two dates (both included)."""

    class Role(models.TextChoices):
        HANDLER = "handler", _("case handler")
        DESK = "desk", _("front desk")
        MANAGER = "manager", _("manager")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    # Set by `queries.memberships_of` and `memberships_at`: the colleagues of the unit, absent that
    # day, who named this agent: {account, name}.
    stands_in: Sequence[Mapping[str, str]] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role", "starts_on"], name="membership_once"
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.unit} ({self.role})"


class Days(models.Func):
    """Both days included."""

    function = "daterange"
    output_field = DateRangeField()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: "date | models.Expression") -> "AbsenceQuerySet":
        """Those that hold that day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """An agent is away from a unit between two dates (both included). `delegate`: the agent of the
    unit who stands in; none: the whole team. It gives nobody a right (decision 0239)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="absences")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="stands_in_during"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    declared_by = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="agent_absence_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (
                        Days("starts_on", "ends_on", models.Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="agent_absence_order",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="agent_absence_delegate",
                condition=~models.Q(delegate=models.F("account")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "ends_on"], name="agent_absence_unit")]

    def __str__(self) -> str:
        return f"{self.account} · {self.unit} ({self.starts_on} – {self.ends_on})"
