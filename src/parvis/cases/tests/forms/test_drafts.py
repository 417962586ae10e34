"""Drafts: begun once, saved whatever is typed, brought along, dropped."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_agent, make_person, make_resident
from parvis.cases.actions import attachments, drafts
from parvis.cases.actions.prefill import known_answers, locked_answers
from parvis.cases.engine.refusals import NotAllowed, NotFound
from parvis.cases.models import Attachment, Draft
from parvis.cases.tests import kitchen_sink
from parvis.cases.tests.resident.samples import pdf
from parvis.catalogue import actions as catalogue
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db


@pytest.fixture
def installation(db: None) -> Installation:
    territory_around_pau()
    return kitchen_sink.installation()


@pytest.fixture
def draft(installation: Installation) -> Draft:
    return drafts.start_draft(installation=installation, visitor="a-browser")


def save(draft: Draft, page: str = "tout", **typed: Any) -> Any:
    checked = drafts.save_page(draft=draft, page_id=page, typed=typed)
    draft.refresh_from_db()
    return checked


def test_a_button_pressed_twice_begins_once(installation: Installation) -> None:
    first = drafts.start_draft(installation=installation, visitor="a-browser")
    assert drafts.start_draft(installation=installation, visitor="a-browser") == first
    assert drafts.start_draft(installation=installation, visitor="another") != first
    save(first, nom="Camille")
    assert drafts.start_draft(installation=installation, visitor="a-browser") != first


def test_a_closed_service_or_too_many_drafts_begin_nothing(installation: Installation) -> None:
    with pytest.raises(NotAllowed):
        drafts.start_draft(installation=installation)
    for _number in range(drafts.MOST_OPEN):
        save(drafts.start_draft(installation=installation, visitor="a"), nom="x")
    with pytest.raises(NotAllowed):
        drafts.start_draft(installation=installation, visitor="a")
    with pytest.raises(NotAllowed):
        drafts.start_draft(installation=installation, visitor="b", channel="phone")
    installation.is_open = False
    with pytest.raises(NotAllowed):
        drafts.start_draft(installation=installation, visitor="b")


def test_right_and_wrong_answers_are_kept(draft: Draft) -> None:
    checked = save(draft, nom=" Camille ", nombre="douze", jour={"day": "31", "month": "2"})
    assert set(checked.errors) >= {"nombre", "jour"}
    assert draft.answers == {
        "nom": "Camille",
        "nombre": "douze",
        "jour": {"day": "31", "month": "2"},
    }
    assert draft.page == "tout"


def test_what_is_not_on_the_page_is_not_saved(draft: Draft) -> None:
    save(draft, nom="x", compte="FR76", inconnu="y")
    assert set(draft.answers) == {"nom"}
    with pytest.raises(NotFound):
        save(draft, page="ailleurs")


def test_blank_erases_and_unsaid_stays(draft: Draft) -> None:
    save(draft, nom="x", recit="y")
    save(draft, recit="")
    assert (draft.answers["nom"], draft.answers["recit"]) == ("x", "")


def test_a_blank_in_an_entry_is_remembered_as_asked(draft: Draft) -> None:
    save(draft, page="suite", enfants=[{"prenom": " Ana ", "ecole": "no", "ne_le": ""}])
    assert draft.answers["enfants"] == [{"prenom": "Ana", "ecole": False, "ne_le": ""}]


json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from(["nom", "nombre", "jour", "genre", "montant"]), json))
def test_anything_can_be_saved_and_read_back(draft: Draft, typed: dict[str, Any]) -> None:
    save(draft, **typed)
    assert set(typed) <= set(draft.answers)
    save(draft, **{key: draft.answers[key] for key in typed})


def test_sign_in_brings_drafts_along_and_fills_the_blanks(installation: Installation) -> None:
    draft = drafts.start_draft(installation=installation, visitor="a-browser")
    save(draft, page="qui", courriel="autre@example.fr", telephone="")
    account = make_resident(email="camille@example.test", phone="+33559278580")
    assert drafts.attach_visitor_drafts(account=account, visitor="a-browser") == 1
    assert drafts.attach_visitor_drafts(account=account, visitor="a-browser") == 0
    draft.refresh_from_db()
    assert (draft.account, draft.person, draft.visitor) == (account, account.person, "")
    assert draft.answers["courriel"] == "autre@example.fr"
    assert draft.answers["telephone"] == "+33559278580"
    assert draft.answers["identite"]["family_name"] == "Bordenave"


def test_nobody_brings_drafts_without_a_browser_or_as_an_agent(draft: Draft) -> None:
    assert drafts.attach_visitor_drafts(account=make_agent(), visitor="a-browser") == 0
    assert drafts.attach_visitor_drafts(account=make_resident(), visitor="") == 0


def test_only_a_verified_and_whole_identity_is_locked(installation: Installation) -> None:
    package = package_of(installation.version_id)
    declared = make_person()
    assert "identite" in known_answers(package, declared)
    assert locked_answers(package, declared) == {}
    certified = make_person(identity_source=Person.IdentitySource.FRANCECONNECT)
    assert set(locked_answers(package, certified)) == {"identite"}
    unborn = make_person(identity_source=Person.IdentitySource.AGENT_CHECKED, birth_date="")
    assert locked_answers(package, unborn) == {}


def test_a_draft_follows_the_new_version_with_its_answers(installation: Installation) -> None:
    draft = drafts.start_draft(installation=installation, visitor="a-browser")
    save(draft, nom="Camille", nombre="2")
    assert not drafts.follow_version(draft=draft)
    version = catalogue.publish(package=kitchen_sink.package(version="1.1.0"))
    Installation.objects.filter(pk=installation.pk).update(version=version)
    draft = Draft.objects.get(pk=draft.pk)
    assert drafts.follow_version(draft=draft)
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.version == version
    assert draft.answers == {"nom": "Camille", "nombre": 2}


def question() -> Any:
    return next(f for f in kitchen_sink.package().form.all_fields() if f.id == "piece")


def test_old_drafts_go_with_their_files(installation: Installation) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        visitor = drafts.start_draft(installation=installation, visitor="a-browser")
        attachments.add_file(
            draft_key=visitor.pk, field=question(), path="piece", upload=pdf("v.pdf")
        )
        account = make_resident()
        mine = drafts.start_draft(installation=installation, account=account, person=account.person)
        attachments.add_file(draft_key=mine.pk, field=question(), path="piece", upload=pdf("m.pdf"))
        # What was sent with a lost session and never taken up.
        attachments.add_file(
            draft_key="11111111-1111-4111-8111-111111111111",
            field=question(),
            path="piece",
            upload=pdf("p.pdf"),
        )
    assert drafts.purge_drafts() == 1
    assert Draft.objects.get() == mine
    assert Attachment.objects.get().name == "m.pdf"
    with clock.at(clock.now() + timedelta(days=400)):
        assert drafts.purge_drafts() == 1
    assert not Attachment.objects.exists()
