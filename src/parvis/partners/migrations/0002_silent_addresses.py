"""An address that does not answer rests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="rests_until",
            field=models.DateTimeField(
                null=True, help_text="it did not answer: nothing is sent there before"
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="silences",
            field=models.SmallIntegerField(
                db_default=0, default=0, help_text="one after the other, without an answer"
            ),
        ),
    ]
