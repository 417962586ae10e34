"""`process.yml`: every name leads somewhere; no case can be stuck or lost."""

from typing import get_args

from django.utils.translation import gettext as _

from parvis.catalogue.checker import corrections, opinions, paths, signatures, validations
from parvis.catalogue.checker.form import check_field
from parvis.catalogue.checker.paths import is_closed
from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import (
    DeadlineRule,
    ItemKind,
    Length,
    Notice,
    Package,
    Transition,
)
from parvis.catalogue.definition.environment import environment_of
from parvis.catalogue.definition.process import APPLICANT, FORMER, MANAGERS, LegalState
from parvis.catalogue.expressions import BOOL, INT, STRING

FILE = "process.yml"
PARTIES = {"applicant", "system"}
LEGAL_STATES = get_args(LegalState)


def check(package: Package, report: Report) -> None:
    process = package.process
    report.known(FILE, ("initial",), process.initial, process.states, _("state"))
    seen: set[str] = set()
    for index, transition in enumerate(process.transitions):
        if transition.id in seen:
            report.add(
                FILE,
                ("transitions", index),
                _("“%(name)s” is used twice") % {"name": transition.id},
            )
        seen.add(transition.id)
        _check_names(package, index, transition, report)
        _check_rules(package, index, transition, report)
        if transition.reopens:
            _check_reopening(package, index, transition, report)
    _check_states(package, report)
    paths.check(package, report)
    _check_items(package, report)
    opinions.check(package, report)
    validations.check(package, report)
    signatures.check(package, report)
    _check_deadlines(package, report)
    corrections.check(package, report)
    _check_lookups(package, report)


def _check_names(package: Package, index: int, transition: Transition, report: Report) -> None:
    process, path = package.process, ("transitions", index)
    functions = package.service.functions
    for state in transition.source:
        report.known(FILE, (*path, "from"), state, process.states, _("state"))
    if transition.target == "back":
        if transition.correction != "answer" and not transition.at_expiry_only:
            said = _("only an answer to a correction goes “back”, or the end of the time for it")
            report.add(FILE, path, said)
    else:
        report.known(FILE, (*path, "to"), transition.target, process.states, _("state"))
    for who in transition.by:
        report.known(FILE, (*path, "by"), who, {*functions, *PARTIES}, _("function"))
    for charge in transition.charges:
        report.known(FILE, (*path, "charges"), charge, process.charges, _("charge"))
    for key in ("opens", "cancels"):
        for item in getattr(transition, key):
            report.known(FILE, (*path, key), item, process.items, _("work item"))
    for document in transition.issues:
        report.known(FILE, (*path, "issues"), document, process.documents, _("document"))
    check_notices(package, (*path, "notifies"), transition.notifies, report)
    fields = {field.id for field in package.form.all_fields()}
    for answer in transition.erases:
        report.known(FILE, (*path, "erases"), answer, fields, _("field"))
    _check_gift(package, path, transition, report)


_REACHES = {"identity": "person", "address": "address", "phone": "phone", "email": "email"}


def _check_gift(
    package: Package, path: tuple[str | int, ...], made: Transition, report: Report
) -> None:
    """A case is given by a unit, to somebody whom answers of the right kind name and reach."""
    if made.gives_to is None:
        if any(notice.to == FORMER for notice in made.notifies):
            said = _("nobody is a former applicant: the case is given to nobody")
            report.add(FILE, (*path, "notifies"), said, _("add gives_to, or write to: applicant"))
        return
    types = {field.id: field.type for field in package.form.all_fields()}
    for part, wanted in _REACHES.items():
        named = getattr(made.gives_to, part)
        if named is not None and types.get(named) != wanted:
            said = _("“%(named)s” is no question of type %(wanted)s") % {
                "named": named,
                "wanted": wanted,
            }
            report.add(
                FILE,
                (*path, "gives_to", part),
                said,
                _("name a field of type %(wanted)s") % {"wanted": wanted},
            )
    if not set(made.by) <= set(package.service.functions):
        said = _("only a unit gives a case to somebody else")
        report.add(
            FILE, (*path, "by"), said, _("write by: [%(lead)s]") % {"lead": package.service.lead}
        )


def check_notices(
    package: Package, path: tuple[str | int, ...], notices: list[Notice], report: Report
) -> None:
    receivers = {"applicant", FORMER, *package.service.functions}
    receivers |= {f"item:{item}" for item in package.process.items}
    for index, notice in enumerate(notices):
        report.known(FILE, (*path, index), notice.to, receivers, _("receiver"))
        report.known(FILE, (*path, index), notice.message, package.process.messages, _("message"))


