"""Signatures of others than the applicant: asked when the request is sent, before all else.

Each is a work item. `WorkItem.asked`, JSON: {expert (who must sign, in words), signatory ({email,
phone} the link goes to), given (those of the answers), sha256 (of what is signed), own (whether it
reaches the applicant's own address)}. Its
`inputs`, once concluded: {text (why not), how (link, account, paper, desk), sha256}.

While one waits the request is not complete: nothing goes on, no clock of the administration runs
(CRPA, art. L114-5). It is complete with the last signature, or when the date given for it passed
and the service goes on without.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.answers import one_line, readable
from parvis.cases.engine import advance, clock, effects, hands, papers
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.items import open_row
from parvis.cases.engine.live import Live
from parvis.cases.models import Case, CaseEvent, WorkItem
from parvis.catalogue.definition.process import SIGNED
from parvis.core.calendars import Step

SIGNED_TOLD = "signature_given"
SCANS = "@signature."
"""Where the scans of a signature given on paper stand among the files of a case."""


def ask_all(live: Live) -> None:
    """Ask for each signature that the answers call for and that was not given on these very
    answers. One that was, on others, holds no longer."""
    if not live.script.signatures:
        return
    facts = live.facts()
    for kind_id in live.script.signatures:
        last = _last(live.items, kind_id)
        when = _signatory(live, kind_id).when
        if when and live.script.rule(when, kind_id).evaluate(facts).is_false:
            if last is not None and last.done_at is None:
                advance.close_item(live, last)
            continue
        _ask(live, kind_id, last)
    state = live.case.state
    advance.run_clocks(live, state, live.case.legal_state)


def _ask(live: Live, kind_id: str, last: WorkItem | None) -> None:
    asked = asked_of(live, kind_id)
    if last is not None and last.done_at is None:
        if asked["given"] == last.asked["given"]:
            # The link was sent elsewhere since: it is not called back.
            asked |= {name: last.asked[name] for name in ("signatory", "own")}
        if last.asked != asked:
            last.asked = asked
            live.changed(last)
        return
    if last is not None and last.asked.get("sha256") == asked["sha256"]:
        return
    if last is not None and last.result == SIGNED:
        live.note("signature_void", kind_id, ordinal=last.ordinal)
    unit_id = live.unit_of(live.script.package.process.items[kind_id].function)
    assert unit_id is not None, "bound at submission"
    open_row(live, kind_id, unit_id, asked=asked, to=asked["expert"])


def _last(items: Sequence[WorkItem], kind_id: str) -> WorkItem | None:
    return next((i for i in reversed(items) if i.kind == kind_id and not i.cancelled), None)


def _signatory(live: Live, kind_id: str) -> Any:
    found = live.script.package.process.items[kind_id].signatory
    assert found is not None, "the checker wants one"
    return found


def asked_of(live: Live, kind_id: str) -> dict[str, Any]:
    """Who must sign, how they are reached, and the fingerprint of what they sign."""
    answers = live.case.answers
    named = _signatory(live, kind_id)
    form, words = live.script.package.form, live.script.package.words(applicant_language(live))
    name = one_line(
        readable(
            form.field(named.name),
            answers.get(named.name),
            words.fields.get(named.name),
            applicant_language(live),
        )
    )
    email = str(answers.get(named.email) or "") if named.email else ""
    phone = str(answers.get(named.phone) or "") if named.phone else ""
    reached = {"email": email, "phone": phone}
    return {
        "expert": name[:120],
        "signatory": reached,
        "given": reached,
        "sha256": fingerprint(live, kind_id),
        "own": is_own(live, reached),
    }


def is_own(live: Live, reached: Mapping[str, str]) -> bool:
    """Whether it is the applicant's own mailbox or telephone: said to agents, forbidden to none."""
    person = live.case.person
    known = {person.email.lower(), person.phone} - {""}
    return bool(known & {reached["email"].lower(), reached["phone"]})


def fingerprint(live: Live, kind_id: str) -> str:
    """SHA-256 of what is signed: the answers it shares, and the bytes of their files."""
    case = live.case
    shares = set(live.script.package.process.items[kind_id].shares)
    files = of_no_message(case).order_by("pk")
    signed = {
        "reference": case.reference,
        "answers": {name: case.answers.get(name) for name in shares},
        "files": sorted(
            file.sha256
            for file in (files if shares & _file_fields(live) else ())
            if file.field.split(".")[0] in shares
        ),
    }
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _file_fields(live: Live) -> set[str]:
    form = live.script.package.form
    return {
        one.id
        for one in form.all_fields()
        if one.type == "files" or any(inner.type == "files" for inner in one.fields)
    }


def conclude(live: Live, item: WorkItem, result: str, *, how: str, text: str) -> None:
    """Signed, or declined; then the request goes on, if nobody else's signature waits."""
    given = {"text": text, "how": how, "sha256": item.asked["sha256"]}
    advance.conclude(live, item, result, given)
    event = live.events[-1]
    event.data |= {"how": how, "sha256": item.asked["sha256"]}
    if result == SIGNED:
        live.effects.append((event, papers.signature_receipt(live, item)))
    go_on(live, event)


def expire(live: Live, item: WorkItem) -> None:
    """Its date passed: nobody signed. The package says what then happens."""
    advance.expire_item(live, item)
    go_on(live, live.events[-1])


def go_on(live: Live, event: CaseEvent) -> None:
    """Complete, unless another signature waits or the process stops here."""
    if hands.unsigned(live.script, live.items):
        if event.data["result"] == SIGNED:
            live.effects.append((event, _told(live, event)))
        return
    advance.settle(live)
    if live.case.legal_state != Case.LegalState.CLOSED:
        complete(live, event)


def complete(live: Live, event: CaseEvent) -> None:
    """The clocks of the administration start, or run again; the applicant has the receipt that
    says so; whoever is told of a new request is told now."""
    known = {one.rule for one in live.deadlines}
    advance.start_clocks(live, "submission", only_new=True)
    for deadline in live.deadlines:
        if deadline.rule not in known and live.today != live.submitted_on:
            step = Step("awaited", live.submitted_on, live.today, reason=clock.SIGNATURE)
            deadline.why = [step.as_json(), *deadline.why]
    advance.run_clocks(live, live.case.state, live.case.legal_state)
    live.effects.append((event, papers.receipt_of(live, live.case.installation)))
    if not any(one.ordinal > 1 for one in live.items if hands.is_signature(one)):
        notices = live.script.package.process.on_submission
        effects.tell(live, event, notices, effects.Wording(live))


def _told(live: Live, event: CaseEvent) -> dict[str, Any]:
    language = applicant_language(live)
    item = next(one for one in reversed(live.items) if one.kind == event.subject)
    with override(language):
        values = {"who": item.asked["expert"], "reference": live.case.reference}
        return {
            "do": "tell",
            "who": "applicant",
            "message": SIGNED_TOLD,
            "language": language,
            "subject": _("%(who)s has signed (%(reference)s)") % values,
            "body": _("%(who)s has signed your request %(reference)s. It waits for others.")
            % values,
            "sms": "",
            "attaches": [],
        }
