"""Decisions that rules take alone: said in words, and looked at again by somebody who is asked.

Code des relations entre le public et l'administration, art. L311-3-1; GDPR, art. 22; loi n° 78-17,
art. 47.
"""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package, Transition
from parvis.catalogue.definition.process import APPLICANT, SYSTEM

FILE = "process.yml"


def check(package: Package, report: Report) -> None:
    process = package.process
    decisions = process.automatic_decisions()
    for index, made in enumerate(process.transitions):
        path = ("transitions", index)
        for name in made.reviews:
            what = _("decision taken by rules alone")
            report.known(FILE, (*path, "reviews"), name, decisions, what)
        if made.reviews:
            _check_review(package, index, made, report)
        if made.id in decisions:
            _check_decision(package, index, made, report)
        if made.minutes and SYSTEM not in made.by:
            said = _("“%(name)s” is done by hand: it saves no time") % {"name": made.id}
            report.add(FILE, (*path, "minutes"), said, _("remove minutes"))


def _check_decision(package: Package, index: int, made: Transition, report: Report) -> None:
    reviewed = any(
        made.id in one.reviews and made.target in one.source for one in package.process.transitions
    )
    if not reviewed:
        said = _("“%(name)s” decides by rules alone, and nobody can be asked to look at it again")
        fix = _("add a transition from “%(state)s” with reviews: [%(name)s]")
        names = {"name": made.id, "state": made.target}
        report.add(FILE, ("transitions", index), said % names, fix % names)
    for language, words in package.texts.items():
        told = words.transitions.get(made.id)
        if told is not None and not told.rules:
            said = _("the rules by which “%(name)s” decides are not said") % {"name": made.id}
            file = f"texts.{language}.yml"
            report.add(file, ("transitions", made.id), said, _("add rules: a sentence"))


def _check_review(package: Package, index: int, made: Transition, report: Report) -> None:
    """Open to every channel, and in somebody's hand."""
    path, service = ("transitions", index), package.service
    if not {APPLICANT, service.lead} <= set(made.by):
        said = _("a review is asked for on the web, or with an agent")
        report.add(FILE, (*path, "by"), said, f"by: [applicant, {service.lead}]")
    state = package.process.states.get(made.target)
    human = {*service.functions, "items"}
    if state is not None and (state.legal == "closed" or state.hand not in human):
        said = _("“%(name)s” puts the case in nobody’s hand") % {"name": made.id}
        report.add(FILE, (*path, "to"), said)
