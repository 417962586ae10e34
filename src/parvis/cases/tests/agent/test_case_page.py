"""The page of a case: everything for those in charge, their part for partners, nothing for others."""

from copy import deepcopy

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from tests.harness import Make, assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases import actions
from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_draft,
    make_handler,
    take_on,
)
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.journal.models import Entry

HIDDEN_FROM_LESCAR = ["Bordenave", "Camille", "12 rue du Bialé", "camille@example.test", "1988"]


def address(case: Case, name: str = "agent-detail", *more: object) -> str:
    return reverse(f"cases:{name}", args=[case.reference, *more])


def _under_review(world: World) -> Case:
    """Under review, with a photo, a message each way, a note and a word between services."""
    draft = make_draft(world)
    photo(draft)
    opened = actions.submit(draft=draft, person=world.person, party=world.applicant)
    take_on(world, opened)
    waste = world.agent("waste")
    actions.write_message(case=opened, party=world.applicant, text="Faut-il une arrivée d’eau ?")
    actions.write_message(case=opened, party=waste, text="Non, un arrosoir suffit.")
    actions.add_note(case=opened, party=waste, text="Déjà venu en 2024.")
    audience = f"part:{world.lescar.pk}"
    actions.write_message(case=opened, party=waste, text="Qui entretient ?", audience=audience)
    deliver_now()
    return opened


@pytest.fixture(scope="module", autouse=True)
def kept_case(made_once: Make, kept_world: World) -> Case:
    return made_once(lambda: _under_review(kept_world))


@pytest.fixture
def case(kept_case: Case, db: None) -> Case:
    return deepcopy(kept_case)


def photo(draft: Draft, field: str = "photo") -> Attachment:
    return Attachment.objects.create(
        draft_key=draft.pk,
        field=field,
        name=f"{field}.png",
        mime="image/png",
        size=3,
        sha256="0" * 64,
        storage_name=default_storage.save("photo.png", ContentFile(b"png")),
        uploaded_at=clock.now(),
    )


def test_whoever_is_in_charge_sees_everything(case: Case, waste: Client) -> None:
    words = said(waste.get(address(case)))
    for expected in (
        "Composteur partagé – Camille Bordenave",
        "Avis demandés",
        "la commune où se trouve le terrain",
        "Usage du terrain",
        "Derrière le local à vélos",
        "12 rue du Bialé",
        "photo.png",
        "Faut-il une arrivée d’eau ?",
        "Non, un arrosoir suffit.",
        "Déjà venu en 2024.",
        "Qui entretient ?",
        "Récépissé",
    ):
        assert expected in words, expected


def test_a_pin_is_said_in_words_and_drawn(world: World, waste: Client) -> None:
    draft = make_draft(world)
    draft.answers |= {
        "emplacement": draft.answers["emplacement"] | {"latitude": 43.3, "longitude": -0.4}
    }
    draft.save()
    opened = actions.submit(draft=draft, person=world.person, party=world.applicant)
    page = waste.get(address(opened))
    assert "43,30000° N, 0,40000° O" in said(page)
    assert "geo:43.3,-0.4" in page.content.decode()


def test_a_partner_sees_what_its_task_shares_and_nothing_else(case: Case, lescar: Client) -> None:
    page = lescar.get(address(case))
    words = said(page)
    assert "Derrière le local à vélos" in words
    assert "photo.png" in words
    assert "Qui entretient ?" in words
    assert "Votre tâche" in words
    html = page.content.decode()
    for hidden in (*HIDDEN_FROM_LESCAR, "arrosoir", "arrivée d’eau", "en 2024", "Récépissé"):
        assert hidden not in html, hidden


def test_another_partner_sees_its_own_part(world: World, case: Case) -> None:
    words = said(enter(world.agents["trainer"]).get(address(case)))
    assert "camille@example.test" in words
    assert "Camille Bordenave" in words
    for hidden in ("local à vélos", "photo.png", "Qui entretient", "en 2024"):
        assert hidden not in words, hidden


