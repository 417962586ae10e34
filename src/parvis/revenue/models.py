"""Regies, what is due to them, tries at paying, money received, money given back."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.directory.models import Institution, Unit


class Mode(models.TextChoices):
    """How money came. The first two on line; the others through a keeper."""

    ONLINE_CARD = "online_card", _("card, on line")
    ONLINE_DEBIT = "online_debit", _("direct debit, on line")
    CASH = "cash", _("cash")
    CHEQUE = "cheque", _("cheque")
    CARD = "card", _("card, at the counter")
    PHONE_CARD = "phone_card", _("card, by telephone")
    TRANSFER = "transfer", _("bank transfer")


ONLINE = (Mode.ONLINE_CARD, Mode.ONLINE_DEBIT)
THROUGH_A_KEEPER = tuple(mode for mode in Mode if mode not in ONLINE)


class Regie(models.Model):
    """Who may receive public money for an institution (CGCT art. R1617-1 and following)."""

    class OnlineMode(models.TextChoices):
        TEST = "test", _("test: nothing is taken")
        ACTIVATION = "activation", _("activation, with a real card")
        PRODUCTION = "production", _("production")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="regies")
    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="regie", help_text="that collects and pays back"
    )
    number = models.CharField(max_length=20, help_text="as in the act that creates it")
    name = models.CharField(max_length=120)
    modes = ArrayField(
        models.CharField(max_length=12, choices=Mode), help_text="those its act allows"
    )
    merchant = models.CharField(
        max_length=6, blank=True, help_text="client number at the payment service; empty: none"
    )
    online_mode = models.CharField(max_length=10, choices=OnlineMode, default=OnlineMode.PRODUCTION)
    payable_to = models.CharField(max_length=100, blank=True, help_text="order of cheques")
    where = models.CharField(max_length=300, blank=True, help_text="where and when to come and pay")
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="regie_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Keeper(models.Model):
    """Who may handle the money of a regie, by act, from when to when."""

    class Role(models.TextChoices):
        REGISSEUR = "regisseur", _("regisseur")
        DEPUTY = "deputy", _("deputy")

    regie = models.ForeignKey(Regie, models.CASCADE, related_name="keepers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="regies")
    role = models.CharField(max_length=9, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="included")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regie", "account"], condition=Q(ends_on=None), name="keeper_once"
            ),
            models.UniqueConstraint(
                fields=["regie"],
                condition=Q(ends_on=None, role="regisseur"),
                name="keeper_one_regisseur",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.regie}"


class Due(models.Model):
    """An amount asked of somebody. Its key is the secret of its payment page.

    `about`: the row of a domain above it is asked for; `charge`: its name there.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be paid")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("no longer due")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="dues", db_index=False)
    about_type = models.CharField(max_length=40)
    about_key = models.CharField(max_length=40)
    charge = models.CharField(max_length=40)
    person_key = models.CharField(max_length=40, blank=True)
    payer = models.CharField(max_length=200)
    reference = models.CharField(max_length=20, help_text="of the request, as people know it")
    label = models.CharField(max_length=100)
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="due_positive", condition=Q(amount_cents__gt=0)),
            models.UniqueConstraint(
                fields=["about_type", "about_key", "charge"],
                condition=~Q(state="cancelled"),
                name="due_once",
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], name="due_reference"),
            models.Index(fields=["regie", "asked_at"], name="due_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount_cents}"


class Attempt(models.Model):
    """One try at paying on line: the state machine is `rules.next_state`.

    `number`: ours, told to the far side (refdet); `operation`: the far side's (idOp). `said`: the
    last kind of answer; `fault`: why the last question had none.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("being opened")
        STARTED = "started", _("waiting for the payer")
        PAID = "paid", _("paid")
        REFUSED = "refused", pgettext_lazy("payment", "refused")
        ABANDONED = "abandoned", _("abandoned")
        EXPIRED = "expired", _("never made")
        FAILED = "failed", _("could not be opened")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    due = models.ForeignKey(Due, models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    number = models.CharField(max_length=30, unique=True)
    operation = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=80)
    said = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    faults = models.IntegerField(default=0, help_text="questions without an answer, in a row")
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(state__in=["asked", "started"]),
                name="attempt_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["operation"], condition=~Q(operation=""), name="attempt_operation"
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                name="attempt_running",
                condition=Q(state__in=["asked", "started"]),
            ),
            models.Index(
                fields=["settled_at"],
                name="attempt_ended",
                condition=Q(state__in=["abandoned", "expired"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """Money received: a line of the regie's day book (CGCT art. R1617-16). Never changed.

    `is_surplus`: it came on top of what was due, and is to be given back.
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="receipts", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    due = models.ForeignKey(Due, models.PROTECT, related_name="receipts")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="receipt")
    mode = models.CharField(max_length=12, choices=Mode)
    amount_cents = models.BigIntegerField()
    received_at = models.DateTimeField()
    received_on = models.DateField(help_text="where the regie is")
    bank_reference = models.CharField(
        max_length=40, blank=True, help_text="authorisation, number of the cheque"
    )
    taken_by = models.CharField(max_length=200, blank=True, help_text="the keeper")
    is_surplus = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regie", "year", "number"], name="receipt_number"),
            models.UniqueConstraint(
                fields=["due"], condition=Q(is_surplus=False), name="receipt_never_paid_twice"
            ),
            models.CheckConstraint(name="receipt_positive", condition=Q(amount_cents__gt=0)),
        ]
        indexes = [models.Index(fields=["regie", "received_on", "id"], name="receipt_day_book")]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:05}"


class ReceiptCounter(models.Model):
    """The last number drawn; locked while a receipt is written, so that no number is missing."""

    regie = models.ForeignKey(Regie, models.CASCADE, related_name="+")
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regie", "year"], name="receipt_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.regie} {self.year}: {self.last}"


class Refund(models.Model):
    """Money to give back: asked by one person, agreed to by another, paid by a SEPA transfer."""

    class State(models.TextChoices):
        ASKED = "asked", _("to be checked")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=70)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(state="declined"), name="refund_once"
            ),
            models.CheckConstraint(name="refund_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="refund_second_pair_of_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.amount_cents}"
