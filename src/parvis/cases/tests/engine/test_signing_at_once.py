"""Signatures given at the same instant, or by a process that is killed: each counts once, and the
request goes on once."""

import copy

import pytest

from parvis.cases import actions
from parvis.cases.actions import guests, signatures
from parvis.cases.engine import party as parties
from parvis.cases.models import Case, CaseEvent, Guest, IssuedDocument, Turn
from parvis.cases.tests.engine.test_concurrency import at_once
from parvis.cases.tests.engine.test_killed import killed_after
from parvis.cases.tests.engine.test_signatures import Story
from parvis.core import clock, codes
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)


def with_a_landlord(document):
    """Two people must sign, at the same address."""
    process = document["process"]
    process["items"]["accord_bailleur"] = copy.deepcopy(process["items"]["accord_titulaire"])
    for words in document["texts"].values():
        words["items"]["accord_bailleur"] = copy.deepcopy(words["items"]["accord_titulaire"])


def guest_of(story: Story, kind: str = "accord_titulaire") -> Guest:
    item = story.case.items.get(kind=kind)
    return Guest.objects.select_related("item__case").get(item=item)


def code_of(guest: Guest) -> str:
    guests.send_code(guest=guest)
    return Notification.objects.filter(key__contains=":code:").latest("pk").code


def sign(guest: Guest, code: str, result: str = "signed"):
    """As `at_once` wants it: what is refused is given back."""

    def act():
        try:
            return signatures.sign_by_link(guest=guest, code=code, result=result, text="Non.")
        except codes.CodeRefused as refusal:
            return refusal

    return act


def assert_complete_once(case: Case) -> None:
    deliver_now()
    case.refresh_from_db()
    assert (case.hand, case.deadlines.count()) == ("parking", 1)
    assert Turn.objects.filter(case=case).count() == 1
    assert IssuedDocument.objects.filter(case=case, kind="receipt").count() == 2
    told = Notification.objects.filter(key__contains="nouvelle_demande", about_key=str(case.pk))
    receivers = list(told.values_list("person_id", "channel", "address"))
    assert len(receivers) == len(set(receivers))


def test_two_who_sign_at_the_same_instant() -> None:
    story = Story(edit=with_a_landlord)
    both = [guest_of(story, kind) for kind in ("accord_titulaire", "accord_bailleur")]
    given = [code_of(one) for one in both]
    done = at_once(*(sign(one, code) for one, code in zip(both, given, strict=True)))
    assert all(isinstance(one, Case) for one in done), done
    assert Entry.objects.filter(verb="cases.signed").count() == 2
    assert_complete_once(story.case)


def test_one_link_used_twice_at_once_signs_once() -> None:
    story = Story()
    guest, code = guest_of(story), code_of(guest_of(story))
    done = at_once(sign(guest, code), sign(guest, code, "declined"))
    assert len([one for one in done if isinstance(one, Case)]) == 1, done
    item = story.case.items.get()
    assert CaseEvent.objects.filter(case=story.case, kind="item_done").count() == 1
    assert Entry.objects.filter(verb__in=["cases.signed", "cases.not_signed"]).count() == 1
    story.case.refresh_from_db()
    assert (story.case.state == "sans_accord") == (item.result == "declined")


def test_signing_while_the_applicant_withdraws() -> None:
    story = Story()
    guest, code = guest_of(story), code_of(guest_of(story))
    mine = parties.applicant(story.applicant)

    def withdraw():
        return actions.perform(case=story.case, transition="retirer", party=mine, inputs={})

    signed, withdrawn = at_once(sign(guest, code), withdraw)
    assert isinstance(withdrawn, Case), withdrawn
    case, item = story.again(), story.case.items.get()
    assert (case.state, case.hand, Turn.objects.count()) == ("retiree", "nobody", 0)
    # Too late, it counts for nothing; in time, its clock ends with the request.
    assert isinstance(signed, Case) == (item.result == "signed") == (not item.cancelled)
    assert not case.deadlines.filter(met_at=None).exists()


@pytest.mark.proof
@pytest.mark.parametrize("lines", [0, 2])
def test_a_process_killed_while_it_signs(lines: int) -> None:
    stories = [Story(email=f"{name}@example.test") for name in "abcd"]
    acknowledged = killed_after("sign", lines)
    assert len(acknowledged) >= lines
    signed = set(Entry.objects.filter(verb="cases.signed").values_list("about_key", flat=True))
    assert set(acknowledged) <= signed
    for story in stories:
        item = story.case.items.get()
        is_done = str(story.case.pk) in signed
        assert (item.done_at is not None, story.case.deadlines.exists()) == (is_done, is_done)
        if not is_done:
            guest = guest_of(story)
            # Its code may have left just before the end: another is given after a while only.
            with clock.at(clock.now() + 2 * codes.WAIT):
                signatures.sign_by_link(guest=guest, code=code_of(guest), result="signed")
    for story in stories:
        assert_complete_once(story.case)
