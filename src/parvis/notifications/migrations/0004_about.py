"""What was said about a row is found again when that row's keeping time ends."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index built concurrently lets people go on writing
    dependencies = [("notifications", "0003_expired")]

    operations = [
        AddIndexConcurrently(
            "notification",
            models.Index(fields=["about_key", "about_type"], name="notification_about"),
        ),
    ]
