"""The outbox: facts announced in the same transaction as the change they tell."""

from datetime import datetime

from django.db import models


class OutboxEvent(models.Model):
    """One announced fact. `delivered_at` is set when every subscriber has run."""

    name = models.CharField(max_length=120, help_text="module path of the event class")
    payload = models.JSONField()
    announced_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="outbox_waiting", condition=models.Q(delivered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class OutboxDelivery(models.Model):
    """One subscriber and one event. `delivered_at` is written in the transaction that runs the
    subscriber, so its effects in the database happen once. An attempt is counted before it is made;
    without an error it ended with its process."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0, help_text="begun, whatever came of them")
    retry_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="delivery_failing",
                condition=models.Q(delivered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event}"

    def is_postponed(self, now: datetime) -> bool:
        """Failed lately, and the time of the next attempt has not come."""
        return self.retry_at is not None and self.retry_at > now
