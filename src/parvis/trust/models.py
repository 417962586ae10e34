"""Mandates: who may act for whom, for which services, until when, and on what proof.

Rows are written by `actions` only, and terms never change once accepted: other terms are another
mandate. Whether one is open today is asked of `Mandate.objects.open()`, never of its state alone.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.directory.models import Institution, Unit

LONGEST_EVER = timedelta(days=20 * 366)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def open(self, on: date | None = None) -> "MandateQuerySet":
        """In force that day (today): accepted, begun, not ended, whatever the nightly task did."""
        day = on or clock.today()
        return self.filter(state=Mandate.State.ACTIVE, starts_on__lte=day, ends_on__gte=day)


class Mandate(models.Model):
    """`helped` lets `helper` (a person) or `helper_unit` (a unit of professionals) act for them.

    Names are kept as on the day, so that the papers and the journal name both for ever. `basis` is
    the legal ground of a representative (minors, protected adults: Code civil, art. 388-1-1, 425).
    Whoever holds a mandate follows the requests it covers; filing, answering and receiving messages
    are each given or not.
    """

    class Kind(models.TextChoices):
        FAMILY = "family", _("relative or friend")
        VOLUNTEER = "volunteer", _("volunteer")
        PROFESSIONAL = "professional", _("professional")
        GUARDIAN = "guardian", _("legal representative")

    class Basis(models.TextChoices):
        PARENT = "parent", _("parent of a minor (Code civil, art. 388-1-1)")
        TUTELLE = "tutelle", _("guardian of an adult (Code civil, art. 473)")
        HABILITATION = "habilitation", _("authorised relative (Code civil, art. 494-1)")
        FUTURE = "future", _("lasting power of attorney in force (Code civil, art. 481)")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for an answer")
        ACTIVE = "active", _("in force")
        REFUSED = "refused", pgettext_lazy("mandate", "refused")
        REVOKED = "revoked", _("stopped")
        EXPIRED = "expired", _("ended")

    class Proof(models.TextChoices):
        CODE = "code", _("a code typed by the person")
        PAPER = "paper", _("a signed paper")
        PRESENCE = "presence", _("said before an agent")
        DOCUMENT = "document", _("a judgment or a legal document seen by an agent")

    class Side(models.TextChoices):
        HELPER = "helper", _("the helper")
        HELPED = "helped", _("the person helped")
        AGENT = "agent", _("an agent")

    class Scan(models.TextChoices):
        NONE = "", _("not checked")
        WAITING = "waiting", _("being checked")
        CLEAN = "clean", _("checked")
        INFECTED = "infected", _("refused: dangerous content")

    number = models.CharField(max_length=20, unique=True)
    helped = models.ForeignKey(Person, models.PROTECT, related_name="mandates_given")
    helped_name = models.CharField(max_length=200)
    helper = models.ForeignKey(Person, models.PROTECT, null=True, related_name="mandates_received")
    helper_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="mandates")
    helper_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    basis = models.CharField(max_length=12, choices=Basis, blank=True)
    may_file = models.BooleanField(default=False)
    may_answer = models.BooleanField(default=False)
    may_receive = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="last day, included")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    proposed_side = models.CharField(max_length=6, choices=Side)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_label = models.CharField(max_length=200)
    proposed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    lapses_on = models.DateField(help_text="last day to answer the proposal")
    agreed_at = models.DateTimeField(null=True, help_text="the helper took it (art. 1984)")
    accepted_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=8, choices=Proof, blank=True)
    attested_label = models.CharField(max_length=200, blank=True)
    attested_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    checked = models.CharField(max_length=300, blank=True, help_text="what the agent looked at")
    paper_name = models.CharField(max_length=200, blank=True)
    paper_mime = models.CharField(max_length=100, blank=True)
    paper_storage = models.CharField(max_length=200, blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    paper_scan = models.CharField(max_length=8, choices=Scan, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_label = models.CharField(max_length=200, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    noticed_at = models.DateTimeField(null=True, help_text="told that the end comes near")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_one_helper",
                condition=Q(helper__isnull=False, helper_unit__isnull=True)
                | Q(helper__isnull=True, helper_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_unit_is_professional",
                condition=Q(kind="professional", helper_unit__isnull=False)
                | (~Q(kind="professional") & Q(helper_unit__isnull=True)),
            ),
            models.CheckConstraint(
                name="mandate_two_people", condition=Q(helper=None) | ~Q(helper=F("helped"))
            ),
            models.CheckConstraint(
                name="mandate_guardian_has_basis",
                condition=(Q(kind="guardian") & ~Q(basis="")) | (~Q(kind="guardian") & Q(basis="")),
            ),
            models.CheckConstraint(
                name="mandate_names", condition=~Q(helped_name="") & ~Q(helper_name="")
            ),
            models.CheckConstraint(
                name="mandate_ends",
                condition=Q(ends_on__gte=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + LONGEST_EVER),
            ),
            models.CheckConstraint(
                name="mandate_active_is_accepted",
                condition=~Q(state__in=["active", "revoked"])
                | (Q(accepted_at__isnull=False, agreed_at__isnull=False) & ~Q(proof="")),
            ),
            models.CheckConstraint(
                name="mandate_accepted_has_proof",
                condition=(Q(accepted_at__isnull=True) & Q(proof=""))
                | (Q(accepted_at__isnull=False) & ~Q(proof="")),
            ),
            models.CheckConstraint(
                name="mandate_guardian_has_document",
                condition=Q(proof="")
                | Q(kind="guardian", proof="document")
                | (~Q(kind="guardian") & ~Q(proof="document")),
            ),
            models.CheckConstraint(
                name="mandate_attested_by_somebody",
                condition=Q(proof__in=["", "code"])
                | (Q(attested_unit__isnull=False) & ~Q(attested_label="") & ~Q(checked="")),
            ),
            models.CheckConstraint(
                name="mandate_paper_has_scan", condition=~Q(proof="paper") | ~Q(paper_sha256="")
            ),
            models.CheckConstraint(
                name="mandate_ended_has_date",
                condition=Q(state__in=["proposed", "active"], ended_at__isnull=True)
                | (~Q(state__in=["proposed", "active"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["helped", "-id"], name="mandate_helped"),
            models.Index(fields=["helper", "-id"], name="mandate_helper"),
            models.Index(fields=["helper_unit", "helped_name", "id"], name="mandate_unit"),
            models.Index(
                fields=["ends_on", "id"], name="mandate_ending", condition=Q(state="active")
            ),
            models.Index(
                fields=["lapses_on", "id"], name="mandate_lapsing", condition=Q(state="proposed")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_open(self, on: date | None = None) -> bool:
        """The same question as `objects.open`, of a row at hand."""
        day = on or clock.today()
        return self.state == self.State.ACTIVE and self.starts_on <= day <= self.ends_on


class Authorisation(models.Model):
    """One service a mandate covers, or all those of one institution. `service` is the slug of an
    installed service; the words are those the person accepted."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="authorisations")
    service = models.CharField(max_length=80, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authorisation_one_thing",
                condition=(Q(service="") & Q(institution__isnull=False))
                | (~Q(service="") & Q(institution__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["mandate", "service", "institution"],
                name="authorisation_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AcceptanceCode(models.Model):
    """Six figures sent to the helped person's own telephone or mailbox. Only a keyed hash is
    kept."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="codes")
    code_hmac = models.CharField(max_length=64)
    channel = models.CharField(max_length=8)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mandate", "-id"], name="acceptance_code_latest")]

    def __str__(self) -> str:
        return f"code of {self.mandate}"
