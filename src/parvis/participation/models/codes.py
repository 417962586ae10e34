"""Codes that let somebody take part: sent by post, given at a desk, or to people on a list."""

from django.db import models

from parvis.participation.models.consultation import Consultation, Participant


class Code(models.Model):
    """Only a keyed hash of a code is kept, and of the address it was made for, so that a list read
    twice makes no second one. Nobody is recognised by an address: the code alone opens."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="codes")
    secret = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=80, blank=True, help_text="batch: “Rue Carnot”")
    met_by = models.CharField(
        max_length=9, blank=True, help_text="SIREN, when an agent gave it to somebody they met"
    )
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.OneToOneField(Participant, models.SET_NULL, null=True, related_name="code")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "address"],
                name="code_address_once",
                condition=~models.Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"
