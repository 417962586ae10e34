"""A panel from its opening to its answers: who may what, what is kept, what is erased."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.participation.actions import panel_life
from parvis.participation.actions import panels as actions
from parvis.participation.actions.taking_part import NotAllowed
from parvis.participation.models import Volunteer
from parvis.participation.queries import panels
from parvis.participation.rules.quotas import InvalidPanel, gaps, to_invite
from parvis.participation.sortition import published
from parvis.participation.sortition.redrawing import (
    faults_of,
    faults_of_draw,
    faults_of_openings,
)
from parvis.participation.tests import consulting, panelling

pytestmark = pytest.mark.django_db
ANSWERS = {"sex": "woman", "age": "old"}


def test_only_the_facts_of_the_strata_are_kept():
    panel = panelling.panel()
    one = actions.volunteer(
        panel=panel, person=consulting.resident(), profile={**ANSWERS, "religion": "?"}
    )
    assert one.profile == ANSWERS
    again = actions.volunteer(
        panel=panel, person=one.participant.person, profile={**ANSWERS, "age": "young"}
    )
    assert again.pk == one.pk
    assert again.pseudonym == one.pseudonym
    with pytest.raises(InvalidPanel):
        actions.volunteer(panel=panel, person=consulting.resident(), profile={"sex": "woman"})


def test_the_lottery_is_sealed_before_the_seed_and_nothing_changes_after():
    panel = panelling.sealed()
    assert panel.state == "sealed"
    assert panel.seal == panels.sheet_at(panel).seal
    with pytest.raises(actions.PanelSettled):
        actions.volunteer(panel=panel, person=consulting.resident(), profile=ANSWERS)
    with pytest.raises(actions.NotReady):
        actions.prepare_lottery(actor=SYSTEM, panel=panel)
    with pytest.raises(actions.NoSeed):
        actions.draw(actor=SYSTEM, panel=panel, seed="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(panel).objects.filter(pk=panel.pk).update(sealed_at=None, drawn_at=clock.now())


def test_a_draw_is_the_one_that_anybody_draws_again():
    panel = panelling.sealed()
    openings = panels.openings(panel)
    panel = actions.draw(actor=SYSTEM, panel=panel, seed=" 4 8  15 ")
    told = published.read(panels.published(panel).as_json())
    assert not [*faults_of(told.lottery), *faults_of_draw(told, "4 8 15")]
    assert not list(faults_of_openings(told, openings))
    seated = {one.pseudonym for one in panels.seats(panel)}
    assert seated == set(told.draw.panel)
    assert len(seated) == 4
    assert Notification.objects.filter(key__contains=f"panel.{panel.pk}.drawn").exists()
    assert Entry.objects.filter(verb="participation.panel_drawn").count() == 1
    with pytest.raises(actions.NotReady):
        actions.draw(actor=SYSTEM, panel=panel, seed="again")


def test_whoever_withdraws_before_the_seal_is_gone():
    panel = panelling.panel()
    one = panelling.volunteers(panel, 1)[0]
    actions.withdraw(volunteer=one)
    assert not Volunteer.objects.filter(panel=panel).exists()


def test_whoever_leaves_a_drawn_panel_is_erased_and_replaced_by_the_draw():
    panel = panelling.sealed()
    openings = panels.openings(panel)
    panel = actions.draw(actor=SYSTEM, panel=panel, seed="1")
    leaving = panels.seats(panel).first()
    actions.withdraw(volunteer=leaving)
    leaving.refresh_from_db()
    assert (leaving.participant, leaving.profile, leaving.salt, leaving.address) == (
        None, {}, "", "",
    )  # fmt: skip
    panel.refresh_from_db()
    [[left, joined]] = panel.changes
    assert left == leaving.pseudonym
    assert joined in {one.pseudonym for one in panels.seats(panel)}
    told = panels.published(panel)
    assert not list(faults_of_openings(told, openings))
    actions.withdraw(volunteer=leaving)  # pressed twice
    panel.refresh_from_db()
    assert len(panel.changes) == 1


def test_whoever_withdraws_between_seal_and_draw_is_replaced_at_the_draw():
    panel = panelling.sealed()
    openings, sheet = panels.openings(panel), panels.sheet_at(panel)
    gone = sheet.drawn("7").panel[0]
    actions.withdraw(volunteer=panel.volunteers.get(pseudonym=gone))
    held = panel.volunteers.get(pseudonym=gone)
    assert held.participant is None
    panel = actions.draw(actor=SYSTEM, panel=panel, seed="7")
    held.refresh_from_db()
    assert held.profile == {}
    assert gone not in {one.pseudonym for one in panels.seats(panel)}
    assert panels.seats(panel).count() == 4
    assert not list(faults_of_openings(panels.published(panel), openings))


def test_quotas_that_cannot_be_met_say_which_and_widen():
    panel = panelling.panel(slack=0)
    for _one in range(10):
        actions.volunteer(panel=panel, person=consulting.resident(), profile=ANSWERS)
    actions.prepare_lottery(actor=SYSTEM, panel=panel)
    panel.refresh_from_db()
    actions.compute_lottery(panel=panel)
    panel.refresh_from_db()
    assert panel.state == "recruiting"
    assert panel.refusal["widened"]
    actions.widen_quotas(actor=SYSTEM, panel=panel)
    actions.prepare_lottery(actor=SYSTEM, panel=panel)
    panel.refresh_from_db()
    actions.compute_lottery(panel=panel)
    panel.refresh_from_db()
    assert panel.state == "sealed"


def test_too_few_volunteers_are_told_at_once():
    panel = panelling.panel()
    panelling.volunteers(panel, 2)
    with pytest.raises(InvalidPanel, match="2 volunteers for 4"):
        actions.prepare_lottery(actor=SYSTEM, panel=panel)


def test_somebody_who_withdraws_while_it_is_computed_is_not_in_the_lottery():
    panel = panelling.panel()
    people = panelling.volunteers(panel, 12)
    actions.prepare_lottery(actor=SYSTEM, panel=panel)
    panel.refresh_from_db()
    pool, sheet = panels.pool_of(panel), object()
    actions.withdraw(volunteer=people[0])
    actions._keep(panel, pool, sheet, {})
    panel.refresh_from_db()
    assert (panel.state, panel.seal) == ("recruiting", "")


def test_one_home_gives_one_member():
    panel = panelling.panel(size=4)
    for _two in range(5):
        for sex in ("woman", "man"):
            actions.volunteer(
                panel=panel,
                person=consulting.resident(address_line=f"{_two} rue Neuve", commune_code="64335"),
                profile={"sex": sex, "age": "old" if _two % 2 else "young"},
            )
    pool = panels.pool_of(panel)
    homes = [cell for cell in pool.cells if cell.stratum.startswith("·address")]
    assert len(homes) == 5
    assert actions.home_of(consulting.resident(address_line="")) == ""


def test_a_panel_is_not_for_those_who_may_not_take_part():
    found = consulting.consultation(None, "deliberate", openness="area")
    panel = panelling.panel(found)
    with pytest.raises(NotAllowed):
        actions.volunteer(
            panel=panel, person=consulting.resident(commune_code="75056"), profile=ANSWERS
        )
    with pytest.raises(InvalidPanel):
        panelling.panel(consulting.consultation(None, "do"))


def test_who_lacks_is_invited_first():
    panel = panelling.panel(size=10, slack=0)
    profiles = [{"sex": "woman", "age": "old"}] * 40 + [{"sex": "man", "age": "young"}] * 3
    short = to_invite(gaps(panel.strata, profiles))
    assert [gap.value for gap in short] == ["man", "young"]
    assert short[0].lacking == 34  # (0.48 × 43 − 3) / 0.52
    assert short[0].part == 3 / 43


def test_sessions_stipends_recommendations_and_answers():
    panel = panelling.drawn()
    start = clock.now() + timedelta(days=3)
    with pytest.raises(panel_life.WrongHours):
        panel_life.add_session(actor=SYSTEM, panel=panel, title="1", place="x", starts_at=start,
                               ends_at=start)  # fmt: skip
    session = panel_life.add_session(
        actor=SYSTEM, panel=panel, title="Samedi", place="Mairie", starts_at=start,
        ends_at=start + timedelta(hours=7),
    )  # fmt: skip
    names = [one.pseudonym for one in panels.seats(panel)]
    outsider = panel.volunteers.exclude(pseudonym__in=names).first().pseudonym
    panel_life.write_minutes(
        actor=SYSTEM, session=session, minutes="Dit.", present=[*names[:3], outsider]
    )
    assert [row["stipend"] for row in panels.stipends(panel)] == [8000] * 3
    panel_life.write_minutes(actor=SYSTEM, session=session, minutes="Dit.", present=names[:2])
    assert len(panels.stipends(panel)) == 2
    with pytest.raises(panel_life.TooManyInFavour):
        panel_life.recommend(actor=SYSTEM, panel=panel, title="a", text="b", support=9)
    first = panel_life.recommend(actor=SYSTEM, panel=panel, title="a", text="b", support=4)
    assert (
        panel_life.recommend(actor=SYSTEM, panel=panel, title="c", text="d", support=3).number
        == first.number + 1
    )
    with pytest.raises(panel_life.NoReasons):
        panel_life.answer(actor=SYSTEM, recommendation=first, answer="no", reasons=" ")
    panel_life.answer(actor=SYSTEM, recommendation=first, answer="yes", reasons="Voté le 3.")
    assert Notification.objects.filter(subject__contains="a", text="Voté le 3.").exists()