def _check_rules(package: Package, index: int, transition: Transition, report: Report) -> None:
    path = ("transitions", index)
    environment = environment_of(package, transition.fields)
    if transition.guard:
        read = report.condition(FILE, (*path, "guard"), transition.guard, environment, BOOL)
        if "today" in read and "system" in transition.by and not transition.at_expiry_only:
            report.add(
                FILE,
                (*path, "guard"),
                _("“%(name)s” would wait for something to happen on the day that it reads")
                % {"name": transition.id},
                _("let a deadline fire it (at_expiry_only: true), or read case.submitted_on"),
            )
    for at, field in enumerate(transition.fields):
        check_field(FILE, (*path, "fields", at), field, environment, report)
    if transition.by == ["system"] and not transition.at_expiry_only and not transition.guard:
        report.add(
            FILE,
            path,
            _("“%(name)s” fires by itself but has no guard") % {"name": transition.id},
            _("add guard"),
        )
    if "system" in transition.by and transition.fields:
        report.add(
            FILE, path, _("“%(name)s”: the system cannot fill in fields") % {"name": transition.id}
        )
    if transition.pays:
        pays = transition.pays
        report.known(FILE, (*path, "pays"), pays.function, package.service.functions, _("function"))
        report.condition(FILE, (*path, "pays", "amount"), pays.amount, environment, INT)
        for key in ("iban", "holder"):
            report.condition(FILE, (*path, "pays", key), getattr(pays, key), environment, STRING)
        if pays.label:
            report.condition(FILE, (*path, "pays", "label"), pays.label, environment, STRING)


def _check_reopening(package: Package, index: int, made: Transition, report: Report) -> None:
    """From closed to open, by the lead unit alone, for a reason that the person is told."""
    path = ("transitions", index)
    if not all(is_closed(package, state) for state in made.source):
        report.add(
            FILE,
            (*path, "from"),
            _("“%(name)s” reopens a case that is not closed") % {"name": made.id},
        )
    if made.target == "back" or is_closed(package, made.target):
        report.add(
            FILE,
            (*path, "to"),
            _("“%(name)s” reopens a case and leaves it closed") % {"name": made.id},
        )
    if made.by != [package.service.lead]:
        fix = _("write by: [%(lead)s]") % {"lead": package.service.lead}
        report.add(FILE, (*path, "by"), _("only the lead unit takes a closed case up again"), fix)
    told = {notice.message for notice in made.notifies if notice.to == "applicant"}
    reasons = [f for f in made.fields if f.type in {"text", "long_text"} and f.required is True]
    for language, words in package.texts.items():
        bodies = [words.messages[one].body for one in told if one in words.messages]
        if not any(f"{{inputs.{f.id}}}" in body for f in reasons for body in bodies):
            report.add(
                FILE,
                path,
                _("“%(name)s” does not tell the applicant why (%(language)s)")
                % {"name": made.id, "language": language},
                _("ask a required text, and write it in a message to the applicant: {inputs.…}"),
            )


def _check_states(package: Package, report: Report) -> None:
    process = package.process
    hands = {*package.service.functions, "applicant", "items", "nobody"}
    for name, state in process.states.items():
        path = ("states", name)
        if not report.known(FILE, path, state.hand, hands, _("hand")):
            continue
        if (state.legal == "closed") != (state.hand == "nobody"):
            report.add(FILE, path, _("a closed state, and only one, is in nobody’s hand"))
        if state.legal == "closed" and state.outcome is None:
            report.add(
                FILE,
                path,
                _("“%(name)s” closes the case but has no outcome") % {"name": name},
                _("add outcome"),
            )
        entering = [t for t in process.transitions if t.target == name]
        if state.hand == "items" and not any(t.opens for t in entering):
            report.add(
                FILE,
                path,
                _("“%(name)s” waits for work items that nothing opens") % {"name": name},
                _("add opens"),
            )
    asked = {t.target for t in process.transitions if t.correction == "ask"}
    answered = {s for t in process.transitions if t.correction == "answer" for s in t.source}
    for name in sorted(asked - answered):
        report.add(
            FILE,
            ("states", name),
            _("nobody can answer the correction asked in “%(name)s”") % {"name": name},
        )


