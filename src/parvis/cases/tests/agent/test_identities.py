"""Two records of one person: told apart, brought together and separated by agents who saw papers."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Person, ProposedLink
from parvis.accounts.tests.factories import make_person
from parvis.cases.queries.identities import proposals_seen
from parvis.cases.tests.agent.doors import DESK, enter, menu, page_of, said, search
from parvis.cases.tests.factories import World, make_case, make_handler
from parvis.core import clock
from parvis.directory.models import Membership, Unit
from parvis.directory.queries import memberships_of
from parvis.journal import queries as journal
from parvis.notifications.models import Notification

LIST = reverse("cases:identities")
SEEN = {"seen": "document", "reason": "Nom rectifié le 3 mai"}


def pair(siren: str = "", **newer: str) -> ProposedLink:
    """Somebody whom FranceConnect certifies anew, and the person they may have been."""
    older = make_person(
        given_names="Léa", family_name="Etchart", birth_date="1990-01-02", created_by=siren
    )
    person = make_person(
        **{"given_names": "Léa", "family_name": "Etchard", "birth_date": "1990-01-02"} | newer
    )
    return ProposedLink.objects.create(
        person=person, older=older, differs_in="family_name", created_at=clock.now()
    )


@pytest.fixture
def proposed(hall: Unit) -> ProposedLink:
    return pair(hall.institution.siren)


def answer(proposed: ProposedLink) -> str:
    return reverse("cases:identities-answer", args=[proposed.pk])


# Who sees them -----------------------------------------------------------------------------------


def test_the_desk_of_an_institution_that_knows_them_sees_them(
    proposed: ProposedLink, jeanne: Client
) -> None:
    page = jeanne.get(LIST)
    assert "Léa Etchard" in said(page)
    assert answer(proposed) in page.content.decode()
    assert LIST in menu(page)


@pytest.mark.parametrize("role", [Membership.Role.DESK, Membership.Role.MANAGER])
def test_another_institution_sees_nothing(world: World, proposed: ProposedLink, role: str) -> None:
    stranger = enter(make_handler(world.pau, role=role))
    assert "Etchard" not in said(stranger.get(LIST))
    assert stranger.get(answer(proposed)).status_code == 404
    assert stranger.post(answer(proposed), SEEN | {"same": "yes"}).status_code == 404


def test_a_case_handler_has_no_such_page(proposed: ProposedLink, lescar: Client) -> None:
    for url in (LIST, answer(proposed)):
        assert lescar.get(url).status_code == 404
    assert LIST not in menu(lescar.get(reverse("cases:agent-inbox")))


def test_an_institution_that_handles_a_request_of_one_of_the_two_sees_them(world: World) -> None:
    proposed = pair()
    manager = make_handler(world.waste, role=Membership.Role.MANAGER)
    assert not proposals_seen(memberships_of(manager))
    case = make_case(world)
    type(case).objects.filter(pk=case.pk).update(person=proposed.older)
    assert list(proposals_seen(memberships_of(manager))) == [proposed]


def test_a_search_at_the_desk_opens_them_too(world: World) -> None:
    proposed = pair()
    desk = enter(make_handler(world.pau, role=Membership.Role.DESK))
    assert desk.get(answer(proposed)).status_code == 404
    search(desk, "etchard")
    assert answer(proposed) in desk.get(page_of(proposed.person)).content.decode()
    assert desk.get(answer(proposed)).status_code == 200


# Answering ---------------------------------------------------------------------------------------


def test_side_by_side_and_each_opening_is_written_down(
    proposed: ProposedLink, jeanne: Client
) -> None:
    words = said(jeanne.get(answer(proposed)))
    assert "Nom de naissance Etchard Etchart Diffère" in words
    assert "Prénoms Léa Léa Concorde" in words
    for person in (proposed.person, proposed.older):
        assert "Jeanne Darrieux" in journal.of_person([str(person.pk)]).lines[0].sentence


def test_one_person(proposed: ProposedLink, jeanne: Client) -> None:
    jeanne.post(answer(proposed), SEEN | {"same": "yes"})
    proposed.refresh_from_db()
    assert proposed.outcome == ProposedLink.Outcome.PROVEN
    assert Person.objects.get(pk=proposed.older_id).merged_into_id == proposed.person_id
    for person in (proposed.person, proposed.older):
        told = journal.of_person([str(person.pk)]).lines[0].sentence
        assert "Jeanne Darrieux a réuni" in told
        assert "présente devant moi. Nom rectifié le 3 mai" in told
    message = Notification.objects.get(channel="in_app")
    assert message.person_id == proposed.person_id
    assert "Jeanne Darrieux (Accueil)" in message.text


def test_two_people(proposed: ProposedLink, jeanne: Client) -> None:
    jeanne.post(answer(proposed), {"seen": "both", "reason": "Jumelles", "same": "no"})
    proposed.refresh_from_db()
    assert proposed.outcome == ProposedLink.Outcome.REFUSED
    assert not Person.objects.exclude(merged_into=None).exists()
    for person in (proposed.person, proposed.older):
        assert "deux personnes" in journal.of_person([str(person.pk)]).lines[0].sentence
    assert not Notification.objects.exists(), "nothing has changed for them"
    assert "Aucune identité" in said(jeanne.get(LIST))


@pytest.mark.parametrize(
    "given",
    [
        {"same": "yes"},
        SEEN,
        {"seen": "document", "reason": "  ", "same": "yes"},
        {"seen": "guess", "reason": "x", "same": "yes"},
        {"seen": "both", "reason": "x", "same": "yes"},
    ],
)
def test_no_answer_without_papers_and_a_reason(
    proposed: ProposedLink, jeanne: Client, given: dict[str, str]
) -> None:
    assert jeanne.post(answer(proposed), given).status_code == 200
    proposed.refresh_from_db()
    assert proposed.outcome == ""


def test_the_first_answer_counts(
    proposed: ProposedLink, jeanne: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.cases.views.agent import identities

    monkeypatch.setattr(identities, "_visible", lambda request, key: proposed)
    jeanne.post(answer(proposed), {"seen": "both", "reason": "Jumelles", "same": "no"})
    jeanne.post(answer(proposed), SEEN | {"same": "yes"})
    assert not Person.objects.exclude(merged_into=None).exists()


# At the desk -------------------------------------------------------------------------------------


def homonyms() -> tuple[Person, Person]:
    one = make_person(given_names="Marie", family_name="Dupouy", phone="+33639980104")
    other = make_person(given_names="Marie", family_name="Dupouy", identity_source="agent_checked")
    return one, other


def test_namesakes_stay_two_until_an_agent_decides(jeanne: Client) -> None:
    one, other = homonyms()
    search(jeanne, "dupouy")
    url = reverse("cases:desk-together", args=[one.pk, other.pk])
    assert url in jeanne.get(page_of(one)).content.decode()
    assert jeanne.get(url).status_code == 200
    assert Person.objects.filter(merged_into=None, family_name="Dupouy").count() == 2
    jeanne.post(url, {"seen": "document", "reason": ""})
    assert Person.objects.filter(merged_into=None, family_name="Dupouy").count() == 2
    assert jeanne.post(url, SEEN)["location"] == page_of(other), "the better known leads"
    one.refresh_from_db()
    assert one.merged_into_id == other.pk


def test_what_was_brought_together_is_separated(jeanne: Client) -> None:
    one, other = homonyms()
    search(jeanne, "dupouy")
    jeanne.post(reverse("cases:desk-together", args=[one.pk, other.pk]), SEEN)
    url = reverse("cases:desk-apart", args=[other.pk, one.pk])
    assert url in jeanne.get(page_of(other)).content.decode()
    assert "Séparer" in said(jeanne.get(url))
    jeanne.post(url, {"seen": "both", "reason": "Deux cousines"})
    one.refresh_from_db()
    assert one.merged_into is None
    assert Notification.objects.filter(channel="in_app").count() == 3
    assert jeanne.get(url).status_code == 404
    for person in (one, other):
        assert jeanne.get(page_of(person)).status_code == 200


def test_only_records_found_are_brought_together(jeanne: Client) -> None:
    one, other = homonyms()
    url = reverse("cases:desk-together", args=[one.pk, other.pk])
    assert jeanne.post(url, SEEN).status_code == 404
    search(jeanne, "dupouy")
    myself = reverse("cases:desk-together", args=[one.pk, one.pk])
    assert jeanne.post(myself, SEEN).status_code == 404


def test_a_case_handler_brings_nothing_together(lescar: Client) -> None:
    one, other = homonyms()
    lescar.get(DESK, {"q": "dupouy"})
    assert (
        lescar.post(reverse("cases:desk-together", args=[one.pk, other.pk]), SEEN).status_code
        == 404
    )
    assert "Comparer avec" not in said(lescar.get(page_of(one)))


def test_the_list_costs_the_same_whatever_there_is(hall: Unit, jeanne: Client) -> None:
    def add() -> None:
        for _number in range(3):
            pair(hall.institution.siren)

    add()
    assert_queries_do_not_grow(lambda: jeanne.get(LIST), add, at_most=12)


def test_a_record_of_many_rows_costs_no_more_than_another(
    world: World, hall: Unit, jeanne: Client
) -> None:
    """Proposed, brought together, and alike to others found in the session."""
    older = pair(hall.institution.siren).older
    make_case(world)

    def add() -> None:
        for number in range(3):
            make_person(given_names="Léa", family_name="Etchart", merged_into=older)
            make_person(given_names=f"Léa{number}", family_name="Etchart")

    def visit() -> None:
        assert "Etchart" in said(jeanne.get(page_of(older)))

    add()
    search(jeanne, "etchart")
    assert_queries_do_not_grow(visit, add, at_most=12)
