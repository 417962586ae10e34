"""The desk: finding people, opening their record, registering them."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.harness import assert_queries_do_not_grow

from parvis.accounts import actions as accounts
from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_person
from parvis.cases.queries.sought import Sought, names_of, understand
from parvis.cases.tests.agent.doors import DESK, NEWCOMER, enter, page_of, said, search, told
from parvis.cases.tests.factories import MONDAY, World, make_case, make_handler, take_on
from parvis.cases.views.agent.people import masked
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry

# Understanding what is typed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Dupouy", Sought(name="Dupouy")),
        ("dupouy marie 4/5/1975", Sought(name="dupouy marie", births=("1975-05-04",))),
        ("04.05.1975 Hélène", Sought(name="Hélène", births=("1975-05-04",))),
        ("dupouy 04051975", Sought(name="dupouy", births=("1975-05-04",))),
        ("dupouy 4 5 75", Sought(name="dupouy", births=("1975-05-04",))),
        ("dupouy 4/5/24", Sought(name="dupouy", births=("1924-05-04", "2024-05-04"))),
        ("Mme Dupouy née le 1er août 1950", Sought(name="Dupouy", births=("1950-08-01",))),
        ("le Bihan 12 févr. 84", Sought(name="le Bihan", births=("1984-02-12",))),
        ("dupouy 1975", Sought(name="dupouy", births=("1975",))),
        ("dupouy 31/02/1975", Sought(name="dupouy")),
        ("04/05/1975", Sought(births=("1975-05-04",))),
        ("06 39 98 01 05", Sought(phone="+33639980105")),
        ("tél. 06.39.98.01.05", Sought(phone="+33639980105")),
        ("06/39/98/01/05", Sought(phone="+33639980105")),
        ("+33 (0)6 39 98 01 05", Sought(phone="+33639980105")),
        ("0033639980105", Sought(phone="+33639980105")),
        ("+32 470 12 34 56", Sought(phone="+32470123456")),
        ("06 12 03 19 84", Sought(phone="+33612031984")),
        (
            "dupouy 04/05/1975 06 39 98 01 05",
            Sought(name="dupouy", births=("1975-05-04",), phone="+33639980105"),
        ),
        ("  ", Sought()),
    ],
)
def test_what_is_typed_is_understood(text: str, sought: Sought) -> None:
    with clock.at(MONDAY):
        assert understand(text) == sought


@pytest.mark.parametrize("text", ["", "99/99/9999", "1712", "hier", "12/13/1980", "31 juin 1980"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert understand(text).births == ()


@given(st.text(max_size=120))
def test_anything_may_be_typed(text: str) -> None:
    sought = understand(text)
    assert "\x00" not in sought.name + sought.text
    names_of(sought.name)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dupont marie", ("Dupont", "Marie")),
        ("Jean-Pierre DUPONT", ("Dupont", "Jean-Pierre")),
        ("DUPONT JEANNE", ("Dupont", "Jeanne")),
        ("le bihan anne lise", ("Le Bihan", "Anne Lise")),
        ("de la Cruz Inès", ("de la Cruz", "Inès")),
        ("McArthur Liam", ("McArthur", "Liam")),
        ("", ("", "")),
    ],
)
def test_names_are_told_apart_as_one_types_them(typed: str, names: tuple[str, str]) -> None:
    assert names_of(typed) == names


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
    assert "Ousmane" not in search(jeanne, "diop 1/1/1990")
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
    assert words.count("Homonyme") == 2
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


def test_a_claim_code_leads_to_whoever_holds_the_receipt(jeanne: Client) -> None:
    person = make_person(given_names="Ousmane", family_name="Diop")
    code = accounts.issue_claim_code(person=person, actor=SYSTEM)
    assert "Ousmane Diop" in search(jeanne, code.lower())
    assert Entry.objects.get(verb="accounts.person_searched").detail["by"] == ["code"]


def part(client: Client, q: str) -> str:
    """What comes while one types."""
    return client.get(DESK, {"q": q}, headers={"X-Live": "1"}).content.decode()


def test_while_one_types_only_what_changes_is_sent(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop")
    assert part(jeanne, "di").strip() == ""
    shown = part(jeanne, "dio")
    assert "Ousmane Diop" in shown
    assert 'data-said="1 personne trouvée"' in shown
    assert "<html" not in shown


def test_typing_on_leaves_one_trace_until_somebody_new_is_shown(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop")
    for typed in ("dio", "diop", "diop o"):
        part(jeanne, typed)
    assert Entry.objects.filter(verb="accounts.person_searched").count() == 1
    make_person(given_names="Aminata", family_name="Diop")
    part(jeanne, "diop")
    assert Entry.objects.filter(verb="accounts.person_searched").count() == 2
    search(jeanne, "diop")
    assert Entry.objects.filter(verb="accounts.person_searched").count() == 3


def test_searching_asks_the_same_of_the_database_whoever_is_found(jeanne: Client) -> None:
    def add() -> None:
        for number in range(3):
            make_person(given_names=f"Ousmane{number}", family_name="Diop")

    def visit() -> None:
        assert "Diop" in search(jeanne, "diop")

    add()
    assert_queries_do_not_grow(visit, add, at_most=12)


def test_searching_is_written_down_without_what_was_typed(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop")
    search(jeanne, "ousmane diop")
    entry = Entry.objects.get(verb="accounts.person_searched")
    assert entry.detail == {"by": ["name"], "found": 1}
    assert entry.actor_label == "Jeanne Darrieux"


@pytest.mark.parametrize("q", ["%", "' OR 1=1", "\x00", "a", "x" * 3000, "²²", "0" * 20, "-- --"])
def test_odd_searches_get_a_page(jeanne: Client, q: str) -> None:
    assert jeanne.get(DESK, {"q": q}).status_code == 200


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


def test_somebody_without_e_mail_is_registered(world: World, jeanne: Client) -> None:
    page = reverse("cases:desk-create")
    typed = jeanne.get(f"{page}?q=diop+ousmane+1/2/1960+0639980111").content.decode()
    for known in ("Diop", "Ousmane", "1960", "06 39 98 01 11"):
        assert f'value="{known}"' in typed
    answer = jeanne.post(page, NEWCOMER)
    person = Person.objects.get(family_name="Diop")
    assert answer.headers["Location"] == page_of(person)
    assert (person.birth_date, person.commune_code) == ("1960-02-01", "64335")
    assert not person.is_certified
    assert person.created_by == world.lescar.institution.siren
    assert "Ousmane Diop" in said(jeanne.get(page_of(person)))


def test_a_document_seen_is_noted(world: World, jeanne: Client) -> None:
    jeanne.post(reverse("cases:desk-create"), NEWCOMER | {"checked": "yes"})
    person = Person.objects.get(family_name="Diop")
    assert person.identity_source == Person.IdentitySource.AGENT_CHECKED
    assert person.identity_checked_by == world.lescar.institution.siren


def test_a_document_has_a_date_of_birth(jeanne: Client) -> None:
    without = {key: value for key, value in NEWCOMER.items() if not key.startswith("birth")}
    answer = jeanne.post(reverse("cases:desk-create"), without | {"checked": "yes"})
    assert answer.status_code == 200
    assert not Person.objects.filter(family_name="Diop").exists()


def test_those_already_known_are_shown_first_and_never_merged(jeanne: Client) -> None:
    known = make_person(given_names="Ousmane", family_name="Diop", birth_date="1960-02-01")
    page = reverse("cases:desk-create")
    answer = jeanne.post(page, NEWCOMER)
    assert "Est-ce l’une de ces personnes" in said(answer)
    assert page_of(known) in answer.content.decode()
    assert Person.objects.filter(family_name="Diop").count() == 1
    jeanne.post(page, NEWCOMER | {"autre": "1"})
    assert Person.objects.filter(family_name="Diop", merged_into=None).count() == 2


def test_whoever_has_the_same_telephone_is_shown_too(jeanne: Client) -> None:
    known = make_person(given_names="Fatou", family_name="Ndiaye", phone="+33639980111")
    answer = jeanne.post(reverse("cases:desk-create"), NEWCOMER | {"phone": "0639980111"})
    assert page_of(known) in answer.content.decode()
    assert not Person.objects.filter(family_name="Diop").exists()


def test_somebody_born_another_day_is_no_namesake(jeanne: Client) -> None:
    make_person(given_names="Ousmane", family_name="Diop", birth_date="1999-02-01")
    jeanne.post(reverse("cases:desk-create"), NEWCOMER)
    assert Person.objects.filter(family_name="Diop").count() == 2


def test_the_very_same_identity_opens_the_record_already_there(world: World, jeanne: Client):
    whole = NEWCOMER | {"checked": "yes", "birth_place": "Lescar", "gender": "male"}
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
    identity = {
        key: NEWCOMER[key] for key in NEWCOMER if key.startswith(("given", "family", "birth"))
    }
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
