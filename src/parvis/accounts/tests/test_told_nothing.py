"""What a stranger at the doors of local accounts does not learn, nor keep."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from parvis.accounts.tests.factories import make_resident

pytestmark = pytest.mark.django_db
PASSWORD = "une longue phrase de passe"


def test_signing_up_costs_the_same_for_everybody(monkeypatch):
    """Hashing is what takes time: without it, the answer would tell who has an account."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given)
    )
    make_resident(email="known@example.test")
    costs = []
    for email in ("known@example.test", "stranger@example.test"):
        hashed.clear()
        Client().post("/compte/inscription/", {"email": email, "password1": PASSWORD})
        costs.append(len(hashed))
    assert costs == [1, 1]


def test_sessions_elsewhere_end_when_the_password_changes(client):
    account = make_resident()
    client.force_login(account)
    account.set_password("une autre phrase assez longue")
    account.save()
    assert client.get("/mon-compte/").status_code == 302
