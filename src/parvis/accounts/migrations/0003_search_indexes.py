"""People by the words of their names, and by the beginning of their date of birth; made and dropped
without stopping anybody."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0002_search_words")]

    operations = [
        AddIndexConcurrently(
            "person",
            GinIndex(
                models.Func(
                    models.F("search_text"),
                    models.Value("[ '’-]+"),
                    function="regexp_split_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                name="person_words",
            ),
        ),
        AddIndexConcurrently(
            "person",
            models.Index(
                OpClass("birth_date", name="varchar_pattern_ops"), name="person_birth_prefix"
            ),
        ),
        RemoveIndexConcurrently("person", "person_search"),
        RemoveIndexConcurrently("person", "person_birth_date"),
    ]
