"""What lists are narrowed by stands on each turn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_versions"),
        ("catalogue", "0001_tables"),
        ("territory", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="turn",
            name="installation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalogue.installation",
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="area",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="territory.area",
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="channel",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
    ]
