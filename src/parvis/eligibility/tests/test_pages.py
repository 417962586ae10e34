"""The questions and their results, as anybody meets them."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.eligibility.tests.conversation import MOTHER, answer_all
from parvis.eligibility.tests.twin import Twin

pytestmark = pytest.mark.django_db


def test_a_young_mother_answers_seven_questions(client: Client, law: Twin, around_pau):
    asked = answer_all(client, MOTHER)
    assert len(asked) == 7
    page = client.get(reverse("eligibility:results"))
    print(page.content.decode())
    assert "Prime d’activité" in page.content.decode()
