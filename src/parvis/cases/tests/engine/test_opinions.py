"""Opinions asked of whom an agent chooses: who is asked what, who reads the answer, and silence."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from tests.harness import Make

from parvis.cases import actions, queries, rules
from parvis.cases.actions import guests
from parvis.cases.actions.retention import _anonymise, _unlock_events
from parvis.cases.engine import party as parties
from parvis.cases.engine.opinions import Expert, Question
from parvis.cases.engine.party import Party
from parvis.cases.models import Attachment, Case, Guest, Turn, WorkItem
from parvis.cases.tests.factories import MONDAY, World, item_of, make_case, take_on
from parvis.core import clock, codes
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

LEA = Expert("Léa Dumas", "lea@atelier.example", "paysagiste")


@pytest.fixture(scope="module", autouse=True)
def kept_case(made_once: Make, kept_world: World) -> Case:
    with clock.at(MONDAY):
        return made_once(lambda: take_on(kept_world, make_case(kept_world)))


@pytest.fixture
def case(kept_case: Case, db: None) -> Case:
    return deepcopy(kept_case)


def ask(
    world: World, case: Case, *of: object, who: str = "waste", **more: object
) -> list[WorkItem]:
    fields = {"text": "Le lieu convient-il ?", "shares": ("emplacement",), **more}
    return actions.ask_opinions(
        case=case,
        party=world.agent(who),
        kind="avis",
        question=Question(**fields),
        of=of or (world.pau,),
    )


def answer(item: WorkItem, party: Party, result: str = "defavorable") -> Case:
    item.case = Case.objects.get(pk=item.case_id)
    return actions.finish_item(
        item=item, party=party, result=result, inputs={"text": "Sous les fenêtres."}
    )


def story(case: Case, party: Party) -> str:
    case = Case.objects.get(pk=case.pk)
    return "\n".join(f"{e.title}. {e.text}" for e in queries.timeline(case, party, "fr"))


def link_of(guest: Guest) -> str:
    told = Notification.objects.filter(key__startswith=f"guest:{guest.pk}:link").latest("pk")
    return told.link.rstrip("/").split("/")[-1]


def test_a_unit_asked_sees_what_is_shared_and_nothing_else(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        item = ask(world, case)[0]
        deliver_now()
    seen = queries.open_case(world.agent("pau"), case.reference)
    view = queries.view_of(seen, world.agent("pau"))
    assert view.fields_visible == frozenset({"emplacement"})
    assert not view.sees_applicant
    assert item.due_on == date(2026, 3, 23)
    told = Notification.objects.get(key__contains=":opinion_asked|", unit_key=str(world.pau.pk))
    assert "Le lieu convient-il" in told.text
    assert "confidentiel" in told.text
    row = queries.inbox(unit_ids=[world.pau.pk]).rows[0]
    assert (row.what, row.applicant, row.item_id) == ("Avis sur l’emplacement", "", item.pk)


def test_nothing_is_shared_unless_ticked(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        ask(world, case, shares=("identite", "courriel"))
    seen = queries.open_case(world.agent("pau"), case.reference)
    assert queries.view_of(seen, world.agent("pau")).fields_visible == frozenset()


@pytest.mark.parametrize(
    ("shown", "readers"),
    [
        ((), {"waste", "pau"}),
        (("advisers",), {"waste", "pau", "lescar"}),
        (("applicant",), {"waste", "pau", "applicant"}),
        (("advisers", "applicant"), {"waste", "pau", "lescar", "applicant"}),
    ],
)
def test_who_reads_an_answer_is_settled_when_it_is_asked(
    world: World, case: Case, shown: tuple[str, ...], readers: set[str]
) -> None:
    with clock.at(MONDAY):
        item = ask(world, case, shown=shown)[0]
        case = answer(item, world.agent("pau"))
    parties_of = {name: world.agent(name) for name in ("waste", "pau", "lescar", "trainer")}
    parties_of["applicant"] = world.applicant
    item = item_of(case, "avis")
    found = {who for who, party in parties_of.items() if rules.reads_answer(case, item, party)}
    assert found - {"trainer"} == readers
    for who in ("waste", "applicant"):
        assert ("Sous les fenêtres" in story(case, parties_of[who])) == (who in readers)
    assert "Institution 216404459" in story(case, world.applicant)


def test_the_file_of_a_confidential_opinion_stays_with_who_asked(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        item = ask(world, case)[0]
    given = {"draft_key": case.draft_key, "case": case, "mime": "application/pdf", "size": 1}
    given |= {"sha256": "0" * 64, "storage_name": "x", "uploaded_at": MONDAY}
    Attachment.objects.create(name="avis.pdf", field=f"@avis.{item.pk}", **given)
    for party, sees in (
        (world.agent("waste"), True),
        (world.agent("pau"), True),
        (world.agent("lescar"), False),
        (world.applicant, False),
    ):
        seen = queries.open_case(party, case.reference)
        assert queries.view_of(seen, party).attachments.filter(name="avis.pdf").exists() == sees


def test_a_decision_waits_for_what_was_asked(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        ask(world, case, world.pau, LEA)
        for kind, who, result in (
            ("terrain", "lescar", "accorde"),
            ("formation", "trainer", "reservee"),
        ):
            case = actions.finish_item(
                item=item_of(case, kind), party=world.agent(who), result=result, inputs={}
            )
        assert "accepter" not in [
            m.transition for m in queries.moves_of(case, world.agent("waste"))
        ]
    with clock.at(MONDAY + timedelta(days=30)):
        assert actions.run_clock().expired_items == 2
        deliver_now()
        case = Case.objects.get(pk=case.pk)
        assert "accepter" in [m.transition for m in queries.moves_of(case, world.agent("waste"))]
    assert item_of(case, "avis").by_silence
    assert Notification.objects.filter(key__contains=":opinion_given").count() == 2


def test_only_people_outside_are_awaited_the_lead_keeps_an_eye_on_it(
    world: World, case: Case
) -> None:
    """In a state that waits for items, a case is never in nobody's inbox."""
    with clock.at(MONDAY):
        ask(world, case, LEA)
        case = actions.finish_item(
            item=item_of(case, "terrain"), party=world.agent("lescar"), result="accorde", inputs={}
        )
    turns = {(t.unit_id, t.item_id and t.item.kind) for t in Turn.objects.filter(case=case)}
    assert turns == {(world.trainer.pk, "formation")}
    standing = queries.standing(case, world.applicant, "fr")
    assert "Léa Dumas, paysagiste" in standing.hand_label
    assert not queries.standing(case, world.agent("waste"), "fr").is_mine


