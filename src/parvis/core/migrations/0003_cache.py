"""The table of Django's database cache; unlogged, for it may be lost in a crash."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_outbox")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE cache")]
