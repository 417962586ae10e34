from django.db import models


class Service(models.Model):
    name = models.CharField(max_length=120)

    class Meta:
        app_label = "minimal"
        managed = False

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField()
    state = models.CharField(max_length=20)
    email = models.EmailField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "minimal"
        managed = False

    def __str__(self) -> str:
        return self.reference


class Audit(models.Model):
    request = models.ForeignKey(Request, on_delete=models.CASCADE)
    verb = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "minimal"
        managed = False

    def __str__(self) -> str:
        return self.verb
