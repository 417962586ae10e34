"""Guests who sign: reached by telephone too, and found in an account when they sign there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_search_indexes"),
        ("cases", "0024_automatic"),
    ]

    operations = [
        migrations.AlterField("guest", "email", models.EmailField(blank=True, max_length=254)),
        migrations.AddField(
            "guest", "phone", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        migrations.AddField(
            "guest",
            "person",
            models.ForeignKey(
                help_text="who signed, when they were signed in: no other way tells",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="signed",
                to="accounts.person",
            ),
        ),
    ]
