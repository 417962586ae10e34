"""A request that repeats another: flagged, never stopped, settled by an agent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from parvis.cases import actions
from parvis.cases.actions import duplicates
from parvis.cases.models import Case, Likeness, Subject, Turn
from parvis.cases.queries import duplicates as queries
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import (
    World,
    make_case,
    make_draft,
    make_handler,
    make_neighbour,
    take_on,
)
from parvis.catalogue.definition import Package
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.notifications.models import Notification

WORDS = "C'est le même composteur."


@pytest.fixture
def by_address(world: World, monkeypatch: pytest.MonkeyPatch) -> Package:
    """The same address within thirty days is the same matter, whoever asks."""
    rule = {"same": ["adresse"], "within": {"count": 30, "unit": "day"}}
    return _ruled(world, monkeypatch, rule)


def _ruled(world: World, monkeypatch: pytest.MonkeyPatch, rule: dict[str, Any]) -> Package:
    document = package_of(world.installation.version_id).model_dump(mode="json", by_alias=True)
    document["service"]["duplicates"] = rule
    package = Package.model_validate(document)
    for module in (queries, duplicates):
        monkeypatch.setattr(module, "package_of", lambda _version: package)
    return package


def twice(world: World, **second: Any) -> tuple[Case, Case]:
    found = make_case(world), make_case(world, **second)
    deliver_now()
    return found


def settle_page(case: Case) -> str:
    return reverse("cases:agent-duplicate", args=[case.reference, Likeness.objects.get().pk])


def test_the_same_person_asking_twice_is_flagged_on_both(world: World, waste: Client) -> None:
    first, second = twice(world)
    pair = Likeness.objects.get()
    assert (pair.case, pair.other, pair.why) == (second, first, "person")
    for one, other in ((first, second), (second, first)):
        page = said(waste.get(reverse("cases:agent-detail", args=[one.reference])))
        assert "ressemble à une autre demande" in page
        assert other.reference in page
    duplicates.flag_likeness(_fact(second))
    duplicates.flag_likeness(_fact(first))
    assert Likeness.objects.count() == 1


def _fact(case: Case) -> Any:
    from parvis.cases.events import CaseSubmitted

    return CaseSubmitted(case_id=case.pk, installation_id=case.installation_id, channel="web")


def test_another_person_or_a_finished_request_is_not(world: World) -> None:
    first = make_case(world)
    actions.perform(case=first, transition="retirer", party=world.applicant, inputs={})
    make_case(world)
    make_case(world, person=make_neighbour())
    deliver_now()
    assert not Likeness.objects.exists()


def test_the_same_subject_whoever_asks(world: World, by_address: Package, waste: Client) -> None:
    written = {"line": "12, RUE DU BIALE", "postal_code": "64230", "commune_code": "64335"}
    other = {"adresse": written | {"commune_name": "Lescar", "extra": ""}}
    first, second = twice(world, person=make_neighbour(), answers=other)
    assert Likeness.objects.get().why == "subject"
    assert Subject.objects.values("digest").distinct().count() == 1
    with clock.at(clock.now() + timedelta(days=31)):
        make_case(world, person=make_neighbour())
        deliver_now()
    assert Likeness.objects.count() == 1
    assert first.reference in said(
        waste.get(reverse("cases:agent-detail", args=[second.reference]))
    )


def test_a_service_may_be_asked_for_again_and_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ruled(world, monkeypatch, {"flagged": False})
    twice(world)
    assert not Likeness.objects.exists()


def test_closing_one_tells_where_to_follow(world: World, waste: Client) -> None:
    first, second = twice(world)
    assert waste.post(settle_page(second), {"faire": "fermer", "message": " "}).status_code == 200
    answer = waste.post(settle_page(second), {"faire": "fermer", "message": WORDS})
    assert answer["Location"].endswith(f"/{first.reference}/")
    second.refresh_from_db()
    assert (second.legal_state, second.outcome, second.duplicate_of) == ("closed", "none", first)
    assert not Turn.objects.filter(case=second).exists()
    deliver_now()
    told = Notification.objects.filter(key__contains=":duplicate", channel="mail").get()
    assert first.reference in told.text
    assert WORDS in told.text
    client = Client()
    client.force_login(world.resident)
    page = said(client.get(reverse("cases:detail", args=[second.reference])))
    assert first.reference in page
    assert "déjà reçue" in page
    first.refresh_from_db()
    assert first.legal_state != "closed"


def test_nothing_is_said_of_another_persons_request(
    world: World, by_address: Package, waste: Client
) -> None:
    neighbour = make_neighbour()
    first, second = make_case(world, person=neighbour), make_case(world)
    deliver_now()
    waste.post(settle_page(second), {"faire": "fermer", "message": WORDS})
    deliver_now()
    told = Notification.objects.filter(key__contains=":duplicate")
    assert told.exists()
    assert not any(first.reference in one.text for one in told)
    client = Client()
    client.force_login(world.resident)
    page = client.get(reverse("cases:detail", args=[second.reference])).content.decode()
    assert first.reference not in page
    assert "Diop" not in page


def test_only_whoever_sees_both_is_told(world: World, lescar: Client, pau: Client) -> None:
    first, second = twice(world)
    take_on(world, second)
    page = lescar.get(reverse("cases:agent-detail", args=[second.reference])).content.decode()
    assert first.reference not in page
    for door in (lescar, pau):
        assert door.get(settle_page(second)).status_code == 404
    # The other one has passed to units this agent has no part in.
    Case.objects.filter(pk=first.pk).update(full_units=[], part_units=[])
    mine = enter(world.agents["waste"])
    page = mine.get(reverse("cases:agent-detail", args=[second.reference])).content.decode()
    assert first.reference not in page
    assert mine.get(settle_page(second)).status_code == 404


def test_they_may_be_two(world: World, waste: Client) -> None:
    first, second = twice(world)
    assert waste.post(settle_page(first), {"faire": "distinct"}).status_code == 302
    assert Likeness.objects.get().settled == "distinct"
    page = said(waste.get(reverse("cases:agent-detail", args=[second.reference])))
    assert "ressemble à une autre" not in page
    pair = Likeness.objects.get()
    with pytest.raises(actions.CaseMoved):
        duplicates.close_as_duplicate(
            case=second, likeness=pair, party=world.agent("waste"), message=WORDS
        )


def test_it_is_told_gently_before_sending(world: World) -> None:
    client = Client()
    client.force_login(world.resident)
    draft = make_draft(world, account=world.resident)
    address = reverse("cases:check", args=[draft.pk])
    assert "déjà envoyé" not in said(client.get(address))
    first = make_case(world)
    page = client.get(address)
    assert "Vous avez déjà envoyé une demande qui ressemble à celle-ci" in said(page)
    assert reverse("cases:detail", args=[first.reference]) in page.content.decode()
    assert "Envoyer quand même" in said(page)
    client.post(reverse("cases:submit", args=[draft.pk]))
    assert Case.objects.filter(draft_key=draft.pk).exists()


def test_nobody_is_told_of_a_neighbours_request(world: World, by_address: Package) -> None:
    make_case(world, person=make_neighbour())
    deliver_now()
    client = Client()
    client.force_login(world.resident)
    draft = make_draft(world, account=world.resident)
    assert "déjà envoyé" not in said(client.get(reverse("cases:check", args=[draft.pk])))


def test_the_desk_is_told_only_of_what_it_may_see(world: World) -> None:
    make_case(world)
    draft = make_draft(world, filed_by_unit=world.pau, account=world.agents["pau"])
    answers = draft.answers
    stranger = queries.already_sent(draft, answers, world.agent("pau"))
    handler = queries.already_sent(draft, answers, world.agent("waste"))
    assert (len(stranger), len(handler)) == (0, 1)


plates = st.from_regex(r"[A-Z]{2}[0-9]{3}[A-Z]{2}", fullmatch=True)
noise = st.sampled_from(["", " ", "-", ".", "–"])


@given(plate=plates, a=noise, b=noise)
def test_however_it_is_typed(plate: str, a: str, b: str) -> None:
    typed = f" {plate[:2]}{a}{plate[2:5]}{b}{plate[5:].lower()} "
    assert queries._plain(typed) == queries._plain(plate)


def test_a_handler_elsewhere_closes_nothing(world: World) -> None:
    _first, second = twice(world)
    other = make_handler(world.trainer, name="Ailleurs")
    from parvis.cases.engine import party as parties

    with pytest.raises(actions.NotFound):
        duplicates.close_as_duplicate(
            case=second,
            likeness=Likeness.objects.get(),
            party=parties.agent(other),
            message=WORDS,
        )
