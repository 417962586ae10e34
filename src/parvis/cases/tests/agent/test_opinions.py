"""The pages of opinions: asked by an agent, given by another, or by somebody outside by a link."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import Make

from parvis.cases.models import Attachment, Case
from parvis.cases.tests.agent.doors import said, told
from parvis.cases.tests.factories import World, item_of, make_case, take_on
from parvis.cases.tests.resident.samples import photo
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

OUTSIDE = {
    "personne-1-nom": "Léa Dumas",
    "personne-1-qualite": "paysagiste",
    "personne-1-courriel": "lea@atelier.example",
}


@pytest.fixture(scope="module", autouse=True)
def kept_case(made_once: Make, kept_world: World) -> Case:
    return made_once(lambda: take_on(kept_world, make_case(kept_world)))


@pytest.fixture
def case(kept_case: Case, db: None) -> Case:
    return deepcopy(kept_case)


def page(case: Case, name: str, *more: object) -> str:
    return reverse(f"cases:{name}", args=[case.reference, *more])


def ask(client: Client, case: Case, **fields: object) -> object:
    asked = {"question": "Le lieu convient-il ?", "partages": ["emplacement"], **fields}
    return client.post(page(case, "agent-opinions", "avis"), asked, follow=True)


def test_asked_of_a_service_and_answered(
    world: World, case: Case, waste: Client, pau: Client, lescar: Client
) -> None:
    assert "Demander : Avis sur l’emplacement" in said(waste.get(page(case, "agent-detail")))
    assert "Demander : Avis" not in said(lescar.get(page(case, "agent-detail")))
    address = page(case, "agent-opinions", "avis")
    form = waste.get(address).content.decode()
    # The commune's own service is proposed first, and nothing is ticked.
    assert form.index("Services techniques de Lescar") < form.index("Formation")
    assert "checked" not in form
    assert lescar.get(address).status_code == 404
    assert pau.get(page(case, "agent-detail")).status_code == 404
    sent = ask(waste, case, services=[world.pau.pk], montrer=["applicant"])
    assert told(sent) == [
        "Votre question est envoyée. Vous serez prévenu à l’arrivée de la réponse."
    ]
    seen = said(pau.get(page(case, "agent-detail")))
    assert "Le lieu convient-il ?" in seen
    assert "Derrière le local à vélos" in seen
    assert "Bordenave" not in seen
    assert "par la personne qui a fait la demande" in seen
    item = item_of(case, "avis")
    give = page(case, "agent-opinion", item.pk)
    assert pau.post(give, {"resultat": "parfait"}).status_code == 200
    assert waste.get(give).headers["Location"] == page(case, "agent-detail")
    done = {"resultat": "defavorable", "texte": "Sous les fenêtres."}
    done |= {"fichiers": [photo("plan.png")]}
    assert pau.post(give, done).status_code == 302
    seen = said(waste.get(page(case, "agent-detail")))
    assert "Avis défavorable" in seen
    assert "Sous les fenêtres." in seen
    assert "plan.png" in seen


def test_services_are_searched_and_what_was_typed_stays(
    world: World, case: Case, waste: Client
) -> None:
    address = page(case, "agent-opinions", "avis")
    typed = {"question": "Avis ?", "services": [world.pau.pk], "q": "formation", "chercher": "1"}
    found = waste.post(address, typed).content.decode()
    assert "Avis ?</textarea>" in found
    assert found.count(" checked") == 1
    assert "Il manque" not in found
    assert "Formation" in found
    assert not case.items.filter(kind="avis").exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"question": ""}, "Il manque une réponse"),
        ({}, "Choisissez à qui vous demandez"),
        ({"personne-1-nom": "Léa"}, "tous deux nécessaires"),
        ({"services": ["999999"]}, "choix valide"),
    ],
)
def test_what_is_missing_is_said(
    case: Case, waste: Client, fields: dict[str, object], says: str
) -> None:
    assert says in said(ask(waste, case, **fields))
    assert not case.items.filter(kind="avis").exists()


def link_sent() -> str:
    return Notification.objects.filter(key__startswith="guest:", code="").latest("pk").link


def test_somebody_outside_answers_by_a_link(case: Case, waste: Client) -> None:
    ask(waste, case, **OUTSIDE, montrer=["applicant"])
    link, outside, scanner = link_sent(), Client(), Client()
    shown = said(scanner.get(link))
    assert "Oui, montrez-moi la question" in shown
    for secret in (case.reference, "Bordenave", "composteur", "convient-il"):
        assert secret not in scanner.get(link).content.decode()
    # A scanner that opened the link bound nothing, and wrote nothing.
    assert not Entry.objects.filter(actor_kind="guest").exists()
    came = outside.post(link, follow=True)
    question = came.redirect_chain[-1][0]
    assert link not in question
    seen = said(came)
    assert "Le lieu convient-il ?" in seen
    assert "Derrière le local à vélos" in seen
    assert "Bordenave" not in seen
    assert "par la personne qui a fait la demande" in seen
    reading = Entry.objects.get(verb="cases.read", actor_kind="guest")
    assert reading.actor_label == "Léa Dumas, paysagiste"
    assert reading.person_key == str(case.person_id)
    assert scanner.get(question).status_code == 404
    assert outside.post(question, {"resultat": ""}).status_code == 200
    outside.post(question, {"resultat": "favorable", "texte": "Très bien placé."})
    assert "votre avis est transmis" in said(outside.get(question))
    case.refresh_from_db()
    assert item_of(case, "avis").result == "favorable"
    agent = said(waste.get(page(case, "agent-detail")))
    assert "Très bien placé." in agent
    assert "Léa Dumas, paysagiste" in agent


def test_another_browser_needs_the_code(case: Case, waste: Client) -> None:
    ask(waste, case, **OUTSIDE)
    link, first, second = link_sent(), Client(), Client()
    first.post(link)
    asked = said(second.get(link))
    assert "le…@atelier.example" in asked
    assert "convient-il" not in said(second.post(link))
    second.post(link, {"envoyer": "code"})
    assert "Attendez une minute" in said(second.post(link, {"envoyer": "code"}))
    assert "pas le bon code" in said(second.post(link, {"code": "12"}))
    code = Notification.objects.filter(key__contains=":code:").latest("pk").code
    assert "convient-il" in said(second.post(link, {"code": code}, follow=True))


def test_documents_shared_and_others(case: Case, waste: Client) -> None:
    given = {"draft_key": case.draft_key, "case": case, "mime": "image/png", "size": 1}
    given |= {"sha256": "0" * 64, "storage_name": "x", "uploaded_at": case.submitted_at}
    photo = Attachment.objects.create(name="cour.png", field="photo", **given)
    plan = Attachment.objects.create(name="bail.png", field="accord_proprietaire", **given)
    case.answers = case.answers | {"photo": [str(photo.pk)]}
    case.save()
    ask(waste, case, **OUTSIDE, partages=["photo"])
    outside = Client()
    came = outside.post(link_sent(), follow=True)
    assert "cour.png" in said(came)
    assert "bail.png" not in said(came)
    base = came.redirect_chain[-1][0]
    # The bytes were never kept: hidden and missing answer alike, but one is journalled.
    outside.get(f"{base}pieces/{plan.pk}/")
    assert not Entry.objects.filter(actor_kind="guest", reason="a ouvert une pièce").exists()
    outside.get(f"{base}pieces/{photo.pk}/")
    assert Entry.objects.filter(actor_kind="guest", reason="a ouvert une pièce").exists()


def test_taken_back_and_sent_again(case: Case, waste: Client, lescar: Client) -> None:
    ask(waste, case, **OUTSIDE)
    link = link_sent()
    follow = page(case, "agent-opinion-follow", item_of(case, "avis").pk)
    assert lescar.post(follow, {"faire": "retirer"}).status_code == 404
    sent = waste.post(follow, {"faire": "renvoyer", "courriel": "l@x.example"}, follow=True)
    assert told(sent) == ["Un autre lien est envoyé."]
    assert Client().get(link).status_code == 404
    assert Client().get(link_sent()).status_code == 200
    back = waste.post(follow, {"faire": "retirer"}, follow=True)
    assert told(back) == ["Votre question est retirée."]
    gone = Client().get(link_sent())
    assert gone.status_code == 404
    assert "Ce lien n’ouvre rien" in said(gone)
    deliver_now()


def test_an_opinion_given_on_paper_is_keyed_in_with_its_scan(
    world: World, case: Case, waste: Client, lescar: Client
) -> None:
    ask(waste, case, **OUTSIDE)
    item = item_of(case, "avis")
    assert "Saisir une réponse sur papier" in said(waste.get(page(case, "agent-detail")))
    address = page(case, "agent-record", item.pk)
    assert lescar.get(address).status_code == 404
    answered = {"resultat": "defavorable", "maniere": "paper", "texte": "Les racines."}
    assert "Joignez le papier" in said(waste.post(address, answered))
    kept = waste.post(address, {**answered, "fichiers": photo("avis.png")}, follow=True)
    assert told(kept) == ["C’est enregistré."]
    # Against, it is no yes: neither by its colour nor by its picture.
    html = kept.content.decode()
    badge = html[: html.index("Avis défavorable</span>")].rpartition("<span")[2]
    assert "badge--danger" in badge
    assert "#x" in badge
    seen = said(kept)
    assert "sur papier, noté par un agent" in seen
    assert "avis.png" in seen
    entry = Entry.objects.get(verb="cases.opinion_keyed")
    assert (entry.actor_label, entry.detail["who"]) == ("Agent waste", "Léa Dumas, paysagiste")
    again = waste.post(address, {**answered, "fichiers": photo("avis.png")}, follow=True)
    assert told(again) == ["Une réponse a déjà été donnée."]
    assert Entry.objects.filter(verb="cases.opinion_keyed").count() == 1
