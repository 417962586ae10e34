import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0017_former_votes")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="edition_before",
            field=models.ForeignKey(
                help_text="the same held before: it shows what later phases become",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="editions_after",
                to="participation.consultation",
            ),
        ),
    ]
