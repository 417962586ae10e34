"""Pages of workshops: residents come, facilitators prepare, take notes, publish."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.core import clock
from parvis.journal.models import Entry
from parvis.participation.models import Act, Idea, Registration, Workshop
from parvis.participation.rules import PhaseRules
from parvis.participation.tests import consulting
from parvis.participation.tests.workshopping import DAY, somebody, workshop

pytestmark = pytest.mark.django_db


def at(name: str, held: Workshop, **query: Any) -> str:
    path = reverse(f"participation:{name}", args=[held.consultation.slug, held.pk])
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{path}?{asked}" if asked else path


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_resident_registers_sees_the_link_and_gives_the_place_back(client: Client) -> None:
    held = workshop()
    assert "visio.example" not in text(client, at("workshop-page", held))
    sign_in(client, make_resident())
    page = at("workshop-page", held)
    assert "visio.example" not in text(client, page)
    client.post(page, {"mode": "remote", "needs": "Sous-titres"})
    assert Registration.objects.get().needs == "Sous-titres"
    assert "visio.example" in text(client, page)
    assert "Inscrit" in text(client, reverse("participation:workshop-list",
                                             args=[held.consultation.slug]))  # fmt: skip
    client.post(page, {"cancel": "1"})
    assert Registration.objects.get().state == "cancelled"
    assert "visio.example" not in text(client, page)


def test_when_it_is_over_no_place_is_kept_nor_given_back(client: Client) -> None:
    held = workshop()
    sign_in(client, make_resident())
    page = at("workshop-page", held)
    client.post(page, {"mode": "on_site"})
    assert "Votre place est gardée" in text(client, page)
    Workshop.objects.filter(pk=held.pk).update(
        starts_at=clock.now() - 2 * DAY, ends_at=clock.now() - DAY
    )
    after = text(client, page)
    assert "Cet atelier est terminé" in after
    assert "Votre place est gardée" not in after
    assert 'name="cancel"' not in after


def test_a_visitor_is_asked_to_sign_in_and_a_draft_is_not_found(client: Client) -> None:
    held = workshop()
    client.post(at("workshop-page", held), {"mode": "on_site"})
    assert not Registration.objects.exists()
    draft = workshop(held.consultation, draft=True)
    assert client.get(at("workshop-page", draft)).status_code == 404
    assert client.get(at("workshop-calendar", held))["Content-Type"].startswith("text/calendar")


def test_organisers_prepare_publish_change_and_call_off(client: Client) -> None:
    found = consulting.consultation()
    agent = consulting.organiser(found.lead)
    sign_in(client, agent)
    new = reverse("participation:agent-workshop-new", args=[found.slug])
    day = consulting.clock.today() + 20 * DAY
    given: dict[str, Any] = {
        "kind": "training", "title": "Animer un atelier", "purpose": "Apprendre à animer.",
        "format": "on_site", "address": "Mairie de Lescar", "seats": "12",
        "begins": "18:30", "ends": "20:30", "hosts": [str(agent.pk)],
    }  # fmt: skip
    for name, one in {"day": day, "opens_on": day - 15 * DAY, "closes_on": day - DAY}.items():
        given |= {f"{name}_day": one.day, f"{name}_month": one.month, f"{name}_year": one.year}
    client.post(new, given | {"seats": ""})
    assert not Workshop.objects.exists()
    client.post(new, given)
    held = Workshop.objects.get()
    assert list(held.hosts.all()) == [agent]
    client.post(at("agent-workshop", held), {"what": "publish"})
    edit = text(client, at("agent-workshop-edit", held))
    assert "18:30" in edit
    client.post(at("agent-workshop-edit", held), given | {"title": "Animer"})
    client.post(at("agent-workshop", held), {"what": "material", "title": "À lire", "text": "Ici."})
    held.refresh_from_db()
    assert (held.title, held.state, held.materials.count()) == ("Animer", "published", 1)
    client.post(at("agent-workshop", held), {"what": "cancel", "why": "Salle fermée"})
    assert "Salle fermée" in text(client, at("workshop-page", held))


def test_needs_are_read_by_facilitators_alone_and_each_reading_leaves_a_trace(client) -> None:
    held = workshop()
    one = somebody(held, needs="Boucle magnétique")
    organiser = consulting.organiser(held.consultation.lead)
    sign_in(client, organiser)
    assert "Boucle" not in text(client, at("agent-workshop-people", held))
    held.hosts.add(organiser)
    assert "Boucle" in text(client, at("agent-workshop-people", held))
    read = Entry.objects.filter(verb="participation.workshop_read")
    assert set(read.values_list("person_key", flat=True)) == {str(one.participant.person_id)}


def test_a_facilitator_from_elsewhere_works_on_the_day_and_changes_nothing(client: Client) -> None:
    held = workshop()
    other = consulting.organiser(consulting.unit("Maison de quartier"))
    stranger = make_agent()
    sign_in(client, stranger)
    assert client.get(at("agent-workshop", held)).status_code == 404
    other.memberships.update(role="desk")
    sign_in(client, other)
    assert client.get(at("agent-workshop-live", held)).status_code == 200
    assert client.get(at("agent-workshop-edit", held)).status_code == 404
    assert client.post(at("agent-workshop", held), {"what": "publish"}).status_code == 404


def test_an_agent_registers_somebody_nobody_knew(client: Client) -> None:
    held = workshop()
    sign_in(client, consulting.organiser(held.consultation.lead))
    page = at("agent-workshop-people", held)
    given = {"new": "1", "n-family_name": "Soubirous", "n-given_names": "Jeanne",
             "n-phone": "", "c-mode": "on_site", "c-needs": ""}  # fmt: skip
    client.post(page, given)
    one = held.registrations.get()
    assert (str(one.participant.person.family_name), one.participant.way) == (
        "Soubirous", "counter",
    )  # fmt: skip
    somebody_unfound = consulting.resident()
    refused = client.post(page, {"person": str(somebody_unfound.pk), "c-mode": "on_site"})
    assert refused.status_code == 404
    client.post(page, {"cancel": str(one.pk)})
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_the_day_on_one_screen_then_on_the_wall_then_in_the_minutes(client: Client) -> None:
    held = workshop()
    sign_in(client, consulting.organiser(held.consultation.lead))
    rows = {"form-TOTAL_FORMS": "12", "form-INITIAL_FORMS": "0", "needed": "Feutres"}
    step = {"form-0-title": "Tour de table", "form-0-minutes": "20", "form-0-method": "À deux"}
    client.post(at("agent-workshop-steps", held), rows | step)
    assert "Tour de table" in text(client, at("agent-workshop-sheet", held))
    ideas = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0", "step": "Tour de table",
             "notes": "On jette trop.\n\nOn ne sait pas réparer.", "theme": "",
             "form-0-title": "Un café réparation", "form-0-name": "Anne"}  # fmt: skip
    client.post(at("agent-workshop-live", held), ideas)
    assert held.notes.count() == 2
    assert Idea.objects.get().workshop == held
    wall = text(client, at("agent-workshop-projection", held, toutes=30))
    assert all(said in wall for said in ("On jette trop.", "Un café réparation", 'content="30"'))
    assert "Anne" not in wall
    assert "refresh" not in text(client, at("agent-workshop-projection", held))
    client.post(at("agent-workshop-live", held), {"strike": held.notes.first().pk})
    draft = text(client, at("agent-workshop-minutes", held))
    assert "- On ne sait pas réparer." in draft
    assert "On jette trop." not in draft
    assert client.get(at("workshop-minutes", held)).status_code == 404
    with consulting.clock.at(held.starts_at + DAY):
        client.post(at("agent-workshop-attendance", held), {"walk_ins": "7"})
        client.post(at("agent-workshop-minutes", held), {"text": "Dit et fait.", "publish": "1"})
    page = text(client, at("workshop-minutes", held))
    assert all(said in page for said in ("Dit et fait.", "Un café réparation", ">7<"))


def test_cards_bear_a_code_that_leads_a_visitor_to_the_idea_of_this_workshop(client) -> None:
    rules = PhaseRules(frozenset({Act.PROPOSE}), visitors=frozenset({Act.PROPOSE}))
    found = consulting.consultation(rules=rules)
    held = workshop(found)
    sign_in(client, consulting.organiser(found.lead))
    sheet = client.get(at("agent-workshop-cards", held, each=1, blank=2))
    assert sheet["Content-Type"] == "application/pdf"
    visitor = Client()
    propose = reverse("participation:propose", args=[found.slug])
    asked = f"{propose}?atelier={held.pk}"
    assert held.title in visitor.get(asked).content.decode()
    visitor.post(asked, {"title": "Prêter des outils entre voisins"})
    assert Idea.objects.get().workshop == held
    assert visitor.get(f"{propose}?atelier=999").status_code == 200


def test_queries_do_not_grow(client: Client) -> None:
    held = workshop(seats=20)
    listed = reverse("participation:workshop-list", args=[held.consultation.slug])
    assert_queries_do_not_grow(
        lambda: client.get(listed), lambda: workshop(held.consultation, seats=9)
    )
    sign_in(client, consulting.organiser(held.consultation.lead))
    somebody(held)
    people = at("agent-workshop-people", held)
    assert_queries_do_not_grow(
        lambda: client.get(people), lambda: [somebody(held) for _n in range(4)], at_most=16
    )
