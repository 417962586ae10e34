"""The desk: finding people, registering them, filing in their name, handing out the receipt."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from parvis.accounts import actions as accounts
from parvis.accounts.models import ClaimCode, Person
from parvis.accounts.tests.factories import make_person, make_resident, sign_in
from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.queries.desk import Sought, birth_date_in, understand
from parvis.cases.tests.agent.doors import enter, said, told
from parvis.cases.tests.factories import World, make_case, make_draft, make_handler, take_on
from parvis.cases.tests.resident.client import fill
from parvis.cases.tests.resident.samples import photo
from parvis.cases.views.agent.people import masked
from parvis.core.events import deliver_now
from parvis.directory.models import Membership, Unit
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

DESK = reverse("cases:desk")


@pytest.fixture
def hall(world: World) -> Unit:
    """The reception of Lescar's town hall: no function of the service."""
    return Unit.objects.create(institution=world.lescar.institution, slug="accueil", name="Accueil")


@pytest.fixture
def jeanne(hall: Unit) -> Client:
    return enter(make_handler(hall, name="Jeanne Darrieux", role=Membership.Role.DESK))


def search(client: Client, q: str = "", ne: str = "") -> str:
    return said(client.get(DESK, {"q": q, "ne": ne}))


def page_of(person: Person, name: str = "person") -> str:
    return reverse(f"cases:desk-{name}", args=[person.pk])


# Understanding what is typed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "born", "sought"),
    [
        ("Dupouy", "", Sought(name="dupouy")),
        ("dupouy marie 4/5/1975", "", Sought(name="dupouy marie", birth_date="1975-05-04")),
        ("04.05.1975 dupouy", "", Sought(name="dupouy", birth_date="1975-05-04")),
        ("dupouy 04051975", "", Sought(name="dupouy", birth_date="1975-05-04")),
        ("dupouy 1975", "", Sought(name="dupouy", birth_date="1975")),
        ("Dupouy", "04/05/1975", Sought(name="dupouy", birth_date="1975-05-04")),
        ("dupouy 31/02/1975", "", Sought(name="dupouy")),
        ("06 39 98 01 05", "", Sought(phone="06 39 98 01 05")),
        ("+33639980105", "", Sought(phone="+33639980105")),
        ("", "1975", Sought(birth_date="1975")),
        ("  ", "", Sought()),
        ("04/05/1975", "", Sought(birth_date="1975-05-04")),
    ],
)
def test_what_is_typed_is_understood(text: str, born: str, sought: Sought) -> None:
    assert understand(text, born) == sought


