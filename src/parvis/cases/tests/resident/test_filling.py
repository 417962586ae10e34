"""Filling in a form from the first page to the confirmation, without JavaScript."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.tests import kitchen_sink
from parvis.cases.tests.resident.client import Form, fill
from parvis.cases.tests.resident.journey import FIRST, LAST, SECOND, begin, fill_all
from parvis.cases.tests.resident.samples import pdf
from parvis.catalogue.models import Installation

pytestmark = pytest.mark.django_db


def test_a_resident_goes_from_the_first_page_to_the_confirmation(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    check = fill_all(resident, first)
    assert check == reverse("cases:check", args=[draft.pk])
    page = resident.get(check).content.decode()
    assert "12,50" in page
    assert "devis.pdf" in page
    done = resident.post(reverse("cases:submit", args=[draft.pk]))
    case = Case.objects.get(draft_key=draft.pk)
    assert done.headers["Location"] == reverse("cases:done", args=[draft.pk])
    shown = resident.get(done.headers["Location"]).content.decode()
    assert case.reference in shown.replace("\u202f", "")
    assert case.answers["montant"] == 1250
    assert case.answers["adresse"]["commune_code"] == "64335"
    assert case.answers["commune"] == "64445"
    assert case.area.code == "64445"
    assert case.attachments.get().name == "devis.pdf"
    assert not Draft.objects.exists()


def test_sending_twice_leads_to_the_same_confirmation(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    fill_all(resident, first)
    submit = reverse("cases:submit", args=[draft.pk])
    assert resident.post(submit).headers["Location"] == resident.post(submit).headers["Location"]
    assert Case.objects.count() == 1
    # The back button, then "continue": the form is gone, the confirmation is there.
    assert resident.get(first).headers["Location"] == reverse("cases:done", args=[draft.pk])
    assert resident.post(first, FIRST).status_code == 302


def test_every_type_of_question_is_drawn_with_its_label(
    resident: Client, installation: Installation
) -> None:
    _draft, first = begin(resident, installation)
    pages = [first]
    pages.append(fill(resident, first, **FIRST).headers["Location"])
    pages.append(fill(resident, pages[-1], **SECOND).headers["Location"])
    shown = "".join(resident.get(url).content.decode() for url in pages)
    last = reverse("cases:page", args=[_draft.pk, "suite"])
    shown += fill(resident, last, press="ajouter=enfants", **LAST).content.decode()
    shown += resident.get(last).content.decode()
    asked = kitchen_sink.FIELDS + kitchen_sink.WHO + kitchen_sink.MONEY + kitchen_sink.MORE
    for field in asked:
        if "show_if" not in field:
            assert f"Question {field['id']}" in shown, field["id"]
    assert "Texte de note." in shown
    assert "Enfant 1" in shown


def test_a_wrong_answer_is_kept_as_typed_and_explained(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    wrong = FIRST | {"nombre": "douze", "jour_day": "31", "jour_month": "2"}
    again = fill(resident, first, **wrong).headers["Location"]
    assert again == f"{first}?verifier=1"
    page = resident.get(again).content.decode()
    assert 'value="douze"' in page
    assert 'href="#id_nombre"' in page
    assert 'value="31"' in page
    draft.refresh_from_db()
    assert draft.answers["nombre"] == "douze"
    assert draft.answers["nom"] == "Camille"
    assert fill(resident, first, nombre="3", jour_month="1").headers["Location"] == reverse(
        "cases:page", args=[draft.pk, "qui"]
    )


def test_an_answer_that_calls_for_a_question_shows_it_before_going_on(
    resident: Client, installation: Installation
) -> None:
    _draft, first = begin(resident, installation)
    again = fill(resident, first, **FIRST | {"genre": "c"}).headers["Location"]
    assert again == f"{first}#bloc-precision"
    assert "precision" in Form(resident.get(first).content.decode()).names
    assert fill(resident, first).headers["Location"] == f"{first}?verifier=1"
    assert "bloc-precision_encore" in fill(resident, first, precision="oui").headers["Location"]
    onwards = fill(resident, first, precision_encore="x").headers["Location"]
    assert onwards.endswith("/questions/qui/")


def test_a_page_that_no_answer_calls_for_is_left_out(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    second = fill(resident, first, **FIRST | {"oui_non": "no"}).headers["Location"]
    last = reverse("cases:page", args=[draft.pk, "suite"])
    assert fill(resident, second, **SECOND).headers["Location"] == last
    hidden = reverse("cases:page", args=[draft.pk, "argent"])
    assert resident.get(hidden).headers["Location"] == last


def test_a_phone_is_needed_when_there_is_no_mail(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    second = fill(resident, first, **FIRST).headers["Location"]
    again = fill(resident, second, **SECOND | {"courriel": ""}).headers["Location"]
    assert again == f"{second}?verifier=1"
    assert 'href="#id_telephone"' in resident.get(again).content.decode()
    draft.refresh_from_db()
    assert draft.answers["courriel"] == ""
    assert fill(resident, second, telephone="05 59 27 85 80").status_code == 302
    draft.refresh_from_db()
    assert draft.answers["telephone"] == "+33559278580"


def test_entries_come_and_go_with_their_files(resident: Client, installation: Installation) -> None:
    draft, _first = begin(resident, installation)
    last = reverse("cases:page", args=[draft.pk, "suite"])
    fill(resident, last, press="ajouter=enfants", **LAST)
    fill(resident, last, press="ajouter=enfants", enfants__0__prenom="Ana")
    fill(
        resident,
        last,
        press="joindre",
        enfants__1__prenom="Iban",
        enfants__1__certificat=pdf("iban.pdf"),
    )
    assert Attachment.objects.get().field == "enfants.1.certificat"
    fill(resident, last, press="enlever=enfants.0")
    draft.refresh_from_db()
    assert [one["prenom"] for one in draft.answers["enfants"]] == ["Iban"]
    assert Attachment.objects.get().field == "enfants.0.certificat"
    assert "iban.pdf" in resident.get(last).content.decode()
    fill(resident, last, press="ajouter=enfants")
    # The blank entry at the end is no entry; the child's missing answer is asked.
    assert fill(resident, last).headers["Location"] == f"{last}?verifier=1"
    draft.refresh_from_db()
    assert len(draft.answers["enfants"]) == 1
    assert 'href="#id_enfants.0.ecole_0"' in resident.get(f"{last}?verifier=1").content.decode()
    again = fill(resident, last, enfants__0__ecole="yes").headers["Location"]
    assert again == f"{last}#bloc-enfants.0.classe"
    assert "enfants.0.classe" in Form(resident.get(last).content.decode()).names


def test_an_ambiguous_address_offers_the_communes(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    second = fill(resident, first, **FIRST).headers["Location"]
    again = fill(resident, second, **SECOND | {"adresse__postal_code": "64000"})
    page = resident.get(again.headers["Location"]).content.decode()
    assert 'name="adresse.commune_code" value="64335"' in page
    form = Form(page)
    data: dict[str, Any] = dict(form.data) | {"adresse.commune_code": "64335"}
    assert resident.post(second, data).headers["Location"].endswith("/argent/")
    draft.refresh_from_db()
    assert draft.answers["adresse"]["postal_code"] == "64230"


def test_saving_and_coming_back(resident: Client, installation: Installation) -> None:
    draft, first = begin(resident, installation)
    left = fill(resident, first, press="partir", nom="Camille")
    assert left.headers["Location"] == reverse("cases:list")
    page = resident.get(reverse("cases:list")).content.decode()
    assert reverse("cases:resume", args=[draft.pk]) in page
    assert "Service complet" in page
    assert resident.get(reverse("cases:resume", args=[draft.pk])).headers["Location"] == first
    fill(resident, first, **FIRST)
    resumed = resident.get(reverse("cases:resume", args=[draft.pk])).headers["Location"]
    assert resumed.endswith("/questions/qui/")


def test_starting_again_proposes_the_draft_that_waits(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    fill(resident, first, press="partir", nom="Camille")
    start = reverse("cases:start", args=[installation.slug])
    waiting = resident.post(start).headers["Location"]
    assert waiting == reverse("cases:mine", args=[installation.slug])
    assert reverse("cases:resume", args=[draft.pk]) in resident.get(waiting).content.decode()
    assert resident.post(start, {"nouvelle": "1"}).status_code == 302
    assert Draft.objects.count() == 2


def test_the_check_says_what_is_missing_and_leads_there(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    fill(resident, first, **FIRST)
    page = resident.get(reverse("cases:check", args=[draft.pk])).content.decode()
    assert f"{reverse('cases:page', args=[draft.pk, 'argent'])}?retour=1&amp;verifier=1" in page
    assert reverse("cases:submit", args=[draft.pk]) not in page
    refused = resident.post(reverse("cases:submit", args=[draft.pk]))
    assert refused.headers["Location"] == reverse("cases:check", args=[draft.pk])
    assert not Case.objects.exists()


def test_changing_one_answer_goes_back_to_the_check(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    check = fill_all(resident, first)
    assert fill(resident, f"{first}?retour=1", nom="Dominique").headers["Location"] == check
    draft.refresh_from_db()
    assert draft.answers["nom"] == "Dominique"


def test_deleting_a_draft_asks_first_and_erases_its_files(
    resident: Client, installation: Installation
) -> None:
    draft, first = begin(resident, installation)
    fill_all(resident, first)
    drop = reverse("cases:drop", args=[draft.pk])
    assert resident.get(drop).status_code == 200
    assert Draft.objects.exists()
    resident.post(drop)
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


def test_a_save_that_comes_after_its_page_changes_nothing(
    resident: Client, installation: Installation
) -> None:
    """Two requests of one browser may overtake each other."""
    draft, first = begin(resident, installation)
    page = first.rstrip("/").rpartition("/")[2]
    save = reverse("cases:autosave", args=[draft.pk, page])
    shown = resident.get(first).content.decode()
    since = re.search(r'data-since="([^"]+)"', shown)[1]
    typed = {"_shown": "nom", "nom": "Premier"}

    kept = resident.post(save, typed | {"_since": since}).json()
    fill(resident, first, **FIRST)
    late = resident.post(save, typed | {"nom": "Tard", "_since": kept["since"]})

    assert late.status_code == 409
    assert "autre fenêtre" in late.json()["saved"]
    draft.refresh_from_db()
    assert draft.answers["nom"] == FIRST["nom"]
