from copy import deepcopy

import pytest
from tests.harness import Make

from parvis.cases.tests.factories import World, make_world


@pytest.fixture(scope="module")
def kept_world(made_once: Make) -> World:
    return made_once(make_world)


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    return deepcopy(kept_world)
