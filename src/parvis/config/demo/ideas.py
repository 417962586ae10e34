"""The ideas of the demonstration's consultations, from `ideas.yml` of their folders."""

from datetime import timedelta
from typing import Any

import yaml

from parvis.accounts.models import IdentityLink
from parvis.config.demo import Report
from parvis.config.demo.consultations import folders, midnight
from parvis.connectors.demo_identity import ISSUER
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation import actions
from parvis.participation.models import Consultation, Idea, Participant, Phase, Way
from parvis.territory.queries import commune

ORDER = 61
LABEL = "Ideas"


def load(report: Report) -> None:
    """Written once; what people added since is left as it is."""
    for folder in folders():
        path = folder / "ideas.yml"
        found = Consultation.objects.filter(slug=folder.name, ideas=None).first()
        if path.exists() and found is not None:
            _write(found, yaml.safe_load(path.read_text()), report)


def _write(of: Consultation, told: dict[str, Any], report: Report) -> None:
    actions.edit_consultation(actor=SYSTEM, consultation=of, themes=told["themes"])
    phase = of.phases.select_related("consultation").earliest("opens_at")
    last = midnight(told["last_day"]) if "last_day" in told else clock.now()
    ideas: dict[str, Idea] = {}
    for done, one in enumerate(told["ideas"], 1):
        # One each half day, the last an hour ago, or on the last day said.
        at = last - timedelta(hours=12 * (len(told["ideas"]) - done) + 1)
        with clock.at(at):
            ideas[one["title"]] = _idea(phase, one)
        report(done, len(told["ideas"]))
    with clock.at(last):
        _follow(of, told, ideas)


def _follow(of: Consultation, told: dict[str, Any], ideas: dict[str, Idea]) -> None:
    """What was said of them and what the authority made of them."""
    for said in told.get("arguments", ()):
        by = participant_of(of, said["by"])
        actions.argue(idea=ideas[said["idea"]], by=by, side=said["side"], text=said["text"])
    for said in told.get("answers", ()):
        actions.answer(idea=ideas[said["idea"]], actor=SYSTEM, unit=of.lead, text=said["text"])
    for one in told.get("criteria", ()):
        actions.state_criterion(actor=SYSTEM, consultation=of, **one)
    for one in told.get("fates", ()):
        idea = ideas[one["idea"]]
        if "criterion" in one:
            unmet = of.criteria.get(name=one["criterion"])
            actions.assess(idea=idea, criterion=unmet, unit=of.lead, value="no", note=one["why"])
        actions.move_on(idea=idea, actor=SYSTEM, stage=one["stage"], text=one["why"])


def _idea(phase: Phase, told: dict[str, Any]) -> Idea:
    of = phase.consultation
    by = participant_of(of, told["by"]) if "by" in told else _paper(of, told["title"])
    idea = actions.begin_idea(
        phase=phase,
        author=by,
        title=told["title"],
        text=told.get("text", ""),
        theme=told["theme"],
        commune=commune(told["commune"]),
        place=told.get("place", ""),
        cost_cents=told["cost"] * 100 if "cost" in told else None,
        entered_for=told.get("workshop", ""),
        entered_by=of.lead if "workshop" in told else None,
    )
    idea = actions.send_idea(idea=idea, by=by)
    for number in range(told.get("supports", 0)):
        sheet = actions.join(consultation=of, token=f"feuille {number}", way=Way.COUNTER)
        actions.support(idea=idea, by=sheet)
    return idea


def participant_of(of: Consultation, key: str) -> Participant:
    """Somebody of the demonstration."""
    link = IdentityLink.objects.select_related("account__person").get(issuer=ISSUER, subject=key)
    return actions.join(consultation=of, person=link.account.person)


def _paper(of: Consultation, title: str) -> Participant:
    return actions.join(consultation=of, token=f"papier {title}", way=Way.COUNTER)
