from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_leaner_acts")]

    operations = [
        migrations.AddField("paperform", "arrived_on", models.DateField(null=True)),
        migrations.AddField(
            "paperform", "arrived_said_by", models.CharField(blank=True, default="", max_length=200)
        ),
    ]
