"""Two presses at the very same instant."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.models import Case, Draft
from parvis.cases.tests import kitchen_sink
from parvis.cases.tests.resident.journey import begin, fill_all
from parvis.territory.tests.factories import territory_around_pau


@pytest.mark.django_db(transaction=True)
def test_one_case_and_one_confirmation() -> None:
    territory_around_pau()
    installation = kitchen_sink.installation()
    account = make_resident()
    client = sign_in(Client(), account)
    draft, first = begin(client, installation)
    fill_all(client, first)
    submit = reverse("cases:submit", args=[draft.pk])

    def press(_number: int) -> str:
        another = Client()
        another.cookies = client.cookies
        try:
            return str(another.post(submit).headers["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        led_to = set(pool.map(press, range(4)))
    assert led_to == {reverse("cases:done", args=[draft.pk])}
    assert Case.objects.count() == 1
    assert not Draft.objects.exists()
