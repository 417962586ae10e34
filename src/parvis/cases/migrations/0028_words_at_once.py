"""New cases go straight into the index of words: what waits beside it would be read by each search,
up to 4 MB of it (decision 0293). Nothing is rebuilt: what waited is put in its place."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

WORDS = models.Func(
    models.F("search_text"),
    models.Value("[ '’-]+"),
    function="regexp_split_to_array",
    output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
)
NAME = "case_units_and_words"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0027_arrival_on_paper")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER INDEX {NAME} SET (fastupdate = off)",
                    f"ALTER INDEX {NAME} RESET (fastupdate)",
                ),
                migrations.RunSQL(
                    f"SELECT gin_clean_pending_list('{NAME}')", migrations.RunSQL.noop
                ),
            ],
            state_operations=[
                migrations.RemoveIndex("case", NAME),
                migrations.AddIndex(
                    "case",
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("full_units"), WORDS, fastupdate=False, name=NAME
                    ),
                ),
            ],
        ),
    ]
