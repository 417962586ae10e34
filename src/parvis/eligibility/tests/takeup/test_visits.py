"""Visits of campaigns: who sees whom, what is noted, once, and what leaves no trace."""

import html
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.harness import Make, assert_queries_do_not_grow

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory
from parvis.eligibility import actions as situations
from parvis.eligibility.models import Campaign, Recipient, VisitNote
from parvis.eligibility.takeup import visiting
from parvis.eligibility.takeup.actions import campaigns, consents, sending, visits
from parvis.eligibility.tests.takeup.people import NOW, manager_of, night
from parvis.eligibility.tests.takeup.test_campaigns import BENEFIT, _missing, launched
from parvis.eligibility.tests.twin import small_law
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.territory.tests.factories import territory_around_pau

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def november(law):
    with clock.at(NOW):
        yield


@pytest.fixture(scope="module")
def kept(made_once: Make) -> tuple[Account, Campaign]:
    return made_once(_twelve_to_visit)


def _twelve_to_visit() -> tuple[Account, Campaign]:
    with small_law(), clock.at(NOW):
        jurancon = territory_around_pau()["64284"]
        _missing(12)
        night()
        manager = manager_of(jurancon)
        return manager, launched(manager, channel="visit")


@pytest.fixture
def both(kept, db) -> tuple[Account, Campaign]:
    return deepcopy(kept)


@pytest.fixture
def manager(both) -> Account:
    return both[0]


@pytest.fixture
def campaign(both) -> Campaign:
    return both[1]


@pytest.fixture
def agent(campaign):
    """Works in the unit that runs the campaign."""
    return directory.membership(where=campaign.unit, role=Membership.Role.HANDLER).account


def theirs(account):
    return list(account.memberships.select_related("unit__institution"))


def mine(account) -> set[int]:
    found = visiting.still_agree(visiting.entrusted_to(theirs(account)))
    return set(found.values_list("pk", flat=True))


def noted(recipient, account, result="seen", number=1, text="", no_more=False):
    visits.note(
        recipient=recipient, number=number, result=result, text=text, no_more=no_more,
        actor=account.actor, memberships=theirs(account),
    )  # fmt: skip
    recipient.refresh_from_db()
    return recipient


def one_of(campaign, group="now") -> Recipient:
    return campaign.recipients.filter(group=group).select_related("situation__person").first()


def test_the_unit_that_runs_it_makes_them_until_they_are_entrusted(campaign, manager, agent):
    contacted = set(campaign.recipients.filter(group="now").values_list("pk", flat=True))
    other = directory.membership(where=directory.unit(owner=campaign.institution, name="CCAS"))
    stranger = directory.membership().account
    assert mine(agent) == contacted
    assert mine(other.account) == mine(stranger) == set()
    hand = {"campaign": campaign, "communes": ["64284", "64445"], "unit": other.unit}
    with pytest.raises(PermissionDenied):
        visits.entrust(**hand, to=None, account=agent, memberships=theirs(agent))
    assert visits.entrust(**hand, to=None, account=manager, memberships=theirs(manager)) == 1
    assert (mine(agent), mine(other.account)) == (set(), contacted)
    colleague = directory.membership(where=other.unit).account
    visits.entrust(**hand, to=colleague, account=manager, memberships=theirs(manager))
    assert (mine(other.account), mine(colleague)) == (set(), contacted)
    assert mine(manager) == contacted, "the manager of the institution answers for it"
    mail = Notification.objects.filter(key__startswith="eligibility.visits").latest("pk")
    assert mail.address == colleague.email
    assert "Maubec" not in mail.text
    elsewhere = hand | {"unit": directory.unit()}
    with pytest.raises(ValueError, match="unit"):
        visits.entrust(**elsewhere, to=None, account=manager, memberships=theirs(manager))


def test_a_visit_is_noted_once(campaign, agent, manager):
    somebody = one_of(campaign)
    assert noted(somebody, agent, "absent").told_at is None
    noted(somebody, agent, "absent")
    assert somebody.visits.count() == 1
    with pytest.raises(visits.AlreadyNoted):
        noted(somebody, manager, "seen")
    assert noted(somebody, agent, "seen", 2, "Viendra au CCAS.").told_at
    assert [one.result for one in visiting.notes_of(somebody)] == ["seen", "absent"]
    with pytest.raises(visits.AlreadyNoted):
        noted(somebody, agent, "refused", 4)
    assert noted(somebody, agent, "absent", 3).told_at is None, "corrected: nobody was met"
    told = Entry.objects.filter(verb="eligibility.campaign_visited")
    assert told.count() == 3
    assert {one.person_key for one in told} == {str(somebody.situation.person_id)}
    assert "CCAS" not in str(list(told.values_list("detail", flat=True)))
    assert sending.send_waiting() == 0


@pytest.mark.parametrize("leave", ["contact", "count", "erase"])
def test_who_takes_their_consent_back_disappears_at_once(campaign, agent, leave):
    somebody = noted(one_of(campaign), agent, "absent", text="Volets clos.")
    kept, actor = somebody.situation, somebody.situation.person.account.actor
    if leave == "erase":
        situations.erase_situation(kept=kept, actor=actor)
    else:
        counted = leave == "contact"
        consents.set_consents(kept=kept, counted=counted, contacted=False, actor=actor)
    assert somebody.pk not in mine(agent)
    assert not VisitNote.objects.exists(), "what was written of them is gone"
    with pytest.raises(visits.NobodyToVisit):
        noted(somebody, agent, number=2)
    with clock.at(NOW + timedelta(weeks=14)):
        campaigns.measure_ended()
    campaign.refresh_from_db()
    assert campaign.outcome["now"]["people"] == 6, "counted in their group all the same"


