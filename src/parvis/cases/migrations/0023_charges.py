"""What the applicant owes, kept on the case: guards and pages read it without a query."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_alerts"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="charges",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="what the applicant owes, by charge: {cents, paid, due}; `revenue` is the truth",
            ),
        ),
    ]
