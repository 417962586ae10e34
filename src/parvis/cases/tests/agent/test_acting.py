"""Acting on a case: once, with nothing typed lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from parvis.cases import actions
from parvis.cases.models import Case, CaseEvent, Note
from parvis.cases.tests.agent.doors import enter, said, told
from parvis.cases.tests.factories import World, item_of, make_case, make_handler, take_on
from parvis.cases.tests.resident.client import fill
from parvis.cases.tests.resident.samples import pdf
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification


def address(case: Case, name: str = "agent-detail", *more: object) -> str:
    return reverse(f"cases:{name}", args=[case.reference, *more])


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world)


@pytest.fixture
def to_decide(world: World) -> Case:
    """Both branches done."""
    opened = take_on(world, make_case(world))
    for kind, who, result in (
        ("terrain", "lescar", "accorde"),
        ("formation", "trainer", "reservee"),
    ):
        opened = actions.finish_item(
            item=item_of(opened, kind), party=world.agent(who), result=result, inputs={}
        )
    assert opened.state == "a_decider"
    return opened


# Transitions -------------------------------------------------------------------------------------


def test_a_move_without_questions(case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "prendre_en_charge")
    answer = fill(waste, page)
    assert answer.headers["Location"] == address(case)
    assert now(case).state == "instruction"
    assert "C’est fait" in told(waste.get(answer.headers["Location"]))[0]


def test_a_decision_with_its_fields(to_decide: Case, waste: Client) -> None:
    page = address(to_decide, "agent-move", "accepter")
    assert "Relisez" in said(waste.get(page))
    fill(
        waste,
        page,
        livraison_day="4",
        livraison_month="1",
        livraison_year="2027",
        message="Bravo !",
    )
    decided = now(to_decide)
    assert (decided.legal_state, decided.outcome) == ("closed", "granted")
    deliver_now()
    assert decided.documents.filter(kind="decision_favorable").exists()


def test_a_mistake_shows_the_page_again_with_what_was_typed(to_decide: Case, waste: Client) -> None:
    page = address(to_decide, "agent-move", "refuser")
    answer = fill(waste, page, motif="autre", explication="Trop court")
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "Trop court" in words
    assert 'role="alert"' in words
    assert re.search(r'value="autre"[^>]* checked|checked[^>]* value="autre"', words)
    assert now(to_decide).state == "a_decider"


def test_somebody_acted_meanwhile(world: World, to_decide: Case, waste: Client) -> None:
    """The page says so, keeps every word, and goes on when it is sent again."""
    page = address(to_decide, "agent-move", "refuser")
    typed = {
        "motif": "autre",
        "explication": "Le terrain est inondable une partie de l’année.",
        "_shown": "motif,explication",
        "revision": str(to_decide.revision),
    }
    actions.perform(
        case=to_decide,
        transition="demander_piece",
        party=world.agent("waste"),
        inputs={},
        correction={"fields": [], "message": "Un plan ?"},
    )
    actions.perform(
        case=to_decide, transition="completer", party=world.applicant, inputs={}, correction={}
    )
    answer = waste.post(page, typed)
    assert answer.status_code == 200
    assert "entre-temps" in told(answer)[0]
    assert "inondable" in answer.content.decode()
    assert now(to_decide).state == "a_decider"
    fill(waste, page, motif="autre", explication=typed["explication"])
    assert now(to_decide).state == "refusee"


def test_a_button_pressed_twice_does_it_once_and_says_it_once(case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "prendre_en_charge")
    typed = {"revision": str(case.revision), "_shown": ""}
    waste.post(page, typed)
    waste.post(page, typed)
    assert CaseEvent.objects.filter(case=case, subject="prendre_en_charge").count() == 1
    assert len(told(waste.get(address(case)))) == 1


def test_an_act_is_journalled_and_a_refused_one_is_a_reading(to_decide: Case, waste: Client):
    page = address(to_decide, "agent-move", "refuser")
    typed = {"_shown": "motif,explication", "revision": str(to_decide.revision), "motif": "autre"}
    noted = Entry.objects.filter(about_key=str(to_decide.pk)).order_by("pk")
    last = noted.latest("pk").pk
    waste.post(page, typed)
    assert [entry.verb for entry in noted.filter(pk__gt=last)] == ["cases.read"]
    last = noted.latest("pk").pk
    waste.post(page, typed | {"explication": "Le terrain est inondable en hiver."})
    assert [entry.verb for entry in noted.filter(pk__gt=last)] == ["cases.moved"]


def test_a_move_that_is_no_longer_possible(world: World, case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "prendre_en_charge")
    actions.perform(
        case=case,
        transition="refuser",
        party=world.agent("waste"),
        inputs={"motif": "autre", "explication": "Une explication assez longue."},
    )
    answer = waste.get(page)
    assert answer.headers["Location"] == address(case)
    assert "plus possible" in told(waste.get(address(case)))[0]


@pytest.mark.parametrize("transition", ["retirer", "constater_silence", "nothing", "accepter"])
def test_only_what_is_offered_may_be_done(case: Case, waste: Client, transition: str) -> None:
    waste.post(address(case, "agent-move", transition), {"revision": case.revision})
    assert now(case).state == "recue"


def test_a_partner_cannot_decide(to_decide: Case, lescar: Client) -> None:
    lescar.post(address(to_decide, "agent-move", "refuser"), {"motif": "autre"})
    assert now(to_decide).state == "a_decider"


# Corrections -------------------------------------------------------------------------------------


def test_asking_for_what_is_missing(case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "demander_piece")
    words = said(waste.get(page))
    assert "Combien de foyers" in words
    assert "L’accord écrit du propriétaire" in words
    assert "Nom de la résidence" not in words  # never asked of this person
    waste.post(page, {"reponses": ["foyers"], "message": "Combien ?", "revision": case.revision})
    asked = now(case)
    assert asked.hand == "applicant"
    assert asked.correction["fields"] == ["foyers"]
    assert "Combien ?" in said(waste.get(address(case)))


def test_asking_needs_words(case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "demander_piece")
    answer = waste.post(page, {"reponses": ["foyers"], "message": " ", "revision": case.revision})
    assert 'role="alert"' in answer.content.decode()
    assert now(case).state == "recue"


def test_asking_when_somebody_acted_meanwhile(world: World, case: Case, waste: Client) -> None:
    page = address(case, "agent-move", "demander_piece")
    stale = {"reponses": ["foyers"], "message": "Combien ?", "revision": case.revision + 7}
    answer = waste.post(page, stale)
    assert "Combien ?" in answer.content.decode()
    assert f'value="{case.revision}"' in answer.content.decode()
    assert now(case).state == "recue"


# Tasks -------------------------------------------------------------------------------------------


def test_a_partner_answers_its_task(world: World, case: Case, lescar: Client) -> None:
    take_on(world, case)
    item = item_of(case, "terrain")
    page = address(case, "agent-item", item.pk)
    assert "Bordenave" not in lescar.get(page).content.decode()
    missing = lescar.post(page, {"_shown": "conditions", "conditions": "Loin de l’aire de jeux."})
    assert "Choisissez une réponse" in said(missing)
    assert "Loin de l’aire de jeux." in missing.content.decode()
    fill(lescar, page, resultat="accorde_sous_conditions", conditions="Loin de l’aire de jeux.")
    item.refresh_from_db()
    assert (item.result, item.inputs) == (
        "accorde_sous_conditions",
        {"conditions": "Loin de l’aire de jeux."},
    )
    words = said(enter(world.agents["waste"]).get(address(case)))
    assert "Loin de l’aire de jeux." in words


def test_a_task_answered_twice_keeps_the_first_answer(world: World, case: Case, lescar: Client):
    take_on(world, case)
    item = item_of(case, "terrain")
    page = address(case, "agent-item", item.pk)
    for _press in range(2):
        lescar.post(page, {"resultat": "accorde", "_shown": "conditions"})
    assert len(told(lescar.get(address(case)))) == 1
    lescar.post(page, {"resultat": "refuse", "_shown": "conditions"})
    assert "est faite" in told(lescar.get(address(case)))[0]
    item.refresh_from_db()
    assert item.result == "accorde"


def test_a_task_of_another_unit(world: World, case: Case, lescar: Client, waste: Client) -> None:
    take_on(world, case)
    training = item_of(case, "formation").pk
    assert lescar.get(address(case, "agent-item", training)).status_code == 404
    waste.post(address(case, "agent-item", training), {"resultat": "injoignable"})
    assert item_of(case, "formation").done_at is None


# In charge ---------------------------------------------------------------------------------------


def test_taking_twice_and_giving_back(world: World, case: Case, waste: Client) -> None:
    page = address(case, "agent-take")
    for _press in range(2):
        waste.post(page, {"faire": "prendre"})
    assert now(case).assigned_to == world.agents["waste"]
    assert CaseEvent.objects.filter(case=case, kind="assigned").count() == 1
    assert "Rendre au service" in said(waste.get(address(case)))
    for _press in range(2):
        waste.post(page, {"faire": "rendre"})
    assert now(case).assigned_to is None


def test_entrusting_to_a_colleague(world: World, case: Case, waste: Client) -> None:
    colleague = make_handler(world.waste, name="Marc Lacoste")
    page = address(case, "agent-entrust")
    assert "Marc Lacoste" in said(waste.get(page))
    assert "Agent pau" not in said(waste.get(page))
    waste.post(page, {"agent": str(colleague.pk)})
    assert now(case).assigned_to == colleague
    waste.post(page, {"agent": str(world.agents["pau"].pk)})
    assert now(case).assigned_to == colleague


def test_a_partner_entrusts_its_task_but_not_the_case(world: World, case: Case, lescar: Client):
    take_on(world, case)
    item = item_of(case, "terrain")
    lescar.post(address(case, "agent-take"), {"faire": "prendre", "tache": item.pk})
    item.refresh_from_db()
    assert item.assigned_to == world.agents["lescar"]
    assert lescar.get(address(case, "agent-entrust")).status_code == 404
    assert lescar.get(address(case, "agent-entrust") + f"?tache={item.pk}").status_code == 200
    lescar.post(address(case, "agent-take"), {"faire": "prendre"})
    assert now(case).assigned_to is None


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("to", "audience"), [("usager", "all"), ("note", "agents")])
def test_words_sent_twice_are_sent_once(case: Case, waste: Client, to: str, audience: str) -> None:
    page = address(case, "agent-write", to)
    typed = {"texte": "Bonjour, un arrosoir suffit.", "apres": "0"}
    for _press in range(2):
        assert waste.post(page, typed).status_code == 302
    assert [note.audience for note in Note.objects.all()] == [audience]
    waste.post(page, typed | {"apres": str(Note.objects.get().pk)})
    assert Note.objects.count() == 2  # said again on purpose


def test_a_message_reaches_the_applicant_with_its_file(world: World, case: Case, waste: Client):
    page = address(case, "agent-write", "usager")
    waste.post(page, {"texte": "Voici le plan.", "apres": "0", "fichiers": pdf("plan.pdf")})
    note = Note.objects.get()
    assert note.attachments.get().name == "plan.pdf"
    deliver_now()
    about = Notification.objects.filter(person=world.person, key__contains=":message")
    assert about.exists()
    assert "plan.pdf" in said(waste.get(address(case)))


def test_a_file_that_is_refused_loses_nothing(case: Case, waste: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("virus.exe", b"MZ" + b"\0" * 64, "application/pdf")
    page = address(case, "agent-write", "usager")
    answer = waste.post(page, {"texte": "Voici le plan.", "fichiers": bad})
    assert "Voici le plan." in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not Note.objects.exists()


def test_services_write_to_each_other(world: World, case: Case, waste: Client, lescar: Client):
    take_on(world, case)
    to = f"service-{world.lescar.pk}"
    waste.post(address(case, "agent-write", to), {"texte": "Avez-vous vu le terrain ?"})
    lescar.post(address(case, "agent-write", to), {"texte": "Oui, mardi."})
    assert "Oui, mardi." in said(waste.get(address(case)))
    trainer = enter(world.agents["trainer"])
    assert "mardi" not in said(trainer.get(address(case)))
    assert trainer.get(address(case, "agent-write", to)).status_code == 404


@pytest.mark.parametrize("to", ["usager", "note"])
def test_a_partner_writes_to_the_service_only(world: World, case: Case, lescar: Client, to: str):
    take_on(world, case)
    assert lescar.get(address(case, "agent-write", to)).status_code == 404
    assert lescar.post(address(case, "agent-write", to), {"texte": "x"}).status_code == 404


@pytest.mark.parametrize("to", ["service-0", "service-x", "personne", "service-99999999999999"])
def test_odd_addressees(case: Case, waste: Client, to: str) -> None:
    assert waste.get(address(case, "agent-write", to)).status_code == 404


def test_an_empty_message_is_asked_again(case: Case, waste: Client) -> None:
    answer = waste.post(address(case, "agent-write", "usager"), {"texte": "  "})
    assert answer.status_code == 200
    assert not Note.objects.exists()
