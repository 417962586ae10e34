"""The demonstration's panel: six hundred volunteers, quotas that they can meet, nothing drawn."""

from datetime import timedelta

import pytest

from parvis.config.demo import freshen
from parvis.config.demo import panels as demo
from parvis.core import clock
from parvis.participation.models import Panel
from parvis.participation.queries import panels
from parvis.participation.sortition.relaxing import relaxation
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


def test_the_panel_of_the_demonstration_can_be_drawn_and_is_made_once():
    consulting.consultation(None, "deliberate", slug="moins-de-dechets")
    demo.load(lambda done, of: None)
    demo.load(lambda done, of: None)
    panel = Panel.objects.get()
    pool = panels.pool_of(panel)
    assert (panel.state, panel.size, len(pool.volunteers)) == ("recruiting", 30, 600)
    assert relaxation(pool) == ()
    assert sum(cell.stratum == "·address" for cell in pool.cells) == 40


def test_a_demonstration_of_weeks_ago_has_open_phases_when_it_starts():
    found = consulting.consultation(None, "imagine", slug="moins-de-dechets")
    with clock.at(clock.now() + timedelta(days=60)):
        assert not found.phases.get().is_open
        freshen()
        freshen()
        assert found.phases.get().is_open
