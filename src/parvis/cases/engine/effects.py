"""What follows from a move outside the case: letters, messages, transfers. Words and amounts are
frozen here, within the transaction; `delivery` writes and sends them after it, exactly once.

An effect is JSON. Document: {do, kind, title, body, appeal, language, signed_by, unit}. Message:
{do, to, person | unit, who, message, subject, body, sms, attaches, language}. Receipt: see
`papers.receipt_of`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.cases.engine import charges, signed
from parvis.cases.engine.facts import Facts
from parvis.cases.engine.live import Effect, Live
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.engine.words import Values
from parvis.cases.models import CaseEvent, Payment
from parvis.catalogue.definition import Field, FieldTexts, Notice, TextsFile, Transition
from parvis.catalogue.definition.process import APPLICANT, FORMER
from parvis.catalogue.expressions import Known

ITEM = "item:"


class Wording:
    """Fills in the package's texts for one event; one set of values a language."""

    def __init__(
        self,
        live: Live,
        fields: Sequence[Field] = (),
        section: str = "",
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        self._live = live
        self._fields, self._section, self._inputs = fields, section, inputs or {}
        self._values: dict[str, Values] = {}

    def values(self, language: str) -> Values:
        if language not in self._values:
            live = self._live
            self._values[language] = Values(
                live.script,
                live.case,
                language=language,
                submitted_on=live.submitted_on,
                items=live.items,
                deadlines=live.deadlines,
                fields=self._fields,
                field_texts=self._texts(language),
                inputs=self._inputs,
            )
        return self._values[language]

    def _texts(self, language: str) -> Mapping[str, FieldTexts]:
        words = self._live.script.package.words(language).transitions.get(self._section)
        return words.fields if words else {}


def follow(
    live: Live, event: CaseEvent, transition: Transition, inputs: Mapping[str, Any], facts: Facts
) -> None:
    """Everything a transition brings about. Raises NotAllowed when a transfer cannot be made."""
    wording = Wording(live, transition.fields, transition.id, inputs)
    charges.ask(live, transition, facts)
    alone = transition.id if transition.id in live.script.decides_alone else ""
    if transition.pays is not None:
        _pay(live, transition, facts)
    for document in transition.issues:
        live.effects.append((event, document_of(live, wording, document, alone)))
    tell(live, event, transition.notifies, wording, alone)


def tell(
    live: Live, event: CaseEvent, notices: Sequence[Notice], wording: Wording, alone: str = ""
) -> None:
    """`alone`: the transition by which rules alone decided, of which the applicant is told."""
    for notice in notices:
        effect = _message(live, wording, notice)
        if effect is not None and alone and notice.to == APPLICANT:
            effect["body"] = _with_mention(live, effect["body"], alone, effect["language"])
        if effect is not None:
            live.effects.append((event, effect))


def applicant_language(live: Live) -> str:
    return _language_of(live.case.person)


def _language_of(person: Person) -> str:
    return person.language or settings.LANGUAGE_CODE


def mention_of(words: TextsFile, alone: str) -> str:
    """What is said of a decision that rules took alone, in the active language (CRPA L311-3-1;
    GDPR art. 13-2-f and 22)."""
    return gettext(
        "This decision was taken automatically, by these rules: %(rules)s\n\nYou may ask for "
        "somebody to look at it again: from your request, by phone, by post or at the desk. You "
        "may also ask how these rules were applied to you (code des relations entre le public et "
        "l’administration, art. L311-3-1)."
    ) % {"rules": words.transitions[alone].rules}


def _with_mention(live: Live, body: str, alone: str, language: str) -> str:
    with override(language):
        return f"{body}\n\n{mention_of(live.script.package.words(language), alone)}"


def document_of(live: Live, wording: Wording, document_id: str, alone: str = "") -> Effect:
    """A letter as it would be written now. `alone`: the transition by which rules alone decided."""
    language = applicant_language(live)
    texts = live.script.package.words(language).documents[document_id]
    values = wording.values(language)
    signed_by = live.script.package.process.documents[document_id].signed_by
    body = values.fill(texts.body)
    with override(language):
        signatures = signed.given(live.items)
    return {
        "do": "document",
        "kind": document_id,
        "language": language,
        "title": values.fill(texts.title),
        "body": _with_mention(live, body, alone, language) if alone else body,
        "appeal": values.fill(texts.appeal) if texts.appeal else "",
        "function": live.script.package.words(language).functions[signed_by].name,
        "unit": live.unit_of(signed_by),
        "author": live.party.actor.label if live.party.kind == "agent" else "",
        **({"signed": signatures} if signatures else {}),
    }


def _message(live: Live, wording: Wording, notice: Notice) -> Effect | None:
    to_applicant = notice.to in {APPLICANT, FORMER}
    unit_id = None if to_applicant else _unit_told(live, notice.to)
    if not to_applicant and unit_id is None:
        return None
    person = live.former[-1] if notice.to == FORMER else live.case.person
    language = _language_of(person) if to_applicant else settings.LANGUAGE_CODE
    texts = live.script.package.words(language).messages[notice.message]
    values = wording.values(language)
    return {
        "do": "tell",
        "who": _who(live, notice.to),
        "unit": unit_id,
        "message": notice.message,
        "language": language,
        "subject": values.fill(texts.subject),
        "body": values.fill(texts.body),
        "sms": values.fill(texts.sms) if texts.sms and to_applicant else "",
        "attaches": live.script.package.process.messages[notice.message].attaches,
        **({"person": str(person.pk)} if notice.to == FORMER else {}),
    }


def _who(live: Live, to: str) -> str:
    """A function, or "applicant": what scenarios name."""
    if to.startswith(ITEM):
        return live.script.package.process.items[to.removeprefix(ITEM)].function
    return to


def _unit_told(live: Live, to: str) -> int | None:
    if not to.startswith(ITEM):
        return live.unit_of(to)
    kind = to.removeprefix(ITEM)
    return next((item.unit_id for item in reversed(live.items) if item.kind == kind), None)


def payment_of(live: Live, transition: Transition, facts: Facts) -> Payment | None:
    """The transfer a transition owes; None when something it needs is unknown or not positive."""
    pays = transition.pays
    if pays is None:
        return None
    amount = _value(live, transition, pays.amount, facts)
    iban = _value(live, transition, pays.iban, facts)
    holder = _value(live, transition, pays.holder, facts)
    unit_id = live.unit_of(pays.function)
    if not isinstance(amount, int) or amount <= 0 or not iban or not holder or unit_id is None:
        return None
    label = _value(live, transition, pays.label, facts) if pays.label else ""
    return Payment(
        case=live.case,
        transition=transition.id,
        unit_id=unit_id,
        amount_cents=amount,
        iban=str(iban),
        holder=str(holder)[:70],
        label=str(label or live.case.reference)[:140],
        created_at=live.now,
    )


def _pay(live: Live, transition: Transition, facts: Facts) -> None:
    payment = payment_of(live, transition, facts)
    if payment is None:
        raise NotAllowed(
            _("The transfer cannot be prepared: the amount, the account or its holder is missing.")
        )
    live.payments.append(payment)
    live.note("payment", transition.id, unit_id=payment.unit_id, amount_cents=payment.amount_cents)


def _value(live: Live, transition: Transition, text: str, facts: Facts) -> Any:
    outcome = live.script.value(text, transition, facts)
    return outcome.value if isinstance(outcome, Known) else None
