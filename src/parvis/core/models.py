"""The outbox: facts announced in the same transaction as the change they tell."""

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


class ClockMark(models.Model):
    """One row: the time as it was last noted, since when it goes on evenly, the last leap."""

    seen_at = models.DateTimeField()
    steady_since = models.DateTimeField()
    leapt_by = models.DurationField()

    def __str__(self) -> str:
        return str(self.seen_at)


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
