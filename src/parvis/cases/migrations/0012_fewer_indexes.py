"""Indexes that the beginning of another one repeats: each act paid for them.

Only the index goes; Django alone would check the foreign keys again, under a lock.
"""

import django.db.models.deletion
from django.db import migrations, models

REPEATED = [
    ("cases_case", "lead_unit_id", "cases_case_lead_unit_id_fb1941ea"),
    ("cases_case", "person_id", "cases_case_person_id_f87eeffa"),
    ("cases_caseevent", "case_id", "cases_caseevent_case_id_6c6031ac"),
    ("cases_turn", "case_id", "cases_turn_case_id_f56b80dd"),
    ("cases_turn", "unit_id", "cases_turn_unit_id_3c1fbdb2"),
    ("cases_workitem", "case_id", "cases_workitem_case_id_4d657895"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("cases", "0011_saved_views"),
        ("directory", "0002_places"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {index}",
                    f"CREATE INDEX IF NOT EXISTS {index} ON {table} ({column})",
                )
                for table, column, index in REPEATED
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="case",
                    name="lead_unit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="caseevent",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="turn",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="turn",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="directory.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="workitem",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.case",
                    ),
                ),
            ],
        ),
    ]
