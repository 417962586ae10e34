"""What is owed to applicants, and the files that pay it."""

from django.db import models
from django.db.models import Q

from parvis.cases.models.requests import Case
from parvis.directory.models import Unit


class Payment(models.Model):
    """A credit transfer owed to an applicant. Exported once in a SEPA file, then settled."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    transition = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payments")
    amount_cents = models.BigIntegerField()
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=70)
    label = models.CharField(max_length=140)
    created_at = models.DateTimeField()
    batch = models.ForeignKey("PaymentBatch", models.PROTECT, null=True, related_name="payments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "transition"], name="payment_once"),
            models.CheckConstraint(name="payment_positive", condition=Q(amount_cents__gt=0)),
        ]
        indexes = [
            models.Index(fields=["unit"], name="payment_waiting", condition=Q(batch__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.amount_cents}"


class DebtorAccount(models.Model):
    """The account a unit pays from."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="debtor_account")
    name = models.CharField(max_length=70, help_text="holder, as the bank knows it")
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.iban[-4:]}"


class PaymentBatch(models.Model):
    """One SEPA credit-transfer file (ISO 20022 pain.001.001.03) handed to the accountant."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payment_batches")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    message_id = models.CharField(max_length=35, unique=True)
    storage_name = models.CharField(max_length=200)
    total_cents = models.BigIntegerField()
    count = models.IntegerField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.message_id
