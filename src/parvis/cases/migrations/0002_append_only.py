"""What happened on a case is never rewritten; only the end of its keeping time may erase it."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION cases_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('parvis.retention', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'the events of a case are append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'Add an event; erasure at the end of retention says SET LOCAL parvis.retention.';
END;
$$;
CREATE TRIGGER cases_event_append_only BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_rewriting();
"""

ALLOW = """
DROP TRIGGER cases_event_append_only ON cases_caseevent;
DROP FUNCTION cases_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
