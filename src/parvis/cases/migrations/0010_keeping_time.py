"""When people were told that a case ends, and when it did; the index by which they are found."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index built concurrently lets people go on writing
    dependencies = [("cases", "0009_sent_back")]

    operations = [
        migrations.AddField(
            "case",
            "expiry_told_at",
            models.DateTimeField(null=True, help_text="that its keeping time ends"),
        ),
        migrations.AddField("case", "anonymised_at", models.DateTimeField(null=True)),
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["version", "closed_at"],
                name="case_keeping",
                condition=models.Q(closed_at__isnull=False, anonymised_at=None),
            ),
        ),
    ]
