"""Turns that are there repeat their case, some thousands at a time; the list has its index."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

AT_ONCE = 20_000
_FILL = """
UPDATE cases_turn turn SET installation_id = told.installation_id, area_id = told.area_id,
    channel = told.channel
FROM cases_case told
WHERE told.id = turn.case_id AND turn.installation_id IS NULL AND turn.id > %s AND turn.id <= %s"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM cases_turn")
        low, high = cursor.fetchone()
        for first in range(low - 1, high, AT_ONCE):
            cursor.execute(_FILL, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0015_turns_repeat")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            "turn",
            models.Index(
                fields=["unit", "due_on", "id"],
                include=["installation", "area", "channel"],
                name="turn_list",
            ),
        ),
        RemoveIndexConcurrently("turn", "turn_inbox"),
    ]
