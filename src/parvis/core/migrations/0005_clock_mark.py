"""The time as the worker last noted it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_attempts_begun")]

    operations = [
        migrations.CreateModel(
            name="ClockMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                ("steady_since", models.DateTimeField()),
                ("leapt_by", models.DurationField()),
            ],
        ),
    ]
