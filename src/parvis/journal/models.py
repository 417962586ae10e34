"""Append-only: who did or read what, when, in which role and why.

The database refuses update, delete and truncate (trigger in the first migration). The actor and the
subject are kept in words, so that an entry survives the erasure of an account (GDPR art. 17).
"""

from django.db import models


class Entry(models.Model):
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_key = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    institution = models.CharField(max_length=9, blank=True, help_text="SIREN the actor acts for")
    role = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60, help_text="domain.past_participle, e.g. cases.read")
    about_type = models.CharField(max_length=40)
    about_key = models.CharField(max_length=64)
    person_key = models.CharField(max_length=36, blank=True, help_text="whose data it is")
    reason = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_type", "about_key", "-id"], name="journal_about"),
            models.Index(fields=["person_key", "-id"], name="journal_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.about_key}"