def _check_items(package: Package, report: Report) -> None:
    process = package.process
    fields = {field.id for field in package.form.all_fields()}
    opened = {item for transition in process.transitions for item in transition.opens}
    opened |= {step.item for transition in process.transitions for step in transition.validated_by}
    for name, item in process.items.items():
        path = ("items", name)
        report.known(FILE, path, item.function, package.service.functions, _("function"))
        for shared in item.shares:
            report.known(FILE, (*path, "shares"), shared, fields, _("field"))
        _check_route(path, item, report)
        if item.at_expiry:
            report.known(FILE, (*path, "at_expiry"), item.at_expiry, item.results, _("result"))
            if item.due is None:
                report.add(
                    FILE,
                    path,
                    _("“%(name)s” has no date to expire at") % {"name": name},
                    _("add due"),
                )
        if "may_refuse" in item.model_fields_set and item.kind not in {"hand_over", "opinion"}:
            report.add(
                FILE,
                (*path, "may_refuse"),
                _("a %(kind)s is never sent back") % {"kind": item.kind},
                _("remove may_refuse"),
            )
        if name not in opened and not item.asked_by and item.kind != "signature":
            report.add(
                FILE,
                path,
                _("nothing opens “%(name)s”") % {"name": name},
                _("add it to a transition’s opens"),
            )
        _check_escalation(package, path, item, item.due, report)
        environment = environment_of(package, item.fields)
        for at, field in enumerate(item.fields):
            check_field(FILE, (*path, "fields", at), field, environment, report)
        check_notices(package, (*path, "notifies"), item.notifies, report)


def _check_route(path: tuple[str | int, ...], item: ItemKind, report: Report) -> None:
    """The list of the day tells its reader nothing that the visit does not share."""
    if item.on_route and item.kind != "visit":
        said = _("a %(kind)s goes nowhere") % {"kind": item.kind}
        report.add(FILE, (*path, "on_route"), said, _("remove on_route, or write kind: visit"))
    for answer in item.on_route:
        if answer not in item.shares:
            said = _("“%(answer)s” is on the list of the day but is not shared") % {
                "answer": answer
            }
            report.add(FILE, (*path, "on_route"), said, _("add it to shares"))


def _check_deadlines(package: Package, report: Report) -> None:
    process = package.process
    transitions = {transition.id: transition for transition in process.transitions}
    for name, rule in process.deadlines.items():
        path = ("deadlines", name)
        report.known(FILE, (*path, "starts"), rule.starts, {"submission", *transitions}, _("start"))
        for state in rule.suspended_in:
            report.known(FILE, (*path, "suspended_in"), state, process.states, _("state"))
        for state in rule.stops_in:
            stops = {*LEGAL_STATES, *process.states}
            report.known(FILE, (*path, "stops_in"), state, stops, _("state"))
        if rule.at_expiry and report.known(
            FILE, (*path, "at_expiry"), rule.at_expiry, transitions, _("transition")
        ):
            fired = transitions[rule.at_expiry]
            if "system" not in fired.by or not fired.at_expiry_only:
                report.add(
                    FILE,
                    path,
                    _("“%(at_expiry)s” must be the system’s, at expiry only")
                    % {"at_expiry": rule.at_expiry},
                    _("write by: [system] and at_expiry_only: true"),
                )
        _check_escalation(package, path, rule, rule.length, report)
        started = transitions.get(rule.starts)
        begins_in = process.states.get(started.target) if started else None
        if rule.escalate_before and begins_in is not None and begins_in.hand == APPLICANT:
            report.add(
                FILE,
                (*path, "escalate_before"),
                _("“%(name)s” binds the applicant: there is no manager to warn") % {"name": name},
                _("use remind_before, which reminds the applicant"),
            )
        if rule.legal is not None and not 0 <= rule.legal < len(package.service.legal_basis):
            report.add(FILE, (*path, "legal"), _("no such entry in legal_basis (counted from 0)"))


def _check_escalation(
    package: Package,
    path: tuple[str | int, ...],
    dated: ItemKind | DeadlineRule,
    length: Length | None,
    report: Report,
) -> None:
    """Before a date there is, for somebody there is, and not from the very first day."""
    before, functions = dated.escalate_before, {MANAGERS, *package.service.functions}
    report.known(FILE, (*path, "escalate_to"), dated.escalate_to, functions, _("receiver"))
    if before is None:
        if "escalate_to" in dated.model_fields_set:
            fix = _("add escalate_before, or remove escalate_to")
            report.add(FILE, (*path, "escalate_to"), _("nothing says when to warn"), fix)
        return
    if length is None:
        report.add(
            FILE, (*path, "escalate_before"), _("there is no date to come before"), _("add due")
        )
    elif before.unit == length.unit and before.count >= length.count:
        report.add(
            FILE,
            (*path, "escalate_before"),
            _("the date would be soon late from the very first day"),
            _("write less than %(count)s") % {"count": length.count},
        )


def _check_lookups(package: Package, report: Report) -> None:
    environment = environment_of(package)
    for name, lookup in package.process.lookups.items():
        for key, text in lookup.given.items():
            report.condition(FILE, ("lookups", name, "given", key), text, environment, STRING)
