"""The words of people's names, each once: a slip is compared with them, not with every case."""

import django.contrib.postgres.indexes
from django.db import migrations, models

# The reference stands among the searched words: it is nobody's name. In one order, so that two
# requests that bring the same new words do not wait for each other in a circle.
KEEP = """
CREATE FUNCTION cases_keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_searchword (word)
    SELECT DISTINCT found.word
    FROM added, regexp_split_to_table(added.search_text, '[ ''’-]+') AS found(word)
    WHERE length(found.word) > 1 AND found.word !~ '[0-9]'
        AND found.word <> lower(replace(added.reference, '-', ''))
    ORDER BY found.word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END;
$$;
CREATE TRIGGER cases_keep_search_words AFTER INSERT ON cases_case
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION cases_keep_search_words();
INSERT INTO cases_searchword (word)
SELECT DISTINCT found.word
FROM cases_case told, regexp_split_to_table(told.search_text, '[ ''’-]+') AS found(word)
WHERE length(found.word) > 1 AND found.word !~ '[0-9]'
    AND found.word <> lower(replace(told.reference, '-', ''));
"""

FORGET = """
DROP TRIGGER cases_keep_search_words ON cases_case;
DROP FUNCTION cases_keep_search_words();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_export_templates")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="searchword_likeness",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
