import pytest
from django.test import Client

from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.factories import World, make_handler
from parvis.directory.models import Membership, Unit


@pytest.fixture(scope="module", autouse=True)
def _kept(kept_world: World) -> None:
    """Every module here is of that world."""


@pytest.fixture
def waste(world: World) -> Client:
    """Whoever handles the service."""
    return enter(world.agents["waste"])


@pytest.fixture
def lescar(world: World) -> Client:
    """Whoever is asked about the land: sees what the task shares."""
    return enter(world.agents["lescar"])


@pytest.fixture
def pau(world: World) -> Client:
    """Another institution's agent, with no part in cases of Lescar."""
    return enter(world.agents["pau"])


@pytest.fixture
def hall(world: World) -> Unit:
    """The reception of Lescar's town hall: no function of the service."""
    return Unit.objects.create(institution=world.lescar.institution, slug="accueil", name="Accueil")


@pytest.fixture
def jeanne(hall: Unit) -> Client:
    return enter(make_handler(hall, name="Jeanne Darrieux", role=Membership.Role.DESK))
