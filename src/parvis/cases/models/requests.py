"""A request being filled in, then a case: one row that says where it stands."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.directory.models import Unit
from parvis.territory.models import Area
from parvis.trust.models import Mandate


class Channel(models.TextChoices):
    WEB = "web", _("web")
    DESK = "desk", _("desk")
    PHONE = "phone", _("phone")
    POST = "post", _("post")
    VISIT = "visit", _("home visit")
    PARTNER = "partner", _("partner")


class Draft(models.Model):
    """A request being filled in: by a visitor, a resident, or an agent in somebody's name.

    Its id becomes the case's `draft_key`: submitting twice finds the same case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="+")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    visitor = models.CharField(max_length=64, blank=True, help_text="token of a visitor's browser")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="drafts"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="drafts", help_text="in whose name"
    )
    filed_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey(
        Mandate, models.CASCADE, null=True, related_name="+", help_text="a helper's"
    )
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=40, blank=True, help_text="page to come back to")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "-saved_at"], name="draft_account"),
            models.Index(fields=["visitor"], name="draft_visitor", condition=~Q(visitor="")),
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"


# Names are cut into words as PostgreSQL indexes them: "d'albret-sarrat" is three.
SEARCHED_WORDS = Func(
    F("search_text"),
    Value("[ '’-]+"),
    function="regexp_split_to_array",
    output_field=ArrayField(models.TextField()),
)


class SearchWord(models.Model):
    """A word of somebody's name, once, whoever bears it: what a slip is compared with. The database
    adds those of each new case (decision 0101)."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="searchword_likeness")]

    def __str__(self) -> str:
        return self.word


class Case(models.Model):
    """One request. `state` is the package's, `legal_state` one of the short fixed list."""

    class LegalState(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        COMPLETE = "complete", _("complete")
        UNDER_REVIEW = "under_review", _("under review")
        DECIDED = "decided", _("decided")
        CLOSED = "closed", _("closed")

    reference = models.CharField(max_length=20, unique=True)
    draft_key = models.UUIDField(unique=True)
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="cases")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases", db_index=False)
    applicant_name = models.CharField(max_length=200, help_text="as on the day of submission")
    applicant_identity = models.CharField(max_length=10, help_text="none, declared or verified")
    channel = models.CharField(max_length=8, choices=Channel)
    filed_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    filed_by_label = models.CharField(max_length=200, blank=True)
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="under which a helper filed it",
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases")
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    bindings = models.JSONField(help_text="function → unit id, fixed at submission")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="assigned_cases"
    )
    assigned_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", help_text="where the assignee acts"
    )
    state = models.CharField(max_length=40)
    legal_state = models.CharField(max_length=12, choices=LegalState)
    state_before_correction = models.CharField(max_length=40, blank=True)
    hand = models.CharField(max_length=40, help_text="function, applicant, items or nobody")
    outcome = models.CharField(max_length=16, blank=True)
    answers = models.JSONField()
    facts = models.JSONField(default=dict, blank=True, help_text="what lookups answered")
    charges = models.JSONField(
        default=dict,
        blank=True,
        help_text="what the applicant owes, by charge: {cents, paid, due}; `revenue` is the truth",
    )
    correction = models.JSONField(default=dict, blank=True, help_text="{fields, message} asked")
    automatic = models.CharField(
        max_length=40,
        default="",
        db_default="",
        blank=True,
        help_text="the transition by which rules alone decided, while that decision holds",
    )
    title = models.CharField(max_length=200, help_text="summary answers, for lists")
    due_on = models.DateField(null=True, help_text="next date the hand must keep")
    full_units = ArrayField(models.IntegerField(), default=list, help_text="units that see all")
    part_units = ArrayField(
        models.IntegerField(), default=list, help_text="units that see what items share"
    )
    search_text = models.CharField(max_length=500, help_text="folded names, reference, phone")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    expiry_told_at = models.DateTimeField(null=True, help_text="that its keeping time ends")
    anonymised_at = models.DateTimeField(null=True)
    duplicate_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        db_index=False,
        related_name="repeated_by",
        help_text="closed because it repeats that one",
    )
    revision = models.IntegerField(
        default=0, help_text="grows with each change of what may be done: detects crossed edits"
    )

    # Set by `queries.opening`: {until, name}, while whom it is entrusted to is absent; no name: the
    # whole unit stands in.
    away: Mapping[str, str] | None = None
    # Set there too: whether it seems to repeat another, or another it.
    is_alike = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_date",
                condition=Q(legal_state="closed", closed_at__isnull=False)
                | (~Q(legal_state="closed") & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-submitted_at"], name="case_person"),
            models.Index(
                fields=["version", "closed_at"],
                name="case_keeping",
                condition=Q(closed_at__isnull=False, anonymised_at=None),
            ),
            models.Index(fields=["lead_unit", "-submitted_at"], name="case_lead"),
            models.Index(
                fields=["duplicate_of"],
                name="case_duplicate",
                condition=Q(duplicate_of__isnull=False),
            ),
            # New cases go straight into it: a list of those to come would be read by each search.
            GinIndex(
                F("full_units"), SEARCHED_WORDS, name="case_units_and_words", fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return self.reference
