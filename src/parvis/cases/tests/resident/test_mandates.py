"""Filing, following and answering for somebody under a mandate: theirs, and under both names."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import sign_in
from parvis.cases import actions
from parvis.cases.actions import drafts
from parvis.cases.engine import party as parties
from parvis.cases.engine.delivery import carry_out
from parvis.cases.events import MessageWritten
from parvis.cases.models import Case, Draft
from parvis.cases.queries import timeline, visible_to
from parvis.cases.queries.drafts import drafts_of, fillable
from parvis.cases.tests.factories import ANSWERS, World, make_case, make_neighbour
from parvis.core import clock, outbox
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.trust import actions as trust
from parvis.trust import queries
from parvis.trust.models import Mandate
from parvis.trust.tests.factories import make_daughter, make_mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def daughter() -> Account:
    return make_daughter()


@pytest.fixture
def mandate(world: World, daughter: Account) -> Mandate:
    return make_mandate(
        helped=world.person, helper=daughter.person, services=(world.installation.slug,)
    )


def acting_client(account: Account, mandate: Mandate) -> Client:
    client = sign_in(Client(), account)
    answer = client.post(reverse("trust:act", args=[mandate.number]))
    assert answer.status_code == 302
    return client


def begun(world: World, daughter: Account, mandate: Mandate) -> Draft:
    draft = drafts.start_draft(
        installation=world.installation,
        account=daughter,
        acting=queries.acting(daughter, mandate.number),
    )
    Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS)
    draft.refresh_from_db()
    return draft


def filed(world: World, daughter: Account, mandate: Mandate) -> Case:
    client = acting_client(daughter, mandate)
    draft = begun(world, daughter, mandate)
    client.post(reverse("cases:submit", args=[draft.pk]))
    return Case.objects.get(draft_key=draft.pk)


def test_what_a_helper_files_belongs_to_the_person_under_both_names(world, daughter, mandate):
    case = filed(world, daughter, mandate)
    both = f"Claire Bordenave pour Camille Bordenave, mandat {mandate.number}"
    assert (case.person, case.applicant_name) == (world.person, "Camille Bordenave")
    assert (case.mandate, case.filed_by_label, case.channel) == (mandate, both, "web")
    event = case.events.get(kind="submitted")
    assert (event.actor_kind, event.actor_label) == ("helper", both)
    entry = Entry.objects.get(verb="cases.submitted")
    assert (entry.actor_label, entry.person_key) == (both, str(world.person.pk))


def test_the_form_starts_with_what_is_known_of_the_person(world, daughter, mandate):
    draft = begun(world, daughter, mandate)
    assert draft.person == world.person
    client = acting_client(daughter, mandate)
    page = client.get(reverse("cases:check", args=[draft.pk])).content.decode()
    assert "Vous agissez pour" in page
    assert "Camille Bordenave" in page


def test_a_service_the_mandate_does_not_name_is_not_begun(world, daughter):
    other = make_mandate(helped=world.person, helper=daughter.person, services=("naissance",))
    client = acting_client(daughter, other)
    client.post(reverse("cases:start", args=[world.installation.slug]))
    assert not Draft.objects.exists()


def test_the_person_reads_who_filed_and_who_read(world, daughter, mandate):
    case = filed(world, daughter, mandate)
    acting_client(daughter, mandate).get(reverse("cases:detail", args=[case.reference]))
    own = sign_in(Client(), world.resident)
    page = own.get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "Déposée par Claire Bordenave pour Camille Bordenave" in page or (
        "Déposé par Claire Bordenave pour Camille Bordenave" in page
    )
    assert f"Claire Bordenave pour Camille Bordenave, mandat {mandate.number} a consulté" in page


def test_revoked_it_closes_at_once_even_in_the_middle_of_a_form(world, daughter, mandate):
    client = acting_client(daughter, mandate)
    draft = begun(world, daughter, mandate)
    trust.revoke(mandate=mandate, actor=world.resident.actor)
    answer = client.post(reverse("cases:submit", args=[draft.pk]))
    assert answer["Location"] == reverse("trust:mandates")
    assert client.post(reverse("cases:submit", args=[draft.pk])).status_code == 404
    assert not Case.objects.exists()


def test_what_was_typed_in_another_tab_is_kept_after_ceasing(world, daughter, mandate):
    """The draft says for whom it is, not the switch."""
    client = acting_client(daughter, mandate)
    draft = begun(world, daughter, mandate)
    client.post(reverse("trust:cease"))
    assert client.get(reverse("cases:check", args=[draft.pk])).status_code == 200
    client.post(reverse("cases:submit", args=[draft.pk]))
    assert Case.objects.get().person == world.person


def test_lists_do_not_mix_people(world, daughter, mandate):
    mine = drafts.start_draft(
        installation=world.installation, account=daughter, person=daughter.person
    )
    theirs = begun(world, daughter, mandate)
    assert list(drafts_of(daughter)) == [mine]
    assert set(fillable(daughter)) == {mine, theirs}
    page = acting_client(daughter, mandate).get(reverse("cases:list")).content.decode()
    assert str(theirs.pk) in page
    assert str(mine.pk) not in page


def test_only_what_the_mandate_covers_is_listed(world, daughter, mandate):
    case, _other = make_case(world), make_case(world, person=make_neighbour())
    acting = queries.acting(daughter, mandate.number)
    assert list(visible_to(parties.on_behalf(daughter, acting))) == [case]
    Mandate.objects.filter(pk=mandate.pk).update(may_file=False)
    narrow = make_mandate(helped=world.person, helper=daughter.person, services=("naissance",))
    acting = queries.acting(daughter, narrow.number)
    assert list(visible_to(parties.on_behalf(daughter, acting))) == []


def test_who_may_not_answer_only_reads(world, daughter, mandate):
    case = make_case(world)
    Mandate.objects.filter(pk=mandate.pk).update(may_answer=False)
    party = parties.on_behalf(daughter, queries.acting(daughter, mandate.number))
    with pytest.raises(actions.NotAllowed):
        actions.write_message(case=case, party=party, text="Bonjour")
    with pytest.raises(actions.NotAllowed):
        actions.perform(case=case, transition="retirer", party=party, inputs={})
    client = acting_client(daughter, mandate)
    assert client.get(reverse("cases:detail", args=[case.reference])).status_code == 200


def test_who_may_not_file_begins_nothing(world, daughter, mandate):
    Mandate.objects.filter(pk=mandate.pk).update(may_file=False)
    with pytest.raises(actions.NotAllowed):
        begun(world, daughter, mandate)


def test_a_draft_under_a_mandate_is_never_sent_in_one_s_own_name(world, daughter, mandate):
    draft = begun(world, daughter, mandate)
    with pytest.raises(actions.NotFound):
        actions.submit(draft=draft, person=world.person, party=parties.applicant(daughter))


def test_agents_read_both_names_and_a_partial_unit_none(world, daughter, mandate):
    case = filed(world, daughter, mandate)
    with override("fr"):
        told = [one.actor for one in timeline(case, world.agent("waste"), "fr")]
        hidden = [one.actor for one in timeline(case, world.agent("trainer"), "fr")]
    assert any("pour Camille Bordenave" in one for one in told)
    assert not any("Bordenave" in one for one in hidden)


def test_a_helper_who_receives_messages_is_told_too(world, daughter, mandate):
    case = make_case(world)
    outbox_of = MessageWritten(
        case_id=case.pk,
        note_id=1,
        effects=[
            {
                "do": "tell",
                "who": "applicant",
                "unit": None,
                "message": "message",
                "language": "fr",
                "subject": "Un message",
                "body": "Bonjour",
                "sms": "",
                "attaches": [],
                "event": case.events.latest("pk").pk,
            }
        ],
    )
    carry_out(outbox_of)
    mine = Notification.objects.filter(person=daughter.person, channel="in_app")
    assert not mine.exists()
    Mandate.objects.filter(pk=mandate.pk).update(may_receive=True)
    carry_out(outbox_of)
    told = mine.get()
    assert told.subject == "Camille Bordenave – Un message"
    assert told.link.startswith(reverse("trust:act", args=[mandate.number]))
    assert not outbox.stuck_deliveries().exists()


def test_the_end_date_closes_it_without_any_task(world, daughter, mandate):
    case = make_case(world)
    client = acting_client(daughter, mandate)
    with clock.at(clock.now() + timedelta(days=92)):
        client.get(reverse("cases:list"))
        assert client.get(reverse("cases:detail", args=[case.reference])).status_code == 404


def test_acting_and_ceasing_leave_a_trace(world, daughter, mandate):
    client = acting_client(daughter, mandate)
    client.post(reverse("trust:cease"))
    verbs = Entry.objects.filter(person_key=str(world.person.pk), verb__startswith="trust.acting")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "trust.acting_started",
        "trust.acting_stopped",
    ]
