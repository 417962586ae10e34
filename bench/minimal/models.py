from django.db import models


class Request(models.Model):
    reference = models.TextField()
    title = models.TextField()
    person = models.TextField()
    state = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        app_label = "minimal"
        managed = False

    def __str__(self) -> str:
        return self.reference


class Audit(models.Model):
    at = models.DateTimeField()
    verb = models.TextField()
    about = models.BigIntegerField()

    class Meta:
        app_label = "minimal"
        managed = False

    def __str__(self) -> str:
        return self.verb
