"""`texts.<language>.yml`: every word people read, in one language.

Bodies of messages and documents are paragraphs separated by a blank line; a line starting with
"- " is an item of a list. `{answers.x}`, `{case.reference}`, `{applicant.name}`, `{inputs.x}`,
`{items.x.result}`, `{charges.x.amount}`, `{charges.x.link}`, `{service.name}`, `{lead.name}`,
`{deadlines.x.date}` are replaced by the readable value; nothing else is interpreted.
"""

from parvis.catalogue.definition.base import Id, Strict


class ServiceTexts(Strict):
    name: str
    summary: str
    description: str = ""
    keywords: list[str] = []
    """Other words people type: "biodéchets", "lombricomposteur"."""
    before: list[str] = []
    """What to have at hand before starting."""
    after: str = ""
    """What happens next, said before the person starts."""
    cost: str = ""


class FunctionTexts(Strict):
    name: str
    """"la commune où se trouve le terrain": used in sentences."""


class PageTexts(Strict):
    title: str
    intro: str = ""


class FieldTexts(Strict):
    label: str
    help: str = ""
    invalid: str = ""
    options: dict[Id, str] = {}
    body: str = ""
    """Text of an information or of a declaration on honour."""
    fields: dict[Id, "FieldTexts"] = {}
    """Sub-fields of a group."""
    entry: str = ""
    """Title of one entry of a group: "Participant"."""


class StateTexts(Strict):
    label: str
    agent: str = ""
    """Label for agents when it differs."""
    explain: str
    """What it means for the applicant, and what comes next."""


class TransitionTexts(Strict):
    label: str
    """On the button, a verb: "Prendre en charge"."""
    done: str
    """In the timeline, read by the applicant: "Le service a pris en charge votre demande"."""
    help: str = ""
    fields: dict[Id, FieldTexts] = {}
    rules: str = ""
    """Of a decision taken by rules alone, a sentence: "Le montant demandé est égal à…". Published,
    and written to the person (CRPA L311-3-1 and L312-1-3)."""


class ItemTexts(Strict):
    label: str
    ask: str
    """What its unit is asked to do."""
    opened: str
    """In the timeline: "La commune est consultée sur l'usage du terrain"."""
    results: dict[Id, str]
    fields: dict[Id, FieldTexts] = {}
    silence: str = ""
    """In the timeline when the date passed in silence."""


class DeadlineTexts(Strict):
    label: str
    explain: str
    silence: str = ""


class ChargeTexts(Strict):
    label: str
    """What is paid for, on the receipt: "Stationnement résidentiel, un an"."""
    explain: str = ""
    """Why this amount, read before paying."""


class MessageTexts(Strict):
    subject: str
    body: str
    sms: str = ""


class DocumentTexts(Strict):
    title: str
    body: str
    appeal: str = ""
    """Voies et délais de recours (CRPA L211-2 and following, CJA R421-5)."""


class TextsFile(Strict):
    service: ServiceTexts
    functions: dict[Id, FunctionTexts]
    pages: dict[Id, PageTexts]
    fields: dict[Id, FieldTexts]
    data: dict[Id, str] = {}
    states: dict[Id, StateTexts]
    transitions: dict[Id, TransitionTexts]
    items: dict[Id, ItemTexts] = {}
    deadlines: dict[Id, DeadlineTexts] = {}
    charges: dict[Id, ChargeTexts] = {}
    messages: dict[Id, MessageTexts] = {}
    documents: dict[Id, DocumentTexts] = {}
