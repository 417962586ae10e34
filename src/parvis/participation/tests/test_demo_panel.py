"""The demonstration's panels: six hundred volunteers, quotas that they can meet, nothing drawn; and
one whose work is over, drawn again by anybody from the file that is kept."""

from datetime import timedelta

import pytest
import yaml
from click.testing import CliRunner

from parvis.accounts import actions as accounts
from parvis.config.cli.redraw import command
from parvis.config.demo import freshen, panels_held
from parvis.config.demo import panels as demo
from parvis.connectors.demo_identity import ISSUER
from parvis.core import clock
from parvis.notifications.models import Notification
from parvis.participation.models import Panel
from parvis.participation.queries import panels
from parvis.participation.sortition import redrawing
from parvis.participation.sortition.published import Opened, Openings, read
from parvis.participation.sortition.relaxing import relaxation
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db
HELD = "budget-zero-dechet"


def test_the_panel_of_the_demonstration_can_be_drawn_and_is_made_once():
    consulting.consultation(None, "deliberate", slug="moins-de-dechets")
    demo.load(lambda done, of: None)
    demo.load(lambda done, of: None)
    panel = Panel.objects.get()
    pool = panels.pool_of(panel)
    assert (panel.state, panel.size, len(pool.volunteers)) == ("recruiting", 30, 600)
    assert relaxation(pool) == ()
    assert sum(cell.stratum == "·address" for cell in pool.cells) == 40


def test_the_other_one_is_over_and_each_recommendation_has_an_answer():
    panel = _held()
    told = panels.published(panel)
    assert told.as_json() == panels_held.record_of(HELD).read_bytes()
    assert panels.seats_told(panel) == {"seated": 20, "accepted": 20, "due": 144000, "paid": 152000}
    [change] = told.draw.changes
    assert change.joined
    members = panels.members(panel)
    assert all(one.participant.person is not None for one in members)
    assert panels.pool_of(panel).size == 20
    [mine] = (one for one in members if one.participant.person.family_name == "Laborde-Castérot")
    assert mine.attended.exclude(paid_on=None).count() == 1
    answers = list(panel.recommendations.order_by("number").values_list("answer", flat=True))
    assert answers == ["yes", "partly", "yes", "studied", "no"]
    assert not panel.recommendations.filter(reasons="").exists()
    told_of = Notification.objects.filter(person=mine.participant.person, channel="in_app")
    assert told_of.filter(key__startswith=f"participation.panel.{panel.pk}.drawn").count() == 1


def test_anybody_draws_it_again_from_the_file_and_an_auditor_checks_its_quotas():
    record = panels_held.record_of(HELD)
    done = CliRunner().invoke(command, [str(record)])
    assert done.exit_code == 0, done.output
    told = read(record.read_bytes())
    assert all(one in done.output for one in told.draw.panel)
    panel = _recruited()
    pool = panels.pool_of(panel)
    salts = dict(panel.volunteers.values_list("pseudonym", "salt"))
    opened = Openings(
        tuple(Opened(one.id, salts[one.id], one.profile, one.address) for one in pool.volunteers)
    )
    assert list(redrawing.faults_of(told.lottery)) == []
    assert list(redrawing.faults_of_openings(told, opened)) == []
    assert redrawing.certificate(told.lottery, pool).kept > 0.985


def _held() -> Panel:
    accounts.open_with_identity(
        issuer=ISSUER,
        subject="marie-helene",
        claims={"given_name": "Marie-Hélène", "family_name": "Laborde-Castérot"},
        acr="eidas1",
    )
    consulting.consultation(None, "deliberate", slug=HELD)
    demo.load(lambda done, of: None)
    return Panel.objects.get()


def _recruited() -> Panel:
    """As it was before its lottery."""
    phase = consulting.consultation(None, "deliberate", slug=HELD).phases.get()
    told = yaml.safe_load(panels_held.record_of(HELD).with_name("panel.yml").read_text())
    del told["held"]
    demo._open(phase, told)
    return Panel.objects.get()


def test_a_demonstration_of_weeks_ago_has_open_phases_when_it_starts():
    found = consulting.consultation(None, "imagine", slug="moins-de-dechets")
    with clock.at(clock.now() + timedelta(days=60)):
        assert not found.phases.get().is_open
        freshen()
        freshen()
        assert found.phases.get().is_open
