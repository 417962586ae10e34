"""A move prepared by one agent takes effect once others have validated it, in their order."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.cases import actions, queries
from parvis.cases.models import Case, Turn, WorkItem
from parvis.cases.tests.agent.doors import enter, said, told
from parvis.cases.tests.factories import World, _package, item_of, make_case, make_handler, take_on
from parvis.cases.tests.factories import make_world as make_ordinary_world
from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Package
from parvis.catalogue.models import Installation
from parvis.catalogue.tests.factories import COMPOSTER
from parvis.core.events import deliver_now
from parvis.directory.models import Unit
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

REFUSAL = {"motif": "lieu_inadapte", "explication": "Le lieu est sous les fenêtres des voisins."}


def with_validators(package: Package) -> Package:
    """The shared composter, whose refusals a colleague, then the elected member, must validate."""
    content = package.model_dump(mode="json", by_alias=True)
    content["service"] |= {"id": "test/validated"}
    content["service"]["functions"]["elected"] = {"sees": "all"}
    visa = {"kind": "validation", "shares": [], "results": ["validated", "sent_back"]}
    items = content["process"]["items"]
    items |= {"visa": visa | {"function": "waste"}, "signature": visa | {"function": "elected"}}
    for made in content["process"]["transitions"]:
        if made["id"] == "refuser":
            made["validated_by"] = [{"item": "visa"}, {"item": "signature"}]
    results = {"validated": "Je valide", "sent_back": "Je renvoie"}
    for words in content["texts"].values():
        words["functions"]["elected"] = {"name": "l’élue déléguée"}
        for name in ("visa", "signature"):
            words["items"][name] = {"label": name, "ask": "Relisez.", "opened": name}
            words["items"][name] |= {"results": results}
    return Package.model_validate(content)


@pytest.fixture
def world(db: None) -> World:
    world = make_ordinary_world()
    version = catalogue.publish(package=with_validators(_package(COMPOSTER)))
    elected = Unit.objects.create(institution=world.waste.institution, slug="elus", name="Élus")
    former = Installation.objects.get(pk=world.installation.pk)
    bindings = [
        catalogue.Bind("waste", world.waste),
        catalogue.Bind("land_owner", world.lescar),
        catalogue.Bind("trainer", world.trainer),
        catalogue.Bind("elected", elected),
    ]
    world.installation = catalogue.install(
        version=version,
        institution=world.waste.institution,
        area=former.area,
        bindings=bindings,
        slug="valide",
    )
    world.agents["colleague"] = make_handler(world.waste, name="Hugo Pédebidou")
    world.agents["elected"] = make_handler(elected, name="Maïté Lassus")
    return world


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world)


def prepare(world: World, case: Case) -> Case:
    return actions.perform(
        case=case, transition="refuser", party=world.agent("waste"), inputs=REFUSAL
    )


def conclude(world: World, case: Case, kind: str, who: str, result: str, text: str = "") -> Case:
    return actions.finish_item(
        item=item_of(case, kind), party=world.agent(who), result=result, inputs={"text": text}
    )


def offered(world: World, case: Case, who: str = "waste") -> set[str]:
    return {move.transition for move in queries.moves_of(case, world.agent(who))}


def test_nothing_happens_before_the_last_validator(world: World, case: Case) -> None:
    case = prepare(world, case)
    deliver_now()
    assert (case.state, case.hand, case.outcome) == ("recue", "items", "")
    assert "refuser" not in offered(world, case)
    assert not case.documents.filter(kind="decision_defavorable").exists()
    turns = {(t.unit_id, t.item.kind if t.item else "") for t in Turn.objects.filter(case=case)}
    assert turns == {(world.waste.pk, "visa")}
    case = conclude(world, case, "visa", "colleague", "validated")
    assert case.state == "recue"
    assert case.hand == "items"
    case = conclude(world, case, "signature", "elected", "validated")
    deliver_now()
    assert (case.state, case.hand, case.outcome) == ("refusee", "nobody", "refused")
    assert case.documents.filter(kind="decision_defavorable").count() == 1
    moved = case.events.get(kind="moved", subject="refuser")
    assert moved.actor_label == "Maïté Lassus"
    assert moved.data["prepared_by"] == "Agent waste"
    assert moved.data["validated_by"] == ["Hugo Pédebidou", "Maïté Lassus"]
    assert moved.data["inputs"] == REFUSAL
    assert Entry.objects.filter(verb="cases.validated").count() == 1


@pytest.mark.parametrize("who", ["waste", "elected", "lescar"])
def test_who_may_not_validate(world: World, case: Case, who: str) -> None:
    """Whoever prepared it, whoever comes later, whoever has no part in it."""
    case = prepare(world, case)
    with pytest.raises(actions.Refused):
        conclude(world, case, "visa", who, "validated")
    assert item_of(case, "visa").done_at is None


def test_sent_back_with_words_and_filled_in(world: World, case: Case) -> None:
    case = prepare(world, case)
    with pytest.raises(actions.InvalidInputs):
        conclude(world, case, "visa", "colleague", "sent_back", " ")
    case = conclude(world, case, "visa", "colleague", "sent_back", "Le motif n’est pas le bon.")
    deliver_now()
    assert (case.state, case.hand) == ("recue", "waste")
    assert "refuser" in offered(world, case)
    told_back = Notification.objects.get(key__contains=":preparation_sent_back")
    assert "Le motif n’est pas le bon." in told_back.text
    form = enter(world.agents["waste"]).get(
        reverse("cases:agent-move", args=[case.reference, "refuser"])
    )
    assert REFUSAL["explication"] in form.content.decode()
    for party, reads in ((world.agent("waste"), True), (world.applicant, False)):
        story = str(queries.timeline(case, party, "fr"))
        assert ("Le motif n’est pas le bon." in story) == reads


def test_any_other_move_undoes_it(world: World, case: Case) -> None:
    case = prepare(world, case)
    case = actions.perform(case=case, transition="retirer", party=world.applicant, inputs={})
    assert case.state == "retiree"
    assert item_of(case, "visa").cancelled
    with pytest.raises(actions.CaseClosed):
        conclude(world, case, "visa", "colleague", "validated")


def test_taken_back_by_who_prepared_it(world: World, case: Case) -> None:
    case = prepare(world, case)
    item = item_of(case, "visa")
    with pytest.raises(actions.NotAllowed):
        actions.withdraw(item=item, party=world.agent("elected"))
    case = actions.withdraw(item=item, party=world.agent("waste"))
    assert case.hand == "waste"
    assert "refuser" in offered(world, case)


def test_a_move_without_validators_is_made_at_once(world: World, case: Case) -> None:
    assert take_on(world, case).state == "instruction"
    assert not WorkItem.objects.filter(kind__in=["visa", "signature"]).exists()


def test_the_pages(world: World, case: Case) -> None:
    waste, colleague = enter(world.agents["waste"]), enter(world.agents["colleague"])
    act = reverse("cases:agent-move", args=[case.reference, "refuser"])
    made = waste.post(
        act, REFUSAL | {"revision": case.revision, "_shown": "motif,explication"}, follow=True
    )
    assert told(made)[0].startswith("C’est préparé")
    assert "préparé par Agent waste" in said(made)
    assert "Votre tâche" not in said(made)
    item = item_of(case, "visa")
    page = reverse("cases:agent-validation", args=[case.reference, item.pk])
    assert waste.get(page).status_code == 302
    shown = said(colleague.get(page))
    assert REFUSAL["explication"] in shown
    assert "Lire le projet" in shown
    preview = reverse("cases:agent-preview", args=[case.reference, item.pk, "decision_defavorable"])
    draft = colleague.get(preview)
    assert draft.content.startswith(b"%PDF-")
    assert colleague.get(preview.replace("defavorable", "favorable")).status_code == 404
    assert Client().get(preview).status_code in {302, 404}
    assert "Dites pourquoi" in said(colleague.post(page, {"resultat": "sent_back"}))
    done = colleague.post(page, {"resultat": "validated", "texte": ""}, follow=True)
    assert told(done) == ["Merci. Votre réponse est transmise."]
    assert item_of(case, "signature").asked["validated"] == ["Hugo Pédebidou"]
    assert colleague.get(preview).status_code == 404
