"""How much each program asked in this minute; unlogged, for it may be lost in a crash."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE allowance (
    name varchar(100) PRIMARY KEY,
    minute bigint NOT NULL,
    spent bigint NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0005_clock_mark")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE allowance")]