@pytest.mark.parametrize("text", ["", "99/99/9999", "1712", "hier", "12/13/1980"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert birth_date_in(text) == ""


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+33639980105", "06 •• •• •• 05"), ("+32470123456", "•• 56"), ("", "")],
)
def test_a_phone_is_shown_in_part(phone: str, shown: str) -> None:
    assert masked(phone) == shown


# Finding -----------------------------------------------------------------------------------------


def test_somebody_is_found_in_spite_of_slips(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop", phone="+33639980111")
    for q in ("ousmane diop", "Diopp", "diop 12/3/1988", "06 39 98 01 11"):
        assert "Ousmane Diop" in search(jeanne, q), q
    assert "Ousmane" not in search(jeanne, "diop", "1/1/1990")
    assert "06 39 98 01 11" not in search(jeanne, "diop")


def test_namesakes_stay_two_and_are_told_apart(jeanne: Client) -> None:
    for commune, phone in (("Pau", "+33639980104"), ("Lescar", "+33639980105")):
        make_person(
            given_names="Marie",
            family_name="Dupouy",
            birth_date="1975-05-04",
            commune_name=commune,
            phone=phone,
        )
    words = search(jeanne, "dupouy 4/5/1975")
    assert "2 personnes" in words
    assert words.count("homonyme") == 2
    for telling in ("Pau", "Lescar", "06 •• •• •• 04", "06 •• •• •• 05"):
        assert telling in words


def test_a_reference_leads_to_its_person_but_not_to_a_case_of_others(
    world: World, jeanne: Client
) -> None:
    case = make_case(world)
    words = search(jeanne, case.reference.lower().replace("-", " "))
    assert "Camille Bordenave" in words
    opened = jeanne.get(page_of(world.person))
    assert "Composteur" not in said(opened)


def test_searching_is_written_down_without_what_was_typed(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop")
    search(jeanne, "ousmane diop")
    entry = Entry.objects.get(verb="accounts.person_searched")
    assert entry.detail == {"by": ["name"], "found": 1}
    assert entry.actor_label == "Jeanne Darrieux"


@pytest.mark.parametrize("q", ["%", "' OR 1=1", "\x00", "a", "x" * 3000, "²²", "0" * 20, "-- --"])
def test_odd_searches_get_a_page(jeanne: Client, q: str) -> None:
    assert jeanne.get(DESK, {"q": q, "ne": q}).status_code == 200


# Opening a record --------------------------------------------------------------------------------


def test_a_record_opens_only_to_the_agent_whose_search_found_it(
    world: World, jeanne: Client, pau: Client
) -> None:
    person = make_person(given_names="Ousmane", family_name="Diop")
    for name in ("person", "identity", "contact", "start"):
        assert jeanne.get(page_of(person, name)).status_code == 404
    search(jeanne, "diop")
    for name in ("person", "identity", "contact", "start"):
        assert jeanne.get(page_of(person, name)).status_code == 200, name
        assert pau.get(page_of(person, name)).status_code == 404
    entry = Entry.objects.get(verb="cases.person_opened")
    assert (entry.person_key, entry.actor_label) == (str(person.pk), "Jeanne Darrieux")


def test_whoever_works_nowhere_has_no_desk(world: World) -> None:
    account = make_handler(world.waste)
    account.memberships.all().delete()
    stranger = enter(account)
    assert stranger.get(DESK).status_code == 404
    assert stranger.get(reverse("cases:desk-create")).status_code == 404


def test_cases_are_told_as_far_as_rights_allow(world: World, waste: Client, lescar: Client) -> None:
    """A unit asked for an opinion does not learn here whose case it is."""
    case = take_on(world, make_case(world))
    for client, tells in ((waste, True), (lescar, False)):
        search(client, "bordenave")
        assert (case.reference in said(client.get(page_of(world.person)))) is tells


# Registering -------------------------------------------------------------------------------------

NEW = {
    "given_names": "Ousmane",
    "family_name": "Diop",
    "birth_date_day": "1",
    "birth_date_month": "2",
    "birth_date_year": "1960",
    "checked": "no",
    "postal_code": "64230",
    "commune_name": "lescar",
}


def test_somebody_without_e_mail_is_registered(world: World, jeanne: Client) -> None:
    page = reverse("cases:desk-create")
    assert 'value="Diop"' in jeanne.get(f"{page}?q=diop+ousmane").content.decode()
    answer = jeanne.post(page, NEW)
    person = Person.objects.get(family_name="Diop")
    assert answer.headers["Location"] == page_of(person)
    assert (person.birth_date, person.commune_code) == ("1960-02-01", "64335")
    assert not person.is_certified
    assert person.created_by == world.lescar.institution.siren
    assert "Ousmane Diop" in said(jeanne.get(page_of(person)))


def test_a_document_seen_is_noted(world: World, jeanne: Client) -> None:
    jeanne.post(reverse("cases:desk-create"), NEW | {"checked": "yes"})
    person = Person.objects.get(family_name="Diop")
    assert person.identity_source == Person.IdentitySource.AGENT_CHECKED
    assert person.identity_checked_by == world.lescar.institution.siren


def test_a_document_has_a_date_of_birth(jeanne: Client) -> None:
    without = {key: value for key, value in NEW.items() if not key.startswith("birth")}
    answer = jeanne.post(reverse("cases:desk-create"), without | {"checked": "yes"})
    assert answer.status_code == 200
    assert not Person.objects.filter(family_name="Diop").exists()


def test_those_already_known_are_shown_first_and_never_merged(jeanne: Client) -> None:
    known = make_person(given_names="Ousmane", family_name="Diop", birth_date="1960-02-01")
    page = reverse("cases:desk-create")
    answer = jeanne.post(page, NEW)
    assert "Est-ce l’une de ces personnes" in said(answer)
    assert page_of(known) in answer.content.decode()
    assert Person.objects.filter(family_name="Diop").count() == 1
    jeanne.post(page, NEW | {"autre": "1"})
    assert Person.objects.filter(family_name="Diop", merged_into=None).count() == 2


def test_somebody_born_another_day_is_no_namesake(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop", birth_date="1999-02-01")
    jeanne.post(reverse("cases:desk-create"), NEW)
    assert Person.objects.filter(family_name="Diop").count() == 2


def test_the_very_same_identity_opens_the_record_already_there(world: World, jeanne: Client):
    whole = NEW | {"checked": "yes", "birth_place": "Lescar", "gender": "male"}
    page = reverse("cases:desk-create")
    jeanne.post(page, whole)
    answer = jeanne.post(page, whole | {"autre": "1"})
    person = Person.objects.get(family_name="Diop")
    assert person.birth_place_code == "64335"
    assert answer.headers["Location"] == page_of(person)
    assert "déjà connue" in " ".join(told(jeanne.get(page_of(person))))


def test_identity_and_contact_are_corrected(jeanne: Client) -> None:
    person = make_person(given_names="Ousman", family_name="Diop")
    search(jeanne, "diop")
    identity = {key: NEW[key] for key in NEW if key.startswith(("given", "family", "birth"))}
    jeanne.post(page_of(person, "identity"), identity | {"checked": "yes"})
    jeanne.post(page_of(person, "contact"), {"phone": "06 39 98 01 11", "email": ""})
    person.refresh_from_db()
    assert (person.given_names, person.phone) == ("Ousmane", "+33639980111")
    assert person.is_certified


def test_what_franceconnect_certified_is_not_the_desks_to_correct(jeanne: Client) -> None:
    person = make_person(family_name="Diop", identity_source="franceconnect")
    search(jeanne, "diop")
    assert jeanne.get(page_of(person, "identity")).status_code == 404
    assert page_of(person, "identity") not in jeanne.get(page_of(person)).content.decode()


# Filing ------------------------------------------------------------------------------------------


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
    jeanne.post(reverse("cases:desk-create"), NEW)
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
    from parvis.cases import actions
    from parvis.cases.queries import party_of

    first, second = make_handler(hall, name="Jeanne"), make_handler(hall, name="Autre")
    draft = make_draft(world, account=first, filed_by_unit=hall, channel="desk")
    case = actions.submit(draft=draft, person=world.person, party=party_of(first))
    done = reverse("cases:desk-done", args=[case.draft_key])
    assert enter(second).get(done).status_code == 200
    assert enter(world.agents["pau"]).get(done).status_code == 404


def test_a_channel_the_service_does_not_take(world: World, jeanne: Client, monkeypatch) -> None:
    from parvis.catalogue.queries import package_of

    search(jeanne, "bordenave")
    service = package_of(world.installation.version_id).service
    monkeypatch.setitem(service.__dict__, "channels", ["web", "desk"])
    typed = {"demarche": str(world.installation.pk), "canal": "post"}
    answer = jeanne.post(page_of(world.person, "start"), typed)
    assert answer.status_code == 200
    assert "par ce moyen" in said(answer)
    assert not Draft.objects.exists()
