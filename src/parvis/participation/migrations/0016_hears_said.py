from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0015_weekly_letters")]

    operations = [
        migrations.AddField(
            model_name="letterchoice",
            name="hears_said",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
