"""A key may open the API of rights. The column is the same."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_silent_addresses")]

    operations = [
        migrations.AlterField(
            model_name="key",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read", "read the requests that the unit may see"),
                        ("act", "act on them"),
                        ("file", "file requests for people"),
                        ("rights", "ask for rights more often than without a key"),
                    ],
                    max_length=8,
                ),
                size=None,
            ),
        )
    ]
