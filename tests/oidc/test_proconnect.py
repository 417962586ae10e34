"""ProConnect, in a real protocol engine with its rules."""

from datetime import date

import pytest

from parvis.accounts.models import Account, IdentityLink
from parvis.accounts.tests.factories import make_agent
from parvis.directory.models import Institution, Membership, Unit

pytestmark = pytest.mark.django_db

BEGIN = "/compte/connexion/proconnect/"


@pytest.fixture
def pc(stand_in, connect):
    connect("pc", issuer=stand_in.issuer("pc"))


@pytest.fixture
def nadia():
    """The institution opened an access for her address."""
    agent = make_agent(mfa=False, email="nadia@agglo.example", name="Nadia Etcheverry")
    institution = Institution.objects.create(
        siren="200067254", name="Agglomération", kind=Institution.Kind.EPCI
    )
    unit = Unit.objects.create(institution=institution, slug="dechets", name="Déchets")
    Membership.objects.create(
        account=agent, unit=unit, role=Membership.Role.HANDLER, starts_on=date(2024, 1, 1)
    )
    return agent


def go(visitor, browser, persona="nadia", **more):
    left = visitor.get(BEGIN)
    assert left.status_code == 302, left.content.decode()
    return visitor.get(browser.visit(left["location"], persona, **more))


def test_an_expected_agent_with_two_factors_is_at_work(pc, nadia, visitor, browser):
    assert go(visitor, browser, amr="pwd mfa").status_code == 302
    assert visitor.session["_auth_user_id"] == str(nadia.pk)
    assert visitor.session["second_factor_of"] == str(nadia.pk)
    assert IdentityLink.objects.get().amr == ["pwd", "mfa"]


def test_without_mfa_the_second_factor_is_asked_here(pc, nadia, visitor, browser):
    go(visitor, browser)
    assert "second_factor_of" not in visitor.session


def test_an_agent_nobody_expects_is_told_what_to_do(pc, nadia, visitor, browser):
    page = go(visitor, browser, "paul")
    assert page.status_code == 403
    assert "n’a pas encore ouvert votre accès" in page.content.decode()
    assert "_auth_user_id" not in visitor.session
    assert Account.objects.count() == 1


def test_one_who_left_the_institution_is_not_expected(pc, nadia, visitor, browser):
    Membership.objects.update(ends_on=date(2024, 2, 1))
    assert go(visitor, browser).status_code == 403


def test_a_resident_does_not_become_an_agent(pc, visitor, browser):
    assert go(visitor, browser).status_code == 403
    assert not Account.objects.exists()
