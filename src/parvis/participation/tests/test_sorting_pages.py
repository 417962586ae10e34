"""The organisers' workbench, moderation, and the screen of a paper workshop."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.participation import actions
from parvis.participation.models import Argument, Assessment, Gathering, Idea, Participant
from parvis.participation.queries import sorting
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return consulting.consultation()


@pytest.fixture
def desk(client: Client, town) -> Client:
    return sign_in(client, consulting.organiser(town.lead))


def _url(name: str, of, **more: object) -> str:
    return reverse(f"participation:{name}", kwargs={"slug": of.slug, **more})


def test_ideas_are_found_by_words_tags_and_stage(desk: Client, town) -> None:
    glass = consulting.idea(town, title="Collecter le verre au marché")
    consulting.idea(town, title="Composter à l’école du centre")
    actions.tag(idea=glass, tags=["à chiffrer", "à chiffrer", " "])
    url = _url("agent-ideas", town)
    for asked, count in (({"mots": "verre"}, 1), ({"etiquette": "à chiffrer"}, 1), ({"suite": "declined"}, 0), ({"suite": "x"}, 2), ({"apres": "x"}, 2)):  # fmt: skip
        assert len(desk.get(url, asked).context["ideas"]) == count


def test_a_machine_proposes_what_is_close_and_says_so(desk: Client, town) -> None:
    for title in (
        "Prêter de la vaisselle aux fêtes",
        "Location de vaisselle pour une fête",
        "Éclairer le parc",
    ):
        consulting.idea(town, title=title)
    groups = sorting.clusters(town)
    assert [len(one) for one in groups] == [2]
    assert "selon une machine" in desk.get(_url("agent-ideas", town)).content.decode()


def test_no_chain_leads_from_one_group_to_another(town) -> None:
    near = {(1, 2): 0.9, (2, 3): 0.6, (3, 4): 0.8, (5, 6): 0.3, (4, 5): 0.29, (4, 6): 0.3}
    near |= {(5, 7): 0.28, (6, 7): 0.28}
    assert sorting.together(near) == [{5, 6, 7}, {1, 2}, {3, 4}]


def test_close_ideas_show_in_a_small_consultation_too(town) -> None:
    text = "Beaucoup d’habitants veulent composter leurs épluchures et n’ont pas où le faire."
    consulting.idea(town, title="Un composteur au pied des immeubles", text="Trois bacs, un référent, et du compost pour les jardinières.")  # fmt: skip
    consulting.idea(town, title="Installer des composteurs collectifs", text=text)
    for title in ("Éclairer le parc", "Réparer les vélos", "Une fête sans plastique"):
        consulting.idea(town, title=title)
    assert [len(one) for one in sorting.clusters(town)] == [2]


def test_ideas_side_by_side_are_merged_once_their_authors_agree(desk: Client, town) -> None:
    accounts = [make_resident() for _ in range(2)]
    one, other = (
        consulting.idea(
            town, consulting.participant(town, each.person), title=f"Trier le verre {n}"
        )
        for n, each in enumerate(accounts)
    )
    url = f"{_url('agent-compare', town)}?idee={one.pk}&idee={other.pk}"
    assert one.title in desk.get(url).content.decode()
    assert (
        "quelle idée reste" in desk.post(url, {"what": "merge", "why": "Le même."}).content.decode()
    )
    desk.post(url, {"what": "merge", "why": "Le même.", "into": one.pk})
    made = Gathering.objects.get()
    for account, idea in zip(accounts, (one, other), strict=True):
        page = sign_in(Client(), account)
        address = _url("idea", town, idea=idea.pk)
        assert "Rien ne se fait avant" in page.get(address).content.decode()
        page.post(address, {"what": "consent", "gathering": f"{made.pk}:yes"})
    other.refresh_from_db()
    assert other.state == "gathered"
    assert one.title in Client().get(_url("idea", town, idea=other.pk)).content.decode()
    undo = _url("agent-undo", town, gathered=made.pk)
    desk.post(undo, {"why": ""})
    made.refresh_from_db()
    assert made.state == "done"
    desk.post(undo, {"why": "Les auteurs le demandent."})
    made.refresh_from_db()
    assert made.state == "undone"
    assert "Les auteurs le demandent." in desk.get(_url("agent-ideas", town)).content.decode()


def test_nothing_chosen_sends_back_to_the_list(desk: Client, town) -> None:
    assert desk.get(_url("agent-compare", town), {"idee": "x"}).status_code == 302


def test_an_idea_is_declined_by_stated_criteria_only(desk: Client, town) -> None:
    idea = consulting.idea(town)
    desk.post(_url("agent-criteria", town), {"name": "Coût", "text": "Moins de 100 000 €."})
    criterion = town.criteria.get()
    url = _url("agent-idea", town, idea=idea.pk)
    told = {"what": "stage", "stage": "declined", "text": "Il faudrait un local."}
    refused = desk.post(url, told, follow=True).content.decode()
    assert "critères annoncés" in refused
    assert "Il faudrait un local." in refused  # what was typed stays
    idea.refresh_from_db()
    assert idea.stage == "received"
    grid = {"what": "grid", f"value-{criterion.pk}": "no", f"note-{criterion.pk}": "300 000 €"}
    desk.post(url, grid)
    assert Assessment.objects.get().note == "300 000 €"
    desk.post(url, told)
    idea.refresh_from_db()
    assert (idea.stage, "Coût" in idea.stage_text) == ("declined", True)
    heard = Notification.objects.filter(person=idea.author.person, channel="in_app").latest("pk")
    assert "Coût" in heard.text
    page = Client().get(_url("idea", town, idea=idea.pk)).content.decode()
    assert "Il faudrait un local." in page


def test_each_step_is_heard_by_its_authors(desk: Client, town) -> None:
    idea = consulting.idea(town)
    url = _url("agent-idea", town, idea=idea.pk)
    desk.post(url, {"what": "stage", "stage": "studied", "text": "Les services chiffrent."})
    desk.post(url, {"what": "answer", "text": "Merci, nous vous appelons."})
    desk.post(url, {"what": "stage", "stage": "retained", "text": "Elle sera votée."})
    heard = Notification.objects.filter(person=idea.author.person, channel="in_app")
    # That it is being studied waits for the letter of the week (decision 443).
    assert [one.text for one in heard.order_by("pk")] == [
        "Merci, nous vous appelons.",
        "Elle sera votée.",
    ]
    desk.post(url, {"what": "tags", "tags": "local, verre"})
    desk.post(url, {"what": "split", "parts": "Trier le verre\nTrier le papier", "why": "Deux."})
    idea.refresh_from_db()
    assert idea.tags == ["local", "verre"]
    assert Gathering.objects.get().kind == "split"


def test_a_text_held_is_read_decided_and_logged_without_names(desk: Client, town) -> None:
    idea = consulting.idea(town)
    by = consulting.participant(town)
    actions.show_name(participant=by, name="Zoé Cazaux")
    said = actions.argue(idea=idea, by=by, side="for", text="Voir www.a.fr et www.b.fr")
    url = _url("agent-moderation", town)
    assert "www.a.fr" in desk.get(url).content.decode()
    key = f"argument-{said.pk}"
    assert "règle de la charte" in desk.post(url, {"key": key, "shows": "no"}).content.decode()
    desk.post(url, {"key": key, "shows": "no", "rule": "advert", "note": "Sans lien, merci."})
    said.refresh_from_db()
    assert said.state == "hidden"
    log = Client().get(_url("moderation-log", town)).content.decode()
    assert "publicité" in log
    assert "Zoé" not in log
    assert "www.a.fr" not in log
    assert desk.post(url, {"key": key, "shows": "yes"}).status_code == 404


def test_twelve_ideas_are_entered_from_one_screen(client: Client, town) -> None:
    sign_in(client, consulting.organiser(town.lead, Membership.Role.DESK))
    url = _url("workshop", town)
    page = client.get(url).content.decode()
    assert page.count('-title"') >= 12
    assert '<option value="" selected>' in page  # no commune unless one is chosen
    told = {
        "workshop": "Atelier du 12 septembre",
        "commune": str(consulting.area().pk),
        "form-TOTAL_FORMS": "12",
        "form-INITIAL_FORMS": "0",
        **{f"form-{n}-title": f"Idée de la feuille {n}" for n in range(11)},
        "form-3-name": "Mme Lalanne",
    }
    assert client.post(url, told).status_code == 302
    ideas = Idea.objects.filter(state="shown", entered_for="Atelier du 12 septembre")
    assert ideas.count() == 11
    assert set(Participant.objects.values_list("way", flat=True)) == {"counter"}
    assert Participant.objects.filter(shown_name="Mme Lalanne").count() == 1
    assert Entry.objects.get(verb="participation.entered").detail["count"] == 11


def test_another_institution_enters_nothing(client: Client, town) -> None:
    other = directory.unit(directory.institution("216404459", "Commune de Pau"), "Accueil")
    sign_in(client, consulting.organiser(other))
    assert client.get(_url("workshop", town)).status_code == 404


def test_pages_of_organisers_ask_the_same_for_more_rows(desk: Client, town) -> None:
    first = consulting.idea(town)
    actions.state_criterion(actor=SYSTEM, consultation=town, name="Coût")

    def more() -> None:
        by = consulting.participant(town, token=f"seed {clock.now()}")
        for number in range(8):
            phase = town.phases.select_related("consultation").get()
            made = actions.begin_idea(phase=phase, author=first.author, title=f"Trier {number}")
            actions.send_idea(idea=made, by=made.author)
            Argument.objects.create(
                idea=first, participant=by, side="for", text="?", state="held", at=clock.now()
            )

    more()
    for name, extra in (("agent-ideas", {}), ("agent-moderation", {}), ("agent-idea", {"idea": first.pk})):  # fmt: skip
        url = _url(name, town, **extra)
        assert_queries_do_not_grow(lambda url=url: desk.get(url), more, at_most=14)
