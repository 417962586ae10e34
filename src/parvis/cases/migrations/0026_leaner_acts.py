"""What each act paid for and nothing needed (decision 0291).

Indexes come and go while people work; constraints that go take no time. Where a reference stays
checked only its index changes: Django alone would check every row again, under a lock.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
SET_NULL = django.db.models.deletion.SET_NULL
REPLACED = [
    ("cases_workitem", "unit_id", "cases_workitem_unit_id_86e872c6"),
    ("cases_workitem", "assigned_to_id", "cases_workitem_assigned_to_id_4b1773cb"),
    ("cases_turn", "assigned_to_id", "cases_turn_assigned_to_id_184ae285"),
]
# A case is changed in place when its page has room: none of its indexes is then touched.
ROOM = ["cases_case", "cases_deadline"]


def unchecked(to, related_name, **more):
    return models.ForeignKey(
        db_constraint=False, db_index=False, related_name=related_name, to=to, **more
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("cases", "0025_signatures"),
        ("directory", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently("workitem", models.Index(fields=["unit", "case"], name="item_unit")),
        AddIndexConcurrently(
            "workitem",
            models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to"],
                name="item_assigned",
            ),
        ),
        AddIndexConcurrently(
            "turn",
            models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to"],
                name="turn_assigned",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {table} ({column})",
                )
                for table, column, index in REPLACED
            ],
            state_operations=[
                migrations.AlterField(
                    "workitem",
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="items", to="directory.unit"
                    ),
                ),
                migrations.AlterField(
                    "workitem",
                    "assigned_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="assigned_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    "turn",
                    "assigned_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        RemoveIndexConcurrently("case", "case_part_units"),
        migrations.AlterField(
            "workitem", "case", unchecked("cases.case", "items", on_delete=CASCADE)
        ),
        migrations.AlterField("turn", "case", unchecked("cases.case", "turns", on_delete=CASCADE)),
        migrations.AlterField(
            "turn", "unit", unchecked("directory.unit", "turns", on_delete=CASCADE)
        ),
        migrations.AlterField(
            "turn",
            "item",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=CASCADE,
                related_name="turns",
                to="cases.workitem",
            ),
        ),
        migrations.AlterField(
            "caseevent", "case", unchecked("cases.case", "events", on_delete=CASCADE)
        ),
        migrations.AlterField(
            "caseevent", "unit", unchecked("directory.unit", "+", on_delete=PROTECT, null=True)
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} SET (fillfactor = 85)",
                f"ALTER TABLE {table} RESET (fillfactor)",
            )
            for table in ROOM
        ),
    ]
