import pytest

from parvis.territory.tests.factories import territory_around_pau

pytestmark = [pytest.mark.django_db, pytest.mark.urls("parvis.territory.urls")]


def test_communes_as_json(client, django_assert_max_num_queries):
    territory_around_pau()
    with django_assert_max_num_queries(2):
        answer = client.get("/territoire/communes/", {"q": "jurancon"})
    assert answer.json() == {
        "communes": [
            {
                "code": "64284",
                "name": "Jurançon",
                "found_as": "",
                "postal_codes": ["64110"],
                "departement": "Pyrénées-Atlantiques",
            }
        ]
    }
    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=" + "a" * 5000])
def test_nothing_to_propose(client, query):
    answer = client.get(f"/territoire/communes/?{query}")
    assert (answer.status_code, answer.json()) == (200, {"communes": []})


def test_only_read(client):
    assert client.post("/territoire/communes/").status_code == 405