def test_whoever_asks_at_the_door_is_contacted_no_more(campaign, agent):
    somebody = noted(one_of(campaign), agent, "refused", text="Non merci.", no_more=True)
    assert somebody.situation.contacted_since is None
    assert (somebody.visit, somebody.visits.count()) == ("refused", 0)
    refused = Entry.objects.get(verb="eligibility.contact_refused")
    assert refused.actor_key == str(agent.pk)


def test_who_no_longer_goes_without_is_not_visited(campaign, agent):
    somebody = one_of(campaign)
    actor = somebody.situation.person.account.actor
    consents.say_received(kept=somebody.situation, answers={BENEFIT: "yes"}, actor=actor)
    night(1)
    assert somebody.pk not in mine(agent)


def test_each_group_has_its_turn(campaign, agent):
    held = set(campaign.recipients.filter(group="later").values_list("pk", flat=True))
    assert not held & mine(agent)
    with clock.at(NOW + timedelta(weeks=14)):
        campaigns.measure_ended()
        assert mine(agent) == held
    with clock.at(NOW + timedelta(weeks=28)):
        assert mine(agent) == set()


def test_small_numbers_of_visits_are_not_told(campaign, agent):
    assert visiting.results(campaign) == {"": 6}
    noted(one_of(campaign), agent)
    assert visiting.results(campaign) is None or None in visiting.results(campaign).values()


def test_a_round_goes_street_by_street(campaign, agent):
    people = list(campaign.recipients.filter(group="now").select_related("situation__person"))
    for one, line in zip(
        people, ("9 bis rue Maubec", "Place d’Armes", "110, rue Maubec", "84 rue Maubec"),
        strict=False,
    ):  # fmt: skip
        one.situation.person.address_line = line
        one.situation.person.save()
    noted(people[5], agent, "absent")
    found = visiting.round_people(theirs(agent), campaign.pk, "64284")
    lines = [one.situation.person.address_line for one in found]
    assert lines == [
        "Place d’Armes", "1 rue Maubec", "9 bis rue Maubec", "84 rue Maubec", "110, rue Maubec",
        "1 rue Maubec",
    ], "who was absent comes last"  # fmt: skip


def test_notes_go_a_year_after(campaign, agent):
    noted(one_of(campaign), agent, text="Viendra.")
    with clock.at(NOW + timedelta(days=300)):
        assert visits.forget_old_notes() == 0
    with clock.at(NOW + timedelta(days=366)):
        assert visits.forget_old_notes() == 1


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_an_agent_sees_a_name_an_address_and_what_for(client: Client, campaign, agent, manager):
    somebody = one_of(campaign)
    kept = somebody.situation
    sign_in(client, agent)
    assert "6 visites à faire" in seen(client, "/agent/recours/visites/")
    here = f"/agent/recours/visites/{campaign.pk}/64284/"
    assert "1 rue Maubec" in seen(client, here)
    listed = Entry.objects.filter(verb="eligibility.campaign_listed")
    assert listed.count() == 6
    assert listed.values("person_key").distinct().count() == 6
    path = f"/agent/recours/visites/{somebody.pk}/"
    page = seen(client, path)
    assert "Prime d’activité" in page
    assert "900" not in page
    assert "tel:" not in page, "they did not agree to be telephoned"
    consents.set_consents(
        kept=kept, counted=True, contacted=True, phoned=True, actor=kept.person.account.actor
    )
    assert f"tel:{kept.person.phone}" in seen(client, path)
    assert client.post(path, {"number": 1}).status_code == 422
    note = {"number": 1, "result": "seen", "note": "Ira au CCAS mardi."}
    assert client.post(path, note).headers["Location"] == here
    assert client.post(path, note).status_code == 302
    assert somebody.visits.count() == 1
    sign_in(client, kept.person.account)
    assert "Ira au CCAS mardi." in seen(client, "/mes-droits/ma-situation/")
    sign_in(client, directory.membership().account)
    assert [client.get(one).status_code for one in (here, path)] == [404, 404]
    assert client.post(path, note).status_code == 404
    assert "Aucune visite à faire" in seen(client, "/agent/recours/visites/")


def test_a_manager_entrusts_and_sees_how_far_it_is(client: Client, campaign, manager, agent):
    sign_in(client, manager)
    path = f"/agent/recours/campagnes/{campaign.pk}/visites/"
    assert "1 rue Maubec" not in seen(client, path)
    assert client.post(path, {}).status_code == 422
    told = {"communes": ["64284"], "to": f"{campaign.unit_id}:{agent.pk}"}
    assert client.post(path, told).status_code == 302
    assert f", {agent}" in seen(client, path)
    here = f"/agent/recours/campagnes/{campaign.pk}/"
    assert "Chacun compte" in seen(client, here)
    assert 'data-label="Contactées à ce jour">0<' in seen(client, here)
    noted(one_of(campaign), agent)
    assert 'data-label="Contactées à ce jour">–<' in seen(client, here), "one to four is not told"


def test_pages_of_visits_ask_no_more_for_more_people(client: Client, campaign, manager):
    sign_in(client, manager)
    paths = (
        f"campagnes/{campaign.pk}/", f"campagnes/{campaign.pk}/visites/", "visites/",
        f"visites/{campaign.pk}/64284/",
    )  # fmt: skip
    for path in paths:
        Recipient.objects.filter(number__gt=8).update(group="later")
        assert_queries_do_not_grow(
            lambda path=path: client.get(f"/agent/recours/{path}"),
            lambda: Recipient.objects.filter(group="later").update(group="now"),
            at_most=12,
        )
