"""What somebody said of their household to know their rights fills their requests in."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_person, make_resident
from parvis.cases.actions.drafts import attach_visitor_drafts
from parvis.cases.actions.prefill import known_answers, says_more
from parvis.cases.answers import Around, check_page
from parvis.cases.models import Draft
from parvis.cases.tests.agent.doors import enter, page_of, search
from parvis.cases.tests.factories import World, make_handler
from parvis.cases.tests.resident.client import Form
from parvis.catalogue.definition import Package
from parvis.catalogue.loader import load
from parvis.core import clock
from parvis.core.paths import library_dir
from parvis.eligibility import conversation
from parvis.eligibility.interview import Interview
from parvis.eligibility.local import shipped
from parvis.eligibility.results import Line
from parvis.eligibility.situation import Fact, Situation

ON = date(2026, 11, 22)
BORN, JURANCON = "2001-05-04", "64284"
PARKING = "stationnement-resident"

# Every fact that a question of a service speaks of, and others that fill nothing: who the children
# are is not told by their ages.
TOLD: dict[str, Any] = {
    "me.birth_date": date(2001, 5, 4),
    "me.activity": "employed",
    "me.wage": 900_00,
    "child1.birth_date": date(2020, 3, 1),
    "home.couple": False,
    "home.children": 1,
    "home.commune": JURANCON,
    "home.rent": 520_00,
    "family.quotient_caf": 612_40,
}
HOUSEHOLD = Situation(members=("me", "child1"))
for path, value in TOLD.items():
    HOUSEHOLD = HOUSEHOLD.told(path, Fact(value, ON))

BIRTH, COMMUNE = {"birth_date": BORN}, {"commune_code": JURANCON}
LED_TO: dict[str, dict[str, Any]] = {
    # No date of birth is asked of the parent, nor of the child; the child's name is not known.
    "cantine-scolaire": {"adresse": COMMUNE, "quotient_familial": 612},
    PARKING: {"adresse": COMMUNE, "quotient_familial": 612},
    # The home visited may be a neighbour's: the person says it.
    "visite-aide-a-domicile": {"identite": BIRTH},
    "composteur-partage": {"identite": BIRTH, "adresse": COMMUNE},
}


def package(slug: str) -> Package:
    return load(next(library_dir().glob(f"*/{slug}")))


@pytest.fixture
def parking() -> Package:
    return package(PARKING)


def test_every_service_a_right_leads_to_is_below():
    assert {one.definition.ask.service for one in shipped()} - {None} == set(LED_TO)


@pytest.mark.parametrize(("slug", "filled"), LED_TO.items())
def test_what_the_household_said_is_filled_in_and_nothing_else(slug: str, filled: dict[str, Any]):
    assert known_answers(package(slug), None, HOUSEHOLD) == filled


@pytest.mark.parametrize("slug", LED_TO)
def test_a_question_begun_is_still_to_be_answered(slug: str):
    """Part of an identity or of an address is shown; it is never taken for the whole."""
    form = package(slug)
    answers = known_answers(form, None, HOUSEHOLD)
    begun = {key for key, value in answers.items() if isinstance(value, dict)}
    around = Around(communes=_NoCommune())
    for page in form.form.pages:
        asked = begun & {field.id for field in page.fields}
        checked = check_page(form, page.id, answers, {}, around=around)
        assert asked <= {path.partition(".")[0] for path in checked.errors}
        assert not asked & checked.answers.keys()


class _NoCommune:
    def by_code(self, code: str) -> None:
        return None

    def search(self, text: str, limit: int = 10) -> list[Any]:
        return []


@pytest.mark.parametrize("situation", [Situation(), None])
def test_what_is_unknown_fills_nothing(parking: Package, situation: Situation | None):
    assert known_answers(parking, None, situation) == {}


def test_what_is_absent_is_left_to_be_answered(parking: Package):
    absent = Situation().told("family.quotient_caf", Fact(None, ON))
    assert known_answers(parking, None, absent) == {}


@pytest.mark.usefixtures("world")
def test_what_the_person_is_known_for_comes_first():
    known = known_answers(package("composteur-partage"), make_person(), HOUSEHOLD)
    assert known["identite"]["family_name"]
    assert known["adresse"] == COMMUNE


@pytest.mark.usefixtures("world")
def test_it_is_not_news_of_the_person(parking: Package):
    assert not says_more(parking, {"quotient_familial": 612}, make_person())


# In the browser ----------------------------------------------------------------------------------

SHOWN = {
    "identite.birth_date_day": ["04"],
    "identite.birth_date_month": ["05"],
    "identite.birth_date_year": ["2001"],
    "adresse.commune_name": ["Lescar"],
    "adresse.line": [""],
    "identite.family_name": [""],
}


def first_page(client: Client, asked: str, typed: dict[str, str]) -> Form:
    answer = client.get(client.post(asked, typed).headers["Location"])
    assert answer.status_code == 200
    return Form(answer.content.decode())


def tell(client: Client, key: str, situation: Situation) -> None:
    session = client.session
    kept = Interview(situation, ("vous",)).to_json()
    session[key] = {"interview": kept, "at": clock.now().isoformat()}
    session.save()


@pytest.fixture
def in_lescar() -> Situation:
    return HOUSEHOLD.told("home.commune", Fact("64335", ON))


def test_a_visitor_finds_it_filled_then_signs_in(world: World, in_lescar: Situation):
    client = Client()
    tell(client, conversation.KEY, in_lescar)
    page = first_page(client, reverse("cases:start", args=[world.installation.slug]), {})
    assert {name: page.data[name] for name in SHOWN} == SHOWN
    draft = Draft.objects.get()
    account = make_resident(
        address_line="3 rue du Bialé", commune_code="64335", commune_name="Lescar"
    )
    assert attach_visitor_drafts(account=account, visitor=draft.visitor) == 1
    draft.refresh_from_db()
    assert draft.answers["identite"]["family_name"] == account.person.family_name
    assert draft.answers["adresse"]["line"] == "3 rue du Bialé"


def test_at_the_desk_what_the_adviser_was_told_fills_it(world: World, in_lescar: Situation):
    jeanne = enter(make_handler(world.lescar, role="desk"))
    person = make_person(commune_code="", commune_name="", address_line="", phone="+33639980177")
    search(jeanne, "06 39 98 01 77")
    assert jeanne.get(reverse("eligibility:agent-person", args=[person.pk])).status_code == 302
    tell(jeanne, conversation.DESK, in_lescar)
    typed = {"demarche": str(world.installation.pk), "canal": "desk"}
    page = first_page(jeanne, page_of(person, "start"), typed)
    assert page.data["adresse.commune_name"] == ["Lescar"]
    assert page.data["identite.family_name"] == [person.family_name]


def test_at_the_desk_nothing_comes_from_the_household_before(world: World, in_lescar: Situation):
    jeanne = enter(make_handler(world.lescar, role="desk"))
    before, after = (make_person(phone=f"+3363998017{n}", address_line="") for n in (7, 8))
    search(jeanne, "06 39 98 01 77")
    search(jeanne, "06 39 98 01 78")
    jeanne.get(reverse("eligibility:agent-person", args=[before.pk]))
    tell(jeanne, conversation.DESK, in_lescar)
    typed = {"demarche": str(world.installation.pk), "canal": "desk"}
    page = first_page(jeanne, page_of(after, "start"), typed)
    assert page.data["adresse.commune_name"] == [""]


@pytest.mark.parametrize(("somebody", "shown"), [(True, True), (False, False)])
def test_the_adviser_asks_for_a_right_in_the_name_of_somebody(somebody: bool, shown: bool):
    line = Line("town.x", "", "X", "", "commune", "sure", "", "", "", service=PARKING)
    person = Person(pk=UUID(int=7)) if somebody else None
    page = render_to_string(
        "eligibility/partials/line.html", {"line": line, "agent": True, "person": person}
    )
    assert (page_of(Person(pk=UUID(int=7)), "start") in page) is shown