@pytest.mark.parametrize(("who", "more"), [("lescar", {}), ("waste", {"text": " "})])
def test_refusals(world: World, case: Case, who: str, more: dict[str, object]) -> None:
    with clock.at(MONDAY), pytest.raises(actions.Refused):
        ask(world, case, who=who, **more)
    assert not case.items.filter(kind="avis").exists()


def test_asked_of_nobody_or_in_another_state(world: World) -> None:
    with clock.at(MONDAY):
        early = make_case(world)
        with pytest.raises(actions.NotAllowed):
            ask(world, early)
        case = take_on(world, early)
        with pytest.raises(actions.InvalidInputs):
            actions.ask_opinions(
                case=case, party=world.agent("waste"), kind="avis", question=Question("?"), of=[]
            )


def test_taken_back(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        unit, outside = ask(world, case, world.pau, LEA)
        guest = outside.guest
        token = link_of(guest)
        assert guests.guest_at(guest.pk, token) is not None
        with pytest.raises(actions.NotAllowed):
            actions.withdraw(item=unit, party=world.agent("pau"))
        for item in (unit, outside):
            case = actions.withdraw(item=item, party=world.agent("waste"))
        assert guests.guest_at(guest.pk, token) is None
        assert rules.scope_of(case, world.agent("pau")) == "part"
        with pytest.raises(actions.CaseMoved):
            actions.withdraw(item=unit, party=world.agent("waste"))
    assert item_of(case, "avis").cancelled


# The link ----------------------------------------------------------------------------------------


@pytest.fixture
def guest(world: World, case: Case) -> Guest:
    with clock.at(MONDAY):
        return ask(world, case, LEA)[0].guest


def test_only_hashes_are_kept(guest: Guest) -> None:
    token = link_of(guest)
    with clock.at(MONDAY):
        browser = guests.bind(guest=guest)
    kept = Guest.objects.filter(pk=guest.pk).values()[0]
    assert token not in str(kept)
    assert browser not in str(kept)
    with clock.at(MONDAY):
        assert guests.guest_in(guest.pk, browser) is not None
        assert guests.guest_in(guest.pk, "another") is None
        assert guests.guest_at(guest.pk, "forged") is None


def test_a_second_browser_needs_a_code(guest: Guest) -> None:
    with clock.at(MONDAY):
        first = guests.bind(guest=guest)
        with pytest.raises(guests.CodeNeeded):
            guests.bind(guest=guest)
        with pytest.raises(codes.CodeRefused):
            guests.bind_by_code(guest=guest, code="000000")
        guests.send_code(guest=guest)
        with pytest.raises(codes.TooManyCodes):
            guests.send_code(guest=guest)
        told = Notification.objects.get(key__contains=":code:")
        assert told.address == LEA.email
        second = guests.bind_by_code(guest=guest, code=told.code)
        assert guests.guest_in(guest.pk, first) is not None
        assert guests.guest_in(guest.pk, second) is not None
        with pytest.raises(codes.CodeRefused):
            guests.bind_by_code(guest=guest, code=told.code)


def test_wrong_codes_are_counted_and_codes_are_few(guest: Guest) -> None:
    with clock.at(MONDAY):
        guests.bind(guest=guest)
        guests.send_code(guest=guest)
        code = Notification.objects.get(key__contains=":code:").code
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        left = []
        for _try in range(5):
            with pytest.raises(codes.CodeRefused) as refused:
                guests.bind_by_code(guest=guest, code=wrong)
            left.append(refused.value.left)
        assert left == [4, 3, 2, 1, 0]
        with pytest.raises(codes.CodeRefused):
            guests.bind_by_code(guest=guest, code=code)
    for minutes in (2, 4, 6, 8):
        with clock.at(MONDAY + timedelta(minutes=minutes)):
            guests.send_code(guest=guest)
    with clock.at(MONDAY + timedelta(minutes=10)), pytest.raises(codes.TooManyCodes):
        guests.send_code(guest=guest)
    with clock.at(MONDAY + timedelta(days=1, minutes=9)):
        guests.send_code(guest=guest)


def test_a_link_ends_with_the_date_that_concludes(guest: Guest) -> None:
    token = link_of(guest)
    with clock.at(MONDAY + timedelta(days=21)):
        assert guests.guest_at(guest.pk, token) is not None
    with clock.at(MONDAY + timedelta(days=22)):
        assert guests.guest_at(guest.pk, token) is None


def test_sent_again_elsewhere_the_first_link_opens_nothing(
    world: World, case: Case, guest: Guest
) -> None:
    first = link_of(guest)
    with clock.at(MONDAY):
        browser = guests.bind(guest=guest)
        guests.send_link_again(item=guest.item, party=world.agent("waste"))
    with clock.at(MONDAY + timedelta(seconds=2)):
        guests.send_link_again(item=guest.item, party=world.agent("waste"), email=LEA.email)
        assert guests.guest_at(guest.pk, first) is not None
        assert guests.guest_at(guest.pk, link_of(guest)) is not None
        assert guests.guest_in(guest.pk, browser) is not None
    with clock.at(MONDAY + timedelta(seconds=4)):
        guests.send_link_again(item=guest.item, party=world.agent("waste"), email="l@x.example")
        assert guests.guest_at(guest.pk, first) is None
        assert guests.guest_in(guest.pk, browser) is None
        assert guests.guest_at(guest.pk, link_of(guest)) is not None
        with pytest.raises(actions.NotAllowed):
            guests.send_link_again(item=guest.item, party=world.agent("lescar"))


def test_reminded_with_another_link(world: World, case: Case, guest: Guest) -> None:
    with clock.at(MONDAY + timedelta(days=17)):
        actions.run_clock()
        told = Notification.objects.filter(key__startswith=f"guest:{guest.pk}:link").latest("pk")
        assert told.subject.startswith("Au plus tard le 23 mars")
        assert guests.guest_at(guest.pk, link_of(guest)) is not None
        deliver_now()
    assert not Notification.objects.filter(
        key__contains=":reminder", unit_key=str(world.waste.pk)
    ).exists()


def test_whoever_is_outside_does_their_item_only(world: World, case: Case, guest: Guest) -> None:
    party = parties.guest(guest)
    with clock.at(MONDAY):
        with pytest.raises(actions.NotFound):
            actions.finish_item(
                item=item_of(case, "terrain"), party=party, result="accorde", inputs={}
            )
        with pytest.raises(actions.NotAllowed):
            answer(guest.item, world.agent("waste"))
        with pytest.raises(actions.NotFound):
            actions.write_message(case=case, party=party, text="Bonjour")
        case = answer(guest.item, party)
        with pytest.raises(actions.CaseMoved):
            answer(guest.item, party)
    item = item_of(case, "avis")
    assert (item.result, item.done_by) == ("defavorable", "Léa Dumas, paysagiste")
    entry = Entry.objects.filter(verb="cases.item_done").latest("pk")
    assert (entry.actor_kind, entry.actor_label) == ("guest", "Léa Dumas, paysagiste")
    assert "Léa Dumas" in story(case, world.applicant)


def test_at_the_end_nothing_of_them_is_kept(world: World, case: Case, guest: Guest) -> None:
    with clock.at(MONDAY):
        answer(guest.item, parties.guest(guest))
    case = Case.objects.get(pk=case.pk)
    _unlock_events("on")
    _anonymise(case)
    assert not Guest.objects.exists()
    item = item_of(case, "avis")
    assert (item.asked, item.inputs, item.done_by) == ({}, {}, "")
    assert not case.events.filter(actor_label__contains="Dumas").exists()
