"""Filing in somebody's name: the form, the confirmation, the receipt and its code."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from parvis.accounts import actions as accounts
from parvis.accounts.models import ClaimCode, Person
from parvis.accounts.tests.factories import make_person, make_resident, sign_in
from parvis.cases import actions
from parvis.cases.actions import desk
from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.queries import party_of
from parvis.cases.tests.agent.doors import DESK, NEWCOMER, enter, page_of, said, search
from parvis.cases.tests.factories import World, make_case, make_draft, make_handler
from parvis.cases.tests.resident.client import fill
from parvis.cases.tests.resident.samples import photo
from parvis.catalogue.queries import package_of
from parvis.core.events import deliver_now
from parvis.directory.models import Unit
from parvis.notifications.models import Notification


def begin(client: Client, world: World, person: Person, channel: str = "desk") -> str:
    """The address of the first page of questions."""
    typed = {"demarche": str(world.installation.pk), "canal": channel}
    return str(client.post(page_of(person, "start"), typed).headers["Location"])


def answer_all(client: Client, page: str) -> str:
    """The shared composter, page by page; the address of the check."""
    page = fill(
        client, page,
        identite__given_names="Ousmane", identite__family_name="Diop",
        identite__birth_date_day="1", identite__birth_date_month="2",
        identite__birth_date_year="1960", adresse__line="3 rue du Bialé",
        adresse__postal_code="64230", adresse__commune_name="Lescar", telephone="06 39 98 01 11",
    ).headers["Location"]  # fmt: skip
    page = fill(client, page, cadre="quartier", foyers="9").headers["Location"]
    page = fill(
        client, page,
        emplacement__label="Place des Marnières", emplacement__commune_name="Lescar",
        terrain="public", photo=photo(),
    ).headers["Location"]  # fmt: skip
    page = fill(client, page, referent="yes", disponibilites=["samedi"]).headers["Location"]
    return str(fill(client, page, charte="on").headers["Location"])


def test_the_whole_visit_of_somebody_without_e_mail(world: World, hall: Unit, jeanne: Client):
    jeanne.post(reverse("cases:desk-create"), NEWCOMER)
    person = Person.objects.get(family_name="Diop")
    assert "Composteur partagé" in said(jeanne.get(page_of(person, "start")))
    check = answer_all(jeanne, begin(jeanne, world, person))
    shown = jeanne.get(check)
    assert "avec la personne" in said(shown)
    assert "deskbar" in shown.content.decode()  # in the agents' frame
    submit = check.replace("verifier", "envoyer")
    done = jeanne.post(submit).headers["Location"]
    assert jeanne.post(submit).headers["Location"] == done  # pressed twice
    deliver_now()

    case = Case.objects.get()
    assert (case.channel, case.filed_by_unit, case.person) == ("desk", hall, person)
    assert case.applicant_name == "Ousmane Diop"
    assert case.attachments.get().name == "photo.png"
    person.refresh_from_db()
    assert person.phone == "+33639980111"  # told once, known next time
    assert case.reference in said(jeanne.get(done)).replace(" ", "-").replace(" ", "-")

    answer = jeanne.post(done.replace("envoyee", "recepisse"))
    assert answer.headers["Content-Type"] == "application/pdf"
    paper = " ".join(p.extract_text() for p in PdfReader(BytesIO(answer.content)).pages)
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", paper)
    assert code is not None
    assert case.reference in paper
    assert not Notification.objects.filter(text__contains=code[0]).exists()

    resident = make_resident(given_names="Ousmane", family_name="Diop", birth_date="1960-02-01")
    accounts.claim_person(account=resident, code=code[0], birth_date="1960-02-01")
    mine = sign_in(Client(), resident).get(reverse("cases:detail", args=[case.reference]))
    assert mine.status_code == 200


def test_each_printing_draws_another_code(world: World, hall: Unit, jeanne: Client) -> None:
    person = make_person(given_names="Ousmane", family_name="Diop", birth_date="1960-02-01")
    search(jeanne, "diop")
    check = answer_all(jeanne, begin(jeanne, world, person))
    done = jeanne.post(check.replace("verifier", "envoyer")).headers["Location"]
    receipt = done.replace("envoyee", "recepisse")
    shown = jeanne.post(receipt, {"afficher": "1"})
    assert 'class="code"' in shown.content.decode()
    jeanne.post(receipt, {"afficher": "1"})
    assert ClaimCode.objects.filter(person=person).count() == 2
    assert jeanne.get(receipt).status_code == 405


def test_whoever_has_an_account_needs_no_code(world: World, jeanne: Client) -> None:
    search(jeanne, "bordenave")
    check = answer_all(jeanne, begin(jeanne, world, world.person))
    done = jeanne.post(check.replace("verifier", "envoyer")).headers["Location"]
    assert "déjà dans son espace" in said(
        jeanne.post(done.replace("envoyee", "recepisse"), {"afficher": "1"})
    )
    assert not ClaimCode.objects.exists()


def test_a_request_begun_is_found_again(world: World, jeanne: Client) -> None:
    search(jeanne, "bordenave")
    begin(jeanne, world, world.person)
    draft = Draft.objects.get()
    words = said(jeanne.get(DESK))
    assert "Camille Bordenave" in words
    resumed = jeanne.get(reverse("cases:desk-resume", args=[draft.pk]))
    assert "/questions/" in resumed.headers["Location"]
    page = resumed.headers["Location"]
    left = fill(jeanne, page, press="partir", adresse__line="3 rue du Bialé")
    assert left.headers["Location"] == DESK
    draft.refresh_from_db()
    assert draft.answers["adresse"]["line"] == "3 rue du Bialé"
    dropped = jeanne.post(reverse("cases:desk-drop", args=[draft.pk]))
    assert dropped.headers["Location"] == DESK
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["resume", "page", "check", "submit", "drop", "file", "autosave", "done", "receipt"],
)
@pytest.mark.parametrize("who", ["pau", "colleague"])
def test_a_request_begun_is_nobody_elses(
    world: World, hall: Unit, jeanne: Client, pau: Client, name: str, who: str
) -> None:
    search(jeanne, "bordenave")
    begin(jeanne, world, world.person)
    draft = Draft.objects.get()
    stranger = pau if who == "pau" else enter(make_handler(hall, name="Autre"))
    file = Attachment(pk=draft.pk)
    more = {"page": ["vous"], "autosave": ["vous"], "file": [file.pk]}.get(name, [])
    url = reverse(f"cases:desk-{name}", args=[draft.pk, *more])
    for answer in (
        stranger.get(url),
        stranger.post(url, {"adresse.line": "x", "_shown": "adresse"}),
    ):
        assert answer.status_code in {404, 405}
    draft.refresh_from_db()
    assert draft.answers.get("adresse", {}).get("line") != "x"


def test_a_colleague_of_the_unit_hands_out_the_receipt_of_a_case_it_filed(
    world: World, hall: Unit
) -> None:
    first, second = make_handler(hall, name="Jeanne"), make_handler(hall, name="Autre")
    draft = make_draft(world, account=first, filed_by_unit=hall, channel="desk")
    case = actions.submit(draft=draft, person=world.person, party=party_of(first))
    done = reverse("cases:desk-done", args=[case.draft_key])
    assert enter(second).get(done).status_code == 200
    assert enter(world.agents["pau"]).get(done).status_code == 404


def test_a_channel_the_service_does_not_take(world: World, jeanne: Client, monkeypatch) -> None:
    search(jeanne, "bordenave")
    service = package_of(world.installation.version_id).service
    monkeypatch.setitem(service.__dict__, "channels", ["web", "desk"])
    typed = {"demarche": str(world.installation.pk), "canal": "post"}
    answer = jeanne.post(page_of(world.person, "start"), typed)
    assert answer.status_code == 200
    assert "par ce moyen" in said(answer)
    assert not Draft.objects.exists()


def test_once_sent_its_pages_lead_to_the_confirmation_for_its_unit_only(
    world: World, hall: Unit, pau: Client
) -> None:
    account = make_handler(hall, name="Jeanne")
    draft = make_draft(world, account=account, filed_by_unit=hall, channel="desk")
    case = actions.submit(draft=draft, person=world.person, party=party_of(account))
    done = reverse("cases:desk-done", args=[case.draft_key])
    for name, more in (("resume", []), ("check", []), ("page", ["vous"])):
        url = reverse(f"cases:desk-{name}", args=[case.draft_key, *more])
        assert enter(account).get(url).headers["Location"] == done
        assert pau.get(url).status_code == 404


def test_only_the_unit_that_filed_it_draws_a_code(world: World, hall: Unit) -> None:
    filer = party_of(make_handler(hall, name="Jeanne"))
    draft = make_draft(world, filed_by_unit=hall, channel="desk", person=make_person())
    filed = actions.submit(draft=draft, person=draft.person, party=filer)
    assert desk.issue_code(case=filed, party=filer) is not None
    for case, party in ((filed, world.agent("pau")), (make_case(world), world.agent("waste"))):
        with pytest.raises(actions.NotAllowed):
            desk.issue_code(case=case, party=party)
        with pytest.raises(actions.NotAllowed):
            desk.receipt(case=case, party=party)
    assert ClaimCode.objects.count() == 1
