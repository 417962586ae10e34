"""One index for units and names, in place of two; made and dropped without stopping anybody."""

import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0004_search_words")]

    operations = [
        AddIndexConcurrently(
            "case",
            GinIndex(
                models.F("full_units"),
                models.Func(
                    models.F("search_text"),
                    models.Value("[ '’-]+"),
                    function="regexp_split_to_array",
                    output_field=django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                name="case_units_and_words",
            ),
        ),
        RemoveIndexConcurrently("case", "case_full_units"),
        RemoveIndexConcurrently("case", "case_search"),
    ]
