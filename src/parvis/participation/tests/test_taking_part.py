"""Who may do what, when; joining once; rules that hold once people took part."""

from datetime import timedelta

import pytest

from parvis.accounts.actions import merge_persons
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.participation import actions
from parvis.participation.models import Act, Consultation, Participant, Way
from parvis.participation.rules import PhaseRules, Why, may
from parvis.participation.rules.phase_rules import InvalidRules, read
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db
OPEN = PhaseRules(frozenset({Act.PROPOSE, Act.SUPPORT}), frozenset({Act.SUPPORT}))


def _phase(**told: object):
    found = consulting.consultation(rules=OPEN, **told).phases.select_related("consultation")
    return found.get()


@pytest.mark.parametrize(
    ("days", "act", "why"),
    [
        (0, Act.PROPOSE, Why.FINE),
        (-2, Act.PROPOSE, Why.NOT_YET),
        (30, Act.PROPOSE, Why.OVER),
        (0, Act.VOTE, Why.NOT_HERE),
    ],
)
def test_one_acts_while_a_phase_is_open(days: int, act: Act, why: Why) -> None:
    phase = _phase()
    verdict = may(consulting.resident(), phase, act, clock.now() + timedelta(days=days))
    assert (verdict.ok, verdict.why) == (why == Why.FINE, why)


@pytest.mark.parametrize(
    ("openness", "commune", "act", "why"),
    [
        ("open", "", Act.PROPOSE, Why.FINE),
        ("area", "64335", Act.PROPOSE, Why.FINE),
        ("area", "64445", Act.PROPOSE, Why.ELSEWHERE),
        ("area", "", Act.PROPOSE, Why.ELSEWHERE),
        ("list", "64335", Act.PROPOSE, Why.CODE),
    ],
)
def test_who_may(openness: str, commune: str, act: Act, why: Why) -> None:
    phase = _phase(openness=openness)
    assert may(consulting.resident(commune_code=commune), phase, act).why == why


def test_an_area_holds_its_communes() -> None:
    epci = consulting.Area.objects.create(
        level="epci", code="200067254", name="Agglo", folded="agglo", vintage=2026
    )
    phase = _phase(openness="area", areas=[epci])
    assert may(consulting.resident(commune_code="64445"), phase, Act.PROPOSE).ok
    assert not may(consulting.resident(commune_code="75056"), phase, Act.PROPOSE).ok


def test_visitors_do_what_is_open_to_them_and_no_more() -> None:
    phase = _phase()
    assert may(None, phase, Act.SUPPORT).ok
    assert may(None, phase, Act.PROPOSE).why == Why.SIGN_IN
    visitor = actions.join(consultation=phase.consultation, token="t")
    assert visitor.way == Way.NONE
    assert may(visitor, phase, Act.PROPOSE).why == Why.SIGN_IN


def test_nothing_is_done_in_a_draft() -> None:
    phase = consulting.phase(consulting.draft(), rules=OPEN)
    assert may(consulting.resident(), phase, Act.PROPOSE).why == Why.NOT_PUBLISHED


def test_one_joins_once_even_as_two_records_of_one_person() -> None:
    found = consulting.consultation()
    one, other = consulting.resident(), consulting.resident()
    first = actions.join(consultation=found, person=one)
    assert actions.join(consultation=found, person=one) == first
    merge_persons(person=one, into=other, actor=SYSTEM, reason="même pièce")
    other.refresh_from_db()
    assert actions.join(consultation=found, person=other) == first


def test_a_desk_makes_a_visitor_known_and_nothing_makes_one_less_known() -> None:
    found = consulting.consultation()
    visitor = actions.join(consultation=found, token="t")
    met = actions.join(consultation=found, token="t", way=Way.COUNTER, confirmed_by="216403352")
    assert (met.pk, met.way, met.confirmed_by) == (visitor.pk, "counter", "216403352")
    assert actions.join(consultation=found, token="t").way == Way.COUNTER


def test_whoever_withdrew_does_nothing_until_they_come_back() -> None:
    phase = _phase()
    person = consulting.resident()
    took = consulting.participant(phase.consultation, person)
    actions.show_name(participant=took, name="  Camille   B. ")
    assert took.shown_name == "Camille B."
    actions.leave(participant=took)
    assert may(took, phase, Act.PROPOSE).why == Why.LEFT
    back = actions.join(consultation=phase.consultation, person=person)
    assert may(back, phase, Act.PROPOSE).ok
    assert not back.shown_name


def test_a_list_opens_to_a_code_only() -> None:
    found = consulting.consultation(openness="list")
    person = consulting.resident()
    with pytest.raises(actions.NotAllowed):
        actions.join(consultation=found, person=person)
    assert not Participant.objects.exists()
    assert actions.join(consultation=found, person=person, way=Way.LETTER).is_verified


def test_rules_of_a_phase_hold_once_it_has_opened_and_the_attempt_is_noted() -> None:
    phase = _phase()
    same = {
        "kind": phase.kind,
        "title": "Autres mots",
        "text": "",
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at + timedelta(days=3),
        "rules": OPEN,
    }
    assert actions.change_phase(actor=SYSTEM, phase=phase, **same).title == "Autres mots"
    for forbidden in (
        {"rules": PhaseRules(frozenset({Act.VOTE}))},
        {"closes_at": phase.closes_at},
        {"opens_at": clock.now() + timedelta(days=1)},
        {"kind": "choose"},
    ):
        with pytest.raises(actions.RulesSettled):
            actions.change_phase(actor=SYSTEM, phase=phase, **{**same, **forbidden})
    phase.refresh_from_db()
    assert read(phase.rules) == OPEN
    assert Entry.objects.filter(verb="participation.rules_kept").count() == 4


def test_before_it_opens_or_is_published_everything_changes() -> None:
    coming = consulting.phase(consulting.draft(), rules=OPEN)
    values = {
        "kind": "choose",
        "title": "Voter",
        "opens_at": clock.now(),
        "closes_at": clock.now() + timedelta(days=1),
        "rules": PhaseRules(frozenset({Act.VOTE})),
    }
    changed = actions.change_phase(actor=SYSTEM, phase=coming, **values)
    assert read(changed.rules).acts == {Act.VOTE}


def test_published_who_may_take_part_is_settled() -> None:
    found: Consultation = consulting.consultation()
    actions.edit_consultation(actor=SYSTEM, consultation=found, title="Mieux dit")
    with pytest.raises(actions.RulesSettled):
        actions.edit_consultation(actor=SYSTEM, consultation=found, openness="area")


@pytest.mark.parametrize(
    "document",
    [
        {"acts": ["fly"]},
        {"acts": "vote"},
        {"acts": ["vote"], "visitors": ["vote"]},
        {"acts": [], "visitors": ["support"]},
        {"acts": ["propose"], "most": {"propose": 0}},
        {"acts": ["propose"], "most": {"propose": True}},
        {"acts": ["propose"], "most": []},
        {"acts": [], "quorum": 3},
    ],
)
def test_rules_that_mean_nothing_are_refused(document: dict[str, object]) -> None:
    with pytest.raises(InvalidRules):
        read(document)


def test_rules_are_read_as_they_were_written() -> None:
    rules = PhaseRules(OPEN.acts, OPEN.visitors, {Act.PROPOSE: 3}, reads_before=True)
    assert read(rules.written()) == rules
