"""The weekly letter: what somebody follows, whether they still want it, and what was sent."""

from django.db import models

from parvis.accounts.models import Person
from parvis.participation.models.consultation import Consultation
from parvis.territory.models import Area


class Following(models.Model):
    """Somebody follows what happens at a place, on a topic, or both; neither: everything."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="followings")
    commune = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=12, choices=Consultation.Topic, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "commune", "topic"], name="followed_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.commune_id} {self.topic}"


class LetterChoice(models.Model):
    """Somebody stopped the letter, or what it says of arguments about their ideas. Without a row,
    authors get both about their own ideas."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="letter_choice")
    stopped_at = models.DateTimeField(null=True)
    hears_said = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.stopped_at}"


class WeeklyLetter(models.Model):
    """The letter of one week to one person: the row is what keeps a second one from leaving."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="weekly_letters")
    monday = models.DateField(help_text="of the week in which it leaves")
    lines = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "monday"], name="weekly_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.monday}"


class LetterWeek(models.Model):
    """A week whose letters have all been made."""

    monday = models.DateField(primary_key=True)
    letters = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.monday}"
