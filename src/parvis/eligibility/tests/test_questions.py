"""How many questions a household answers, and that none is asked in vain."""

from typing import Any

import pytest
from django.test import Client

from parvis.eligibility.tests.conversation import MOTHER, answer_all, children, date_fields
from parvis.eligibility.tests.twin import Twin

pytestmark = pytest.mark.django_db
NONE = {"cases": ["none"]}


def home(occupancy: str, rent: str = "") -> dict[str, str]:
    return {"occupancy": occupancy, "rent": rent}


def person(day: str, commune: str = "64000") -> dict[str, str]:
    return {"commune": commune, **date_fields("birth_date", day)}


HOUSEHOLDS: dict[str, tuple[int, dict[str, dict[str, Any]]]] = {
    "single mother": (7, MOTHER),
    "couple with three children": (
        9,
        {
            "vous": person("1988-05-04"),
            "couple": {"union": "married"},
            "enfants": children("2014-03-01", "2017-03-01", "2021-03-01"),
            "conjoint": {**date_fields("birth_date", "1987-01-01"), "activity": "employed"},
            "activite": {"activity": "employed"},
            "logement": home("tenant_social", "610,50"),
            "revenus": {"wage": "1 900"},
            "revenus-conjoint": {"wage": "1500,00 €"},
            "situations": NONE,
        },
    ),
    "student": (
        8,
        {
            "vous": person("2005-05-04"),
            "couple": {"union": "alone"},
            "enfants": children(),
            "activite": {"activity": "student"},
            "logement": home("tenant_furnished", "390"),
            "revenus": {"nothing": "on"},
            "etudes": {},
            "situations": NONE,
        },
    ),
    "retired alone": (
        7,
        {
            "vous": person("1948-05-04"),
            "couple": {"union": "alone"},
            "enfants": children(),
            "activite": {"activity": "retired"},
            "logement": home("tenant_social", "350"),
            "revenus": {"pension": "800"},
            "situations": NONE,
        },
    ),
    "disabled adult": (
        8,
        {
            "vous": person("1980-05-04"),
            "couple": {"union": "alone"},
            "enfants": children(),
            "activite": {"activity": "none"},
            "logement": home("tenant_social", "350"),
            "revenus": {"nothing": "on"},
            "situations": {"cases": ["disability_me"]},
            "handicap": {"me": "80"},
        },
    ),
    "worker alone": (
        7,
        {
            "vous": person("1990-05-04"),
            "couple": {"union": "alone"},
            "enfants": children(),
            "activite": {"activity": "employed"},
            "logement": home("tenant_unfurnished", "450"),
            "revenus": {"wage": "1450"},
            "situations": NONE,
        },
    ),
}


@pytest.mark.usefixtures("law", "around_pau")
@pytest.mark.parametrize("who", HOUSEHOLDS)
def test_typical_households_answer_few_questions(client: Client, who: str):
    most, answers = HOUSEHOLDS[who]
    asked = answer_all(client, answers)
    assert len(asked) <= most, asked
    assert set(asked) <= set(answers), "what was skipped here was not worth a question"


@pytest.mark.usefixtures("around_pau")
def test_skipping_everything_ends_too(client: Client, law: Twin):
    asked = answer_all(client, {})
    assert len(asked) == len(set(asked)) <= 15
    assert max(law.calls) <= 240


@pytest.mark.usefixtures("around_pau")
def test_without_the_law_the_usual_questions_are_asked(client: Client, law: Twin):
    law.is_there = False
    asked = answer_all(client, MOTHER)
    assert asked == ["vous", "couple", "enfants", "activite", "logement", "revenus", "situations"]
