"""The outbox: facts announced in the same transaction as the change they tell."""

from django.db import models


class OutboxEvent(models.Model):
    """One announced fact. `delivered_at` is set when every subscriber has run."""

    name = models.CharField(max_length=80, help_text="module path of the event class")
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
    """A subscriber has handled an event: written in the subscriber's own transaction, so once."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event}"