def test_the_applicant_reads_no_note(world: World, case: Case) -> None:
    page = sign_in(Client(), world.resident).get(reverse("cases:detail", args=[case.reference]))
    assert "en 2024" not in page.content.decode()
    assert "Qui entretient" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("agent-detail", []),
        ("agent-move", ["accepter"]),
        ("agent-item", ["item"]),
        ("agent-take", []),
        ("agent-entrust", []),
        ("agent-write", ["usager"]),
        ("agent-write", ["note"]),
        ("agent-write", ["service"]),
        ("agent-attachment", ["file"]),
        ("agent-document", ["document"]),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_exists_for_another_institution(
    world: World, case: Case, pau: Client, name: str, more: list[str], method: str
) -> None:
    keys = {
        "item": item_of(case, "terrain").pk,
        "service": f"service-{world.lescar.pk}",
        "file": case.attachments.get().pk,
        "document": case.documents.get().pk,
    }
    url = address(case, name, *(keys.get(one, one) for one in more))
    only = {"agent-take": "post", "agent-detail": "get"}.get(name, method)
    before = Case.objects.values().get(pk=case.pk)
    answer = getattr(pau, only)(url, {"texte": "Bonjour", "faire": "prendre"})
    assert answer.status_code == 404 or (answer.status_code == 405 and method == "post")
    assert Case.objects.values().get(pk=case.pk) == before


def test_files_follow_the_same_rules(world: World, case: Case, waste: Client, lescar: Client):
    photo_url = address(case, "agent-attachment", case.attachments.get().pk)
    receipt_url = address(case, "agent-document", case.documents.get().pk)
    trainer = enter(world.agents["trainer"])
    for client, photo_status, receipt_status in (
        (waste, 200, 200),
        (lescar, 200, 404),
        (trainer, 404, 404),
    ):
        assert client.get(photo_url).status_code == photo_status
        assert client.get(receipt_url).status_code == receipt_status
    opened = waste.get(receipt_url)
    assert opened.headers["Content-Disposition"].startswith("attachment")


def test_a_partner_does_not_open_a_file_it_is_not_shown(world: World, lescar: Client) -> None:
    draft = make_draft(world)
    hidden = photo(draft, field="piece_secrete")
    opened = actions.submit(draft=draft, person=world.person, party=world.applicant)
    take_on(world, opened)
    assert lescar.get(address(opened, "agent-attachment", hidden.pk)).status_code == 404


def test_each_opening_is_written_where_the_person_reads_it(world: World, case: Case, waste: Client):
    waste.get(address(case))
    entry = Entry.objects.filter(verb="cases.read").latest("pk")
    assert (entry.actor_label, entry.person_key) == ("Agent waste", str(world.person.pk))
    assert "Agent waste a consulté" in said(waste.get(address(case)))


def test_a_reference_typed_with_slips_leads_to_the_case(case: Case, waste: Client) -> None:
    slip = case.reference.lower().replace("-", "")
    answer = waste.get(reverse("cases:agent-detail", args=[slip]))
    assert answer.headers["Location"] == address(case)


@pytest.mark.parametrize("reference", ["LES-0000-0000", "x", "é", "%00", "a" * 300])
def test_an_unknown_reference_is_not_found(world: World, waste: Client, reference: str) -> None:
    assert waste.get(reverse("cases:agent-detail", args=[reference])).status_code == 404


def test_a_resident_meets_nothing_here(case: Case) -> None:
    stranger = sign_in(Client(), make_resident())
    assert stranger.get(address(case)).status_code == 404


def test_the_desk_that_filed_it_sees_it(world: World) -> None:
    hall = world.pau
    desk = make_handler(hall, role="desk")
    draft = make_draft(world, filed_by_unit=hall, channel="desk", account=desk)
    filed = actions.submit(draft=draft, person=world.person, party=world.applicant)
    actions.add_note(case=filed, party=world.agent("waste"), text="Déjà venu en 2024.")
    words = said(enter(desk).get(address(filed)))
    assert "12 rue du Bialé" in words
    assert "Retirer ma demande" in words
    assert "en 2024" not in words


def test_the_page_costs_the_same_whatever_happened(world: World, waste: Client) -> None:
    case = take_on(world, make_case(world))
    party = world.agent("waste")
    audience = f"part:{world.lescar.pk}"

    def go_on() -> None:
        for number in range(4):
            actions.write_message(case=case, party=party, text=f"Message {number}")
            actions.add_note(case=case, party=party, text=f"Note {number}")
            actions.write_message(case=case, party=party, text=f"{number} ?", audience=audience)

    go_on()
    assert_queries_do_not_grow(lambda: waste.get(address(case)), go_on, at_most=12)


def test_each_file_stands_beside_its_own_question(world: World, waste: Client) -> None:
    draft = make_draft(world, answers={"terrain": "prive"})
    for field in ("photo", "accord_proprietaire"):
        photo(draft, field)
    opened = actions.submit(draft=draft, person=world.person, party=world.applicant)
    rows = [row for _t, rows in waste.get(address(opened)).context["sections"] for row in rows]
    found = {row.label: [file.name for file, _url in row.files] for row in rows if row.files}
    assert found == {
        "Une photo de l’endroit": ["photo.png"],
        "L’accord écrit du propriétaire": ["accord_proprietaire.png"],
    }
