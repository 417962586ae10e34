"""A receipt is never changed nor removed: the day book is a register (CGCT art. R1617-16)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION revenue_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'receipts are append-only'
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Give the money back by a refund: both then stand in the day book.';
END;
$$;
CREATE TRIGGER revenue_receipt_append_only BEFORE UPDATE OR DELETE ON revenue_receipt
    FOR EACH ROW EXECUTE FUNCTION revenue_refuse_rewriting();
"""

ALLOW = """
DROP TRIGGER revenue_receipt_append_only ON revenue_receipt;
DROP FUNCTION revenue_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("revenue", "0001_tables")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
