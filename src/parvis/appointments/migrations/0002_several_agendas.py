"""An appointment takes several agendas at once; the same constraint keeps each from a second one."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import parvis.appointments.models

# A set of agendas as a multirange: PostgreSQL knows by itself how to exclude those that overlap.
TAKEN = """
CREATE FUNCTION appointments_agendas(main bigint, also bigint[]) RETURNS int8multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT range_agg(int8range(one, one, '[]')) FROM unnest(array_prepend(main, also)) AS one)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_search_indexes"),
        ("appointments", "0001_tables"),
        ("directory", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TAKEN, "DROP FUNCTION appointments_agendas"),
        migrations.RemoveConstraint(
            model_name="booking",
            name="booking_never_twice",
        ),
        migrations.AddField(
            model_name="booking",
            name="also",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="room",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="feed",
            name="agenda",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feed",
                to="appointments.agenda",
            ),
        ),
        migrations.AddField(
            model_name="kind",
            name="needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="part",
            field=models.CharField(blank=True, help_text="empty: it receives", max_length=60),
        ),
        migrations.AlterField(
            model_name="feed",
            name="account",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointment_feed",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=django.contrib.postgres.indexes.GinIndex(fields=["also"], name="booking_also"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                expressions=[
                    (parvis.appointments.models.Agendas("agenda", "also"), "&&"),
                    (
                        parvis.appointments.models.TimeRange(
                            "starts_at",
                            "free_at",
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="booking_never_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__isnull", True), ("agenda__isnull", True), _connector="XOR"
                ),
                name="feed_of_one",
            ),
        ),
    ]
