"""The page of a request, and what its owner does there."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_agent
from parvis.cases import actions, queries
from parvis.cases.engine import party
from parvis.cases.models import Case
from parvis.cases.tests.resident.client import Form, fill
from parvis.cases.tests.resident.journey import begin, fill_all, sent
from parvis.cases.tests.resident.samples import pdf
from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.directory.models import Unit
from parvis.directory.tests.factories import membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(resident: Client, installation: Installation) -> Case:
    return sent(resident, installation)


@pytest.fixture
def agent(case: Case) -> Account:
    worker = make_agent(name="Agnès Lacaze")
    membership(worker, Unit.objects.get(slug="accueil"))
    return worker


def ask(case: Case, agent: Account, *fields: str, message: str = "Redonnez le devis.") -> None:
    actions.perform(
        case=case,
        transition="demander",
        party=party.agent(agent),
        inputs={},
        correction={"fields": list(fields), "message": message},
    )


def page_of(client: Client, case: Case) -> str:
    return client.get(reverse("cases:detail", args=[case.reference])).content.decode()


def test_the_page_says_where_it_stands_and_who_has_the_hand(resident: Client, case: Case) -> None:
    page = page_of(resident, case)
    assert "La demande est arrivée." in page
    assert "le service" in page
    assert "devis.pdf" in page
    assert "12,50" in page
    assert reverse("cases:move", args=[case.reference, "retirer"]) in page


def test_a_reference_typed_with_slips_leads_to_the_page(resident: Client, case: Case) -> None:
    slip = case.reference.lower().replace("-", " ")
    answer = resident.get(reverse("cases:detail", args=[slip]))
    assert answer.headers["Location"] == reverse("cases:detail", args=[case.reference])


def test_who_consulted_the_file_is_said_in_words(
    resident: Client, case: Case, agent: Account
) -> None:
    assert "Agnès Lacaze" not in page_of(resident, case)
    queries.open_case_as(agent, case.reference)
    assert "Agnès Lacaze" in page_of(resident, case)
    traces = resident.get(reverse("cases:readings", args=[case.reference])).content.decode()
    assert "Agnès Lacaze" in traces
    broken = {"avant": "9" * 5000}
    assert resident.get(reverse("cases:readings", args=[case.reference]), broken).status_code == 200


def test_a_correction_shows_only_what_is_asked_and_goes_back(
    resident: Client, case: Case, agent: Account
) -> None:
    ask(case, agent, "nom", "piece")
    page = page_of(resident, case)
    assert "Redonnez le devis." in page
    move = reverse("cases:move", args=[case.reference, "completer"])
    assert move in page
    names = Form(resident.get(move).content.decode()).names
    assert {"nom", "piece"} <= names
    assert "nombre" not in names
    wrong = fill(resident, move, nom="")
    assert wrong.status_code == 200
    assert 'href="#id_nom"' in wrong.content.decode()
    assert fill(resident, move, nom="Dominique", piece=pdf("autre.pdf")).status_code == 302
    case.refresh_from_db()
    assert case.state == "recue"
    assert case.answers["nom"] == "Dominique"
    assert sorted(case.attachments.values_list("name", flat=True)) == ["autre.pdf", "devis.pdf"]


def test_a_corrected_answer_that_calls_for_a_question_asks_it_too(
    resident: Client, case: Case, agent: Account
) -> None:
    ask(case, agent, "genre")
    move = reverse("cases:move", args=[case.reference, "completer"])
    page = fill(resident, move, genre="c").content.decode()
    assert 'href="#id_precision"' in page
    form = Form(page)
    assert "precision" in form.names
    answer = resident.post(move, form.data | {"genre": "c", "precision": "Voilà", "nom": "Pirate"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.answers["genre"], case.answers["precision"]) == ("c", "Voilà")
    assert case.answers["nom"] == "Camille"


def test_a_file_of_a_correction_is_added_then_removed_before_sending(
    resident: Client, case: Case, agent: Account
) -> None:
    ask(case, agent, "piece")
    move = reverse("cases:move", args=[case.reference, "completer"])
    page = fill(resident, move, press="joindre", piece=pdf("faux.pdf")).content.decode()
    assert "faux.pdf" in page
    taken_out = next(value for name, value in Form(page).buttons if name == "enlever_fichier")
    page = fill(resident, move, press=f"enlever_fichier={taken_out}").content.decode()
    assert "faux.pdf" not in page
    assert "devis.pdf" in page
    case.refresh_from_db()
    assert case.state == "a_completer"


def test_an_answer_that_says_nothing_is_not_sent(
    resident: Client, case: Case, agent: Account
) -> None:
    ask(case, agent, "nom", "piece")
    move = reverse("cases:move", args=[case.reference, "completer"])
    page = fill(resident, move).content.decode()
    assert 'href="#id_mot"' in page
    assert "Rien n’a encore changé" in page
    case.refresh_from_db()
    assert case.state == "a_completer"
    done = fill(resident, move, mot="Je n’ai pas d’autre devis.")
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "recue"
    assert case.notes.get().text == "Je n’ai pas d’autre devis."


def test_a_question_without_an_answer_to_correct_is_answered_in_words(
    resident: Client, case: Case, agent: Account
) -> None:
    ask(case, agent, message="Est-ce pour cette année ?")
    move = reverse("cases:move", args=[case.reference, "completer"])
    assert "(facultatif)" not in resident.get(move).content.decode()
    assert "Cette réponse est nécessaire" in fill(resident, move).content.decode()
    case.refresh_from_db()
    assert case.state == "a_completer"
    answer = fill(resident, move, mot="Oui.")
    assert answer.status_code == 302
    assert "La demande est complétée." in resident.get(answer.url).content.decode()
    assert case.notes.get().text == "Oui."


def test_what_a_request_came_to_is_read_first(resident: Client, case: Case, agent: Account) -> None:
    assert "Lire le document" not in page_of(resident, case)
    made = {"event": case.events.first(), "size": 1, "sha256": "0", "made_at": clock.now()}
    letter = case.documents.create(kind="decision", title="Décision", storage_name="d", **made)
    assert "Lire le document" not in page_of(resident, case)
    Case.objects.filter(pk=case.pk).update(
        legal_state=Case.LegalState.CLOSED, closed_at=clock.now()
    )
    page = page_of(resident, case).partition("standing--closed")[2].partition("</section>")[0]
    assert "Lire le document" in page
    assert str(letter.pk) in page


def test_withdrawing_asks_first(resident: Client, case: Case) -> None:
    move = reverse("cases:move", args=[case.reference, "retirer"])
    assert resident.get(move).status_code == 200
    case.refresh_from_db()
    assert case.state == "recue"
    fill(resident, move)
    case.refresh_from_db()
    assert case.state == "retiree"
    # Pressed again, or from another tab: nothing more happens, and it is said.
    assert resident.post(move).headers["Location"] == reverse("cases:detail", args=[case.reference])


def test_somebody_acted_meanwhile(resident: Client, case: Case, agent: Account) -> None:
    move = reverse("cases:move", args=[case.reference, "retirer"])
    form = Form(resident.get(move).content.decode())
    ask(case, agent, "nom")
    answer = resident.post(move, form.data)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.state == "a_completer"


def test_writing_to_the_service_with_a_file(resident: Client, case: Case) -> None:
    write = reverse("cases:write", args=[case.reference])
    assert "href" in fill(resident, write, texte="   ").content.decode()
    assert not case.notes.exists()
    fill(resident, write, texte="Bonjour,\n\nune question.", fichiers=pdf("question.pdf"))
    note = case.notes.get()
    assert note.attachments.get().name == "question.pdf"
    page = page_of(resident, case)
    assert "une question." in page
    assert "question.pdf" in page


def test_a_bad_file_keeps_the_message(resident: Client, case: Case) -> None:
    write = reverse("cases:write", args=[case.reference])
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("x.pdf", b"<html>", "application/pdf")
    page = fill(resident, write, texte="Une question.", fichiers=bad)
    assert page.status_code == 200
    assert "Une question." in page.content.decode()
    assert not case.notes.exists()


def test_the_list_shows_what_is_sent_latest_first_page_by_page(
    resident: Client, installation: Installation, case: Case, account: Account
) -> None:
    for number in range(21):
        Case.objects.get(pk=case.pk)
        Case.objects.create(
            **{
                field.name: getattr(case, field.name)
                for field in Case._meta.concrete_fields
                if field.name not in {"id", "reference", "draft_key"}
            }
            | {"reference": f"PAU-AAAA-{number:04}", "draft_key": f"{number:032x}"}
        )
    page = resident.get(reverse("cases:list")).content.decode()
    assert "AAAA-0020" in page.replace("\u202f", "")
    assert case.reference not in page
    after = page.partition("?avant=")[2].partition('"')[0]
    older = resident.get(f"{reverse('cases:list')}?avant={after}").content.decode()
    assert case.reference in older
    assert resident.get(f"{reverse('cases:list')}?avant=faux").status_code == 200


def test_query_counts_do_not_grow(
    resident: Client,
    installation: Installation,
    case: Case,
    agent: Account,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        resident.post(reverse("cases:write", args=[case.reference]), {"texte": f"Message {number}"})
        queries.open_case_as(agent, case.reference)
    draft, first = begin(resident, installation)
    check = fill_all(resident, first)
    for address in [
        reverse("cases:detail", args=[case.reference]),
        reverse("cases:list"),
        reverse("cases:readings", args=[case.reference]),
        first,
        reverse("cases:page", args=[draft.pk, "suite"]),
        check,
    ]:
        with django_assert_max_num_queries(12):
            assert resident.get(address).status_code == 200
