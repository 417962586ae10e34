"""Every address, asked with values that nobody types: an answer, never a breakdown. The names of
the questions are those that the code reads."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

import parvis
from tests.access.kinds import Row
from tests.access.rows import ROWS
from tests.access.test_access_table import ADDRESSES, AUDIENCE, world  # noqa: F401
from tests.access.world import WHO, World

pytestmark = pytest.mark.proof

_READ = re.compile(r"""(?:GET|POST)(?:\.getlist|\.get)?[(\[]["']([^"']+)["']""")
_FIELD = re.compile(r"^ {4}(\w+)(?:: [^=]+)? = (?:forms\.\w+|\w*Field\w*)\(", re.MULTILINE)
ODD = ("\0", "9" * 5000, "9" * 18, "NaN", "9999-12-31", "0001-01-01", "1,,x:a_1_1-")


@cache
def names() -> list[str]:
    """Of every question an address may carry."""
    found: set[str] = set()
    for file in Path(parvis.__file__).parent.rglob("*.py"):
        if "tests" not in file.parts:
            text = file.read_text()
            found.update(_READ.findall(text))
            found.update(_FIELD.findall(text))
    return sorted(found)


def test_the_names_are_found() -> None:
    assert {"q", "apres", "le", "tache", "creneau"} <= set(names())


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_odd_questions_and_forms_are_answered(name: str, world: World) -> None:  # noqa: F811
    """As somebody who may open it: each value as every question, then as every field."""
    address = ADDRESSES[name]
    with transaction.atomic():
        row = ROWS[name](world) if name in ROWS else Row()
        url = reverse(name, kwargs=dict(row.arguments))
        admitted = [who for who in WHO if who in AUDIENCE[address.audience or ""]]
        who = next((one for one in admitted if row.seen_by is None or one in row.seen_by), WHO[0])
        for odd in ODD:
            asked = dict.fromkeys(names(), odd)
            for answer in (
                lambda client, asked=asked: client.get(f"{url}?{urlencode(asked)}"),
                lambda client, asked=asked: client.post(url, asked),
            ):
                with transaction.atomic():
                    assert answer(world.client(who)).status_code != 500
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
