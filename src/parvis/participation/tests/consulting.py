"""The smallest believable consultation: published, one open phase of each kind asked for."""

from datetime import date, timedelta
from typing import Any

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_resident
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory.models import Institution, Membership, Unit
from parvis.directory.tests import factories as directory
from parvis.participation import actions
from parvis.participation.models import Consultation, Idea, Participant, Phase
from parvis.participation.rules.phase_rules import PhaseRules, usual
from parvis.territory.models import Area

DAY = timedelta(days=1)


def area(code: str = "64335", name: str = "Lescar") -> Area:
    return Area.objects.get_or_create(
        level=Area.Level.COMMUNE,
        code=code,
        defaults={"name": name, "folded": name.lower(), "vintage": 2026, "siren": "216403352"},
    )[0]


def unit(name: str = "Prévention des déchets") -> Unit:
    town = Institution.objects.filter(siren=directory.LESCAR).first()
    return directory.unit(town or directory.institution(area=area()), name)


def organiser(of: Unit, role: str = Membership.Role.MANAGER) -> Account:
    account = make_agent(name="Nadia Etcheverry")
    directory.membership(account, of, role=role, starts_on=date(2020, 1, 1))
    return account


def draft(of: Unit | None = None, **told: Any) -> Consultation:
    values = {
        "title": "Moins de déchets",
        "summary": "Comment jeter moins ?",
        "topic": "environment",
        "openness": "open",
        "areas": [area()],
        **told,
    }
    return actions.create_consultation(actor=SYSTEM, lead=of or unit(), **values)


def phase(
    of: Consultation, kind: str = "imagine", rules: PhaseRules | None = None, **more: Any
) -> Phase:
    """Open since yesterday, for thirty days."""
    values = {
        "title": str(Phase.Kind(kind).label),
        "opens_at": clock.now() - DAY,
        "closes_at": clock.now() + 30 * DAY,
        **more,
    }
    return actions.add_phase(
        actor=SYSTEM, consultation=of, kind=kind, rules=rules or usual(kind), **values
    )


def consultation(
    of: Unit | None = None,
    *kinds: str,
    rules: PhaseRules | None = None,
    **told: Any,
) -> Consultation:
    made = draft(of, **told)
    for kind in kinds or ("imagine",):
        phase(made, kind, rules)
    actions.add_document(actor=SYSTEM, consultation=made, title="À lire", text="L’essentiel.")
    return actions.publish(actor=SYSTEM, consultation=made)


def resident(**fields: Any) -> Person:
    return make_resident(**fields).person


def participant(of: Consultation, who: Person | None = None, **more: Any) -> Participant:
    if who is None and not more:
        who = resident()
    return actions.join(consultation=of, person=who, **more)


def idea(of: Consultation, by: Participant | None = None, **written: Any) -> Idea:
    """Published."""
    by = by or participant(of)
    open_phase = of.phases.select_related("consultation").order_by("pk").first()
    values = {"title": "Prêter de la vaisselle aux fêtes de quartier", **written}
    made = actions.begin_idea(phase=open_phase, author=by, **values)
    return actions.send_idea(idea=made, by=by)
