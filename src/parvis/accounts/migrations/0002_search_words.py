"""The words of people's names, each once: a slip is compared with them, not with everybody."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

# In one order, so that two writers that bring the same new words do not wait in a circle.
KEEP = """
CREATE FUNCTION accounts_keep_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_nameword (word)
    SELECT DISTINCT found.word
    FROM regexp_split_to_table(NEW.search_text, '[ ''’-]+') AS found(word)
    WHERE length(found.word) > 1
    ORDER BY found.word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END;
$$;
CREATE TRIGGER accounts_keep_name_words
    AFTER INSERT OR UPDATE OF search_text ON accounts_person
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_name_words();
INSERT INTO accounts_nameword (word)
SELECT DISTINCT found.word
FROM accounts_person known, regexp_split_to_table(known.search_text, '[ ''’-]+') AS found(word)
WHERE length(found.word) > 1;
"""

FORGET = """
DROP TRIGGER accounts_keep_name_words ON accounts_person;
DROP FUNCTION accounts_keep_name_words();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "indexes": [
                    GinIndex(OpClass("word", name="gin_trgm_ops"), name="nameword_likeness")
                ],
            },
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
