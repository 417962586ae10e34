"""How far somebody is in a lesson, and what they can show for it. Their own eyes alone see this."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class LessonProgress(models.Model):
    """`steps`: those whose question was answered rightly, from 1."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lessons")
    lesson = models.CharField(max_length=40)
    version = models.CharField(max_length=11)
    steps = ArrayField(models.PositiveSmallIntegerField(), default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lesson"], name="lesson_progress_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.version}"


class Certificate(models.Model):
    """A lesson gone through by somebody. Who holds the code learns the lesson and the day."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="certificates"
    )
    lesson = models.CharField(max_length=40)
    version = models.CharField(max_length=11)
    title = models.CharField(max_length=150, help_text="of the lesson that day")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=12, unique=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "lesson", "version"], name="certificate_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
