"""The smallest believable rows of notifications."""

from typing import Any
from uuid import uuid4

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.core.text import fold
from parvis.notifications.models import Notification


def person(**values: Any) -> Person:
    names = {"given_names": "Maïtena", "family_name": "Etcheverry"} | values
    return Person.objects.create(
        **{
            "email": "maitena@habitants.example",
            "search_text": fold(f"{names['given_names']} {names['family_name']}"),
            "created_at": clock.now(),
            **names,
        }
    )


def notification(**values: Any) -> Notification:
    return Notification.objects.create(
        **{
            "key": f"tests.{uuid4()}",
            "channel": Notification.Channel.MAIL,
            "address": "maitena@habitants.example",
            "subject": "Votre demande avance",
            "text": "Bonjour,\n\nElle est acceptée.",
            "created_at": clock.now(),
            **values,
        }
    )
