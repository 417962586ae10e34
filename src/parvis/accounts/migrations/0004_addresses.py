"""Accounts and people by their e-mail address; made without stopping anybody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0003_search_indexes")]

    operations = [
        AddIndexConcurrently("account", models.Index(fields=["email"], name="account_by_email")),
        AddIndexConcurrently("person", models.Index(Upper("email"), name="person_email")),
    ]
