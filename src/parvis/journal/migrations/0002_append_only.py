"""The database itself refuses to rewrite the journal, whoever asks, the tables' owner included."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new entry that corrects the old one.';
END;
$$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_rewriting();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_rewriting();
"""

ALLOW = """
DROP TRIGGER journal_no_truncate ON journal_entry;
DROP TRIGGER journal_append_only ON journal_entry;
DROP FUNCTION journal_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
