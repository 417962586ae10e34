"""Pages of consultations: what everybody sees, what organisers do, what others do not see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory
from parvis.participation import actions, tiles
from parvis.participation.models import Act, Consultation, Participant
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


def _url(name: str, found: Consultation, **more: object) -> str:
    return reverse(f"participation:{name}", kwargs={"slug": found.slug, **more})


def test_the_list_shows_published_ones_by_topic_and_place(client: Client) -> None:
    consulting.consultation(title="Moins de déchets")
    consulting.consultation(title="Des écoles sûres", topic="safety")
    consulting.draft(title="Brouillon secret")
    page = client.get(reverse("participation:list")).content.decode()
    assert "Moins de déchets" in page
    assert "Des écoles sûres" in page
    assert "Brouillon secret" not in page
    page = client.get(reverse("participation:list"), {"theme": "safety"}).content.decode()
    assert "Moins de déchets" not in page
    for code, seen in (("64335", True), ("64445", False)):
        consulting.area("64445", "Pau")
        page = client.get(reverse("participation:list"), {"commune": code}).content.decode()
        assert ("Moins de déchets" in page) is seen


def test_the_list_is_paged_by_key_and_asks_little(client: Client) -> None:
    of = consulting.unit()

    def more() -> None:
        for number in range(25):
            consulting.consultation(of, title=f"Concertation {number}")

    more()
    url = reverse("participation:list")
    assert_queries_do_not_grow(lambda: client.get(url), more, at_most=4)
    seen, address = 0, url
    while address:
        page = client.get(address)
        seen += len(page.context["rows"])
        address = page.context["next"] and url + page.context["next"]
    assert seen == 50
    assert client.get(url, {"apres": "x_1"}).status_code == 404


def test_a_page_shows_phases_papers_and_who(client: Client) -> None:
    found = consulting.consultation()
    page = client.get(_url("consultation", found)).content.decode()
    for words in ("Comment jeter moins", "À lire", "Prévention des déchets", "Lescar"):
        assert words in page
    paper = found.documents.get()
    text = client.get(_url("document", found, document=paper.pk)).content.decode()
    assert "L’essentiel." in text


def test_pages_do_not_ask_more_for_more_phases(client: Client) -> None:
    found = consulting.consultation()
    sign_in(client, make_resident())
    assert_queries_do_not_grow(
        lambda: client.get(_url("consultation", found)),
        lambda: consulting.phase(found, "deliberate", opens_at=clock.now() + timedelta(days=40),
                                 closes_at=clock.now() + timedelta(days=50)),
        at_most=12,
    )  # fmt: skip


def test_a_phase_to_come_leads_to_what_the_same_was_the_time_before(client: Client) -> None:
    day = timedelta(days=1)
    past = {"opens_at": clock.now() - 9 * day, "closes_at": clock.now() - day}
    coming = {"opens_at": clock.now() + day, "closes_at": clock.now() + 9 * day}
    first, second, third = (consulting.draft(title=f"Édition {n}") for n in (1, 2, 3))
    promised = consulting.phase(first, "do", title="Faire", **past)
    voted = consulting.phase(second, "choose", title="Voter ici", **past)
    for kind in ("imagine", "choose", "do"):
        consulting.phase(third, kind, **(past if kind == "imagine" else coming))
    for one, before in ((second, first), (third, second)):
        actions.edit_consultation(actor=SYSTEM, consultation=one, edition_before=before)
    for one in (first, third):
        actions.publish(actor=SYSTEM, consultation=one)
    page = client.get(_url("consultation", third)).content.decode()
    assert "Voter ici" not in page  # nobody sees the second one yet
    actions.publish(actor=SYSTEM, consultation=second)
    page = client.get(_url("consultation", third)).content.decode()
    assert "La fois d’avant\u202f: Voter ici (Édition 2)" in page
    assert "La fois d’avant\u202f: Faire (Édition 1)" in page
    for one, phase in ((second, voted), (first, promised)):
        assert f'href="{_url("phase", one, phase=phase.pk)}"' in page
    page = client.get(_url("consultation", second)).content.decode()
    assert f'href="{_url("consultation", third)}"' in page
    with pytest.raises(actions.WrongEdition):
        actions.edit_consultation(actor=SYSTEM, consultation=first, edition_before=third)


def test_organisers_say_which_edition_came_before(client: Client) -> None:
    of = consulting.unit()
    first, second = consulting.consultation(of, title="Édition 1"), consulting.consultation(of)
    sign_in(client, consulting.organiser(of))
    url = _url("agent-edit", second)
    form = client.get(url).context["form"]
    assert [key for key, _said in form.fields["edition_before"].choices] == ["", first.slug]
    data = {"edition_before": first.slug, "title": second.title, "summary": second.summary,
            "topic": second.topic, "openness": second.openness, "lead": str(of.pk),
            "areas": [str(one.pk) for one in second.areas.all()]}  # fmt: skip
    assert client.post(url, data).status_code == 302
    second.refresh_from_db()
    assert second.edition_before == first
    assert client.get(url).context["form"].initial["edition_before"] == first.slug


def test_without_ideas_nobody_asks_what_became_of_one(client: Client) -> None:
    page = client.get(_url("fates", consulting.consultation())).content.decode()
    assert "Que sont devenues les idées" in page
    assert "Aucune idée n’a été publiée ici" in page
    assert "l’idée proposée" not in page
    assert 'class="filters"' not in page


def test_a_draft_is_not_found(client: Client) -> None:
    assert client.get(_url("consultation", consulting.draft())).status_code == 404


def test_a_resident_joins_with_their_account_shows_a_name_and_withdraws(client: Client) -> None:
    found = consulting.consultation()
    sign_in(client, make_resident())
    url = _url("taking-part", found)
    client.post(url, {"what": "join"})
    client.post(url, {"what": "name", "name": "Camille"})
    took = Participant.objects.get()
    assert (took.way, took.shown_name) == ("account", "Camille")
    client.post(url, {"what": "leave"})
    assert "join" in client.get(url).content.decode()
    took.refresh_from_db()
    assert took.left_at is not None


def test_a_visitor_joins_apart_and_is_told_so(client: Client) -> None:
    found = consulting.consultation()
    url = _url("taking-part", found)
    assert "comptées à part" in client.get(url).content.decode()
    client.post(url, {"what": "join"})
    assert Participant.objects.get().way == "none"
    assert "compté à part" in client.get(url).content.decode()
    client.post(url, {"what": "join"})
    assert Participant.objects.count() == 1


def test_tiles_say_what_one_may_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "_sources", {})

    def source(asking: tiles.Asking) -> tiles.Tile:
        return tiles.Tile("Voter", str(asking.verdict), note=asking.act)

    tiles.register("ballot", (Act.VOTE,), source)
    found = consulting.consultation(None, "imagine", "choose")
    imagine, choose = found.phases.order_by("pk")
    page = client.get(_url("phase", found, phase=choose.pk)).content.decode()
    assert "Voter" in page
    assert "pas ouvert aux visiteurs" in page
    assert "Voter" not in client.get(_url("phase", found, phase=imagine.pk)).content.decode()


def test_an_organiser_begins_plans_and_publishes(client: Client) -> None:
    unit = consulting.unit()
    sign_in(client, consulting.organiser(unit))
    told = {
        "title": "Moins de bruit",
        "summary": "Comment faire moins de bruit ?",
        "topic": "health",
        "openness": "open",
        "lead": str(unit.pk),
        "areas": [str(consulting.area().pk)],
    }
    assert client.post(reverse("participation:agent-new"), told).status_code == 302
    made = Consultation.objects.get()
    client.post(_url("agent-publish", made))
    made.refresh_from_db()
    assert made.published_at is None  # nothing to do in it yet
    day = clock.today()
    phase = {
        "kind": "imagine",
        "title": "Idées",
        "first_day_day": day.day, "first_day_month": day.month, "first_day_year": day.year,
        "last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year + 1,
        "acts": ["propose", "support"],
        "visitors": ["support"],
    }  # fmt: skip
    answer = client.post(_url("agent-new-phase", made), phase)
    assert answer.status_code == 302, answer.context["form"].errors
    client.post(_url("agent-publish", made))
    made.refresh_from_db()
    assert made.published_at is not None
    planned = made.phases.get()
    assert planned.is_open
    changed = client.post(
        _url("agent-phase", made, phase=planned.pk), phase | {"acts": ["vote"], "visitors": []}
    )
    assert "ne peuvent plus changer" in changed.content.decode()
    kept = client.post(_url("agent-phase", made, phase=planned.pk), phase | {"title": "Vos idées"})
    assert kept.status_code == 302
    planned.refresh_from_db()
    assert (planned.title, planned.rules["acts"]) == ("Vos idées", ["propose", "support"])


def test_documents_are_added_and_removed(client: Client) -> None:
    unit = consulting.unit()
    found = consulting.consultation(unit)
    sign_in(client, consulting.organiser(unit))
    url = _url("agent-documents", found)
    assert "un des deux" in client.post(url, {"title": "Vide"}).content.decode()
    client.post(url, {"title": "Règles", "text": "Soyez polis."})
    paper = found.documents.get(title="Règles")
    client.post(url, {"remove": paper.pk})
    assert not found.documents.filter(title="Règles").exists()


def test_other_agents_see_public_pages_only(client: Client) -> None:
    found = consulting.consultation()
    other = directory.unit(directory.institution("216404459", "Commune de Pau"), "Voirie")
    for unit, role in ((other, "manager"), (consulting.unit(), Membership.Role.DESK)):
        sign_in(client, consulting.organiser(unit, role))
        assert client.get(_url("agent-consultation", found)).status_code == 404
        assert client.get(_url("consultation", found)).status_code == 200


def test_several_institutions_organise_together(client: Client) -> None:
    other = directory.unit(directory.institution("216404459", "Commune de Pau"), "Voirie")
    found = consulting.consultation(with_units=[other])
    sign_in(client, consulting.organiser(other))
    page = client.get(_url("agent-consultation", found)).content.decode()
    assert "Commune de Pau" in page
    actions.edit_consultation(actor=SYSTEM, consultation=found, with_units=[])
    assert client.get(_url("agent-consultation", found)).status_code == 404


def test_a_desk_finds_the_consultations_of_its_colleagues() -> None:
    colleagues = consulting.consultation(consulting.unit(), title="Moins de déchets")
    consulting.draft(colleagues.lead, title="Brouillon secret")
    desk = consulting.organiser(consulting.unit("Accueil"), Membership.Role.DESK)
    page = sign_in(Client(), desk).get(reverse("participation:agent-list")).content.decode()
    assert _url("agent-met", colleagues) in page
    assert f'href="{_url("agent-consultation", colleagues)}"' not in page
    assert "Brouillon secret" not in page
    assert reverse("participation:agent-new") not in page
    assert sign_in(Client(), desk).get(_url("agent-met", colleagues)).status_code == 200
    mine = sign_in(Client(), consulting.organiser(colleagues.lead))
    page = mine.get(reverse("participation:agent-list")).content.decode()
    assert _url("agent-consultation", colleagues) in page
    assert _url("agent-met", colleagues) not in page
