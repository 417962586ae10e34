"""Raw and weighted results: against ipfn, against truth, and what is said when there are too few."""

import random

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation import weighting
from parvis.participation.actions.portraits import give_portrait
from parvis.participation.models import Portrait
from parvis.participation.queries import portraits
from parvis.participation.tests import consulting, panelling

STRATA = [
    panelling.stratum("age", "Âge", young=40, old=60),
    panelling.stratum("home", "Logement", owner=57, tenant=43),
]


def respondents(number: int, seed: int = 1):
    """Older and more often owners than the people; the young are for."""
    draw = random.Random(seed)
    for _one in range(number):
        facts = {
            "age": draw.choices(["young", "old"], [1, 4])[0],
            "home": draw.choices(["owner", "tenant"], [3, 1])[0],
        }
        is_for = draw.random() < (0.8 if facts["age"] == "young" else 0.3)
        yield facts, {"for"} if is_for else {"against"}


def test_weights_are_those_of_iterative_proportional_fitting():
    """`ipfn`, as in eligibility: the oracle of our raking, here on the same answers."""
    import numpy as np
    from ipfn import ipfn

    people = list(respondents(400))
    ours = weighting._weights([facts for facts, _ in people], STRATA)
    cells = np.zeros((2, 2))
    place = {"young": 0, "old": 1, "owner": 0, "tenant": 1}
    for facts, _ in people:
        cells[place[facts["age"]], place[facts["home"]]] += 1
    fitted = ipfn.ipfn(
        cells.copy(), [np.array([160.0, 240.0]), np.array([228.0, 172.0])], [[0], [1]],
        convergence_rate=1e-9,
    ).iteration()  # fmt: skip
    for weight, (facts, _) in zip(ours, people, strict=True):
        where = place[facts["age"]], place[facts["home"]]
        assert weight == pytest.approx(fitted[where] / cells[where], rel=1e-4)


def test_a_weighted_result_is_nearer_to_the_truth():
    told = weighting.weigh(list(respondents(3000)), ["for"], STRATA)
    truth = 0.4 * 0.8 + 0.6 * 0.3
    share = told.shares[0]
    assert abs(share.weighted - truth) < share.weighted_margin < 0.05
    assert abs(share.raw - truth) > 2 * abs(share.weighted - truth)
    assert told.design_effect > 1
    assert told.effective == pytest.approx(told.known / told.design_effect)
    assert share.weighted_margin > share.raw_margin


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 300), st.integers(0, 1000))
def test_whatever_is_answered_shares_are_shares(number, seed):
    told = weighting.weigh(list(respondents(number, seed)), ["for", "against"], STRATA)
    assert told.answers == told.known == number
    for share in told.shares:
        assert 0 <= share.raw <= 1
        assert 0 < share.raw_margin <= 1
        if told.is_weighted:
            assert -1e-9 <= share.weighted <= 1 + 1e-9
    if number and told.is_weighted:
        assert sum(share.weighted for share in told.shares) == pytest.approx(1)


def test_too_few_young_tenants_to_conclude():
    people = [({"age": "old", "home": "owner"}, {"for"})] * 60
    people += [({"age": "young", "home": "owner"}, {"for"})] * 20
    people += [({"age": "old", "home": "tenant"}, {"for"})] * 20
    told = weighting.weigh(people, ["for"], STRATA, lambda value: value.label["fr"])
    assert ("young", "tenant") in told.too_few
    few = weighting.weigh(people[:62], ["for"], STRATA, lambda value: value.label["fr"])
    assert ("tenant",) in few.too_few
    assert ("young",) in few.too_few


def test_too_few_answers_are_not_weighted():
    told = weighting.weigh(list(respondents(20)), ["for"], STRATA)
    assert not told.is_weighted
    assert told.shares[0].weighted is None


def test_those_of_whom_nothing_is_known_count_raw_only():
    people = [*respondents(100), *[(None, {"for"})] * 100]
    told = weighting.weigh(people, ["for"], STRATA)
    assert (told.answers, told.known) == (200, 100)


@pytest.mark.django_db
def test_a_portrait_is_kept_apart_and_taken_back(client: Client, monkeypatch):
    monkeypatch.setattr(portraits, "published_strata", lambda codes: STRATA)
    found = consulting.consultation()
    one = consulting.participant(found)
    give_portrait(participant=one, facts={"age": "old", "home": "?", "x": "y"}, strata=STRATA)
    assert Portrait.objects.get().facts == {"age": "old"}
    assert portraits.facts_of(found) == {one.pk: {"age": "old"}}
    give_portrait(participant=one, facts={"age": ""}, strata=STRATA)
    assert not Portrait.objects.exists()
    page = client.get(reverse("participation:portrait", args=[found.slug])).content.decode()
    assert "jamais montrés" in page
