"""What each document is made of: the contract between the domains and the Typst templates.

All values are plain text. A body is a list of blocks:
`{"type": "paragraph", "text": …}`, `{"type": "heading", "text": …}`,
`{"type": "list", "items": […], "ordered": false}`, `{"type": "note", "title": …, "text": …}`,
`{"type": "table", "rows": [[label, value], …]}` or, with a header, `"columns": […]`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Rows = list[tuple[str, str]]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paragraph(Shape):
    type: Literal["paragraph"]
    text: str


class Heading(Shape):
    type: Literal["heading"]
    text: str


class List(Shape):
    type: Literal["list"]
    items: Annotated[list[str], Field(min_length=1)]
    ordered: bool = False


class Table(Shape):
    """Without columns, two cells a row: a label and a value."""

    type: Literal["table"]
    columns: list[str] = []
    rows: Annotated[list[list[str]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rows_fit(self) -> "Table":
        width = len(self.columns) or 2
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"each row of this table has {width} cells")
        return self


class Note(Shape):
    type: Literal["note"]
    title: str = ""
    text: str


Block = Annotated[Paragraph | Heading | List | Table | Note, Field(discriminator="type")]


class Sender(Shape):
    """The institution and the unit in charge; postal address in `lines` (CRPA R112-5, 2°)."""

    name: str
    unit: str = ""
    lines: list[str] = []
    phone: str = ""
    email: str = ""
    website: str = ""
    color: Color = "#0e5259"
    logo_svg: str = ""


class Signature(Shape):
    """First name, name and quality of the author (CRPA L212-1).

    `by_teleservice`: notified through a teleservice, so no signature is needed as long as the unit
    is named (CRPA L212-2, 1°).
    """

    name: str
    role: str
    unit: str = ""
    on_behalf: str = ""
    image_svg: str = ""
    by_teleservice: bool = False

    @model_validator(mode="after")
    def _names_its_unit(self) -> "Signature":
        if self.by_teleservice and not self.unit:
            raise ValueError("CRPA L212-2: without a signature, the unit must be named")
        return self


class Document(Shape):
    sender: Sender
    place: str = ""
    dated: date
    footer: list[str] = []
    remedies: list[Block] = []


class Letter(Document):
    """`recipient`: postal lines, name first. `facts`: references under the address. `url`: a page
    for whoever receives the paper back, as a QR code beside them."""

    recipient: Annotated[list[str], Field(min_length=1, max_length=7)]
    facts: Rows = []
    subject: str
    salutation: str = ""
    body: list[Block]
    closing: str = ""
    signature: Signature | None = None
    enclosures: list[str] = []
    url: str = ""


class Section(Shape):
    title: str
    rows: Annotated[Rows, Field(min_length=1)]


class Silence(Shape):
    """What no answer by `on` means (CRPA R112-5, 1° and last paragraph)."""

    means: Literal["accepted", "refused"]
    on: date


class Receipt(Document):
    """Acknowledgement of receipt (CRPA L112-3). When silence means refusal, the ways to challenge
    it must be given in `remedies` (R112-5)."""

    service: str
    reference: str
    facts: Rows
    sections: list[Section] = []
    files: list[str] = []
    next_steps: list[str] = []
    silence: Silence | None = None
    claim_code: str = ""
    claim_until: date | None = None
    url: str = ""

    @model_validator(mode="after")
    def _says_how_to_challenge(self) -> "Receipt":
        if self.silence and self.silence.means == "refused" and not self.remedies:
            raise ValueError("CRPA R112-5: silence means refusal, say how to challenge it")
        return self


class Option(Shape):
    label: str
    ticked: bool = False


class Question(Shape):
    """Something to answer by hand. `kind`: one line, several `lines`, `boxes` to tick, a `date` or
    a `comb` of `count` cells, a box to tick and sign, a text to read, or `parts`, each a question.

    `value`: what is known already, printed where one would write. `note`: when to answer.
    """

    label: str
    help: str = ""
    note: str = ""
    kind: Literal["line", "lines", "boxes", "date", "comb", "sign", "text", "parts"]
    count: int = 1
    several: bool = False
    options: list[Option] = []
    parts: list["Question"] = []
    value: str = ""
    optional: bool = False


class Questions(Shape):
    title: str
    intro: str = ""
    questions: Annotated[list[Question], Field(min_length=1)]


class Form(Document):
    """A form to fill in by hand. `reference` and `url` (in the QR code) say what it is when it
    comes back; `large` prints letters half as large again."""

    service: str
    reference: str
    url: str
    intro: list[str] = []
    sections: Annotated[list[Questions], Field(min_length=1)]
    enclosures: list[str] = []
    large: bool = False


class CopyLine(Shape):
    label: str
    note: str = ""
    value: str = ""


class Copy(Shape):
    number: str
    url: str


class Copies(Document):
    """One page many times, to mark by hand: each copy has its own number. `box`: what is filled in
    beside each line, a box to tick or a number."""

    subject: str
    intro: list[str] = []
    lines: Annotated[list[CopyLine], Field(min_length=1)]
    box: Literal["tick", "number"] = "tick"
    outro: list[str] = []
    copies: Annotated[list[Copy], Field(min_length=1, max_length=200)]


class OneLetter(Shape):
    """`code`: as it is printed; `url`: what its QR code opens."""

    recipient: Annotated[list[str], Field(min_length=1, max_length=7)]
    code: str = ""
    url: str


class Letters(Document):
    """The same letter to many people. `shown_url`: the page, as somebody types it; `how`: what to
    do there."""

    subject: str
    salutation: str = ""
    body: list[Block]
    code_label: str = ""
    how: str
    shown_url: str
    closing: str = ""
    small_print: list[str] = []
    letters: Annotated[list[OneLetter], Field(min_length=1, max_length=2000)]


class CardLine(Shape):
    """What one writes by hand, on `count` ruled lines."""

    label: str
    count: Annotated[int, Field(ge=1, le=8)]


class Card(Shape):
    title: str
    url: str


class Cards(Document):
    """Cards to cut out and fill in by hand, each with a code that leads to a page."""

    subject: str
    day: str
    cards: Annotated[list[Card], Field(min_length=1, max_length=200)]
    lines: Annotated[list[CardLine], Field(min_length=1, max_length=4)]
    outro: str = ""


class Certificate(Document):
    """That somebody has done something, with a code by which anybody may check it. `facts`: what
    was done, when; `gained`: what the person can do now."""

    heading: str
    who: str
    intro: str
    subject: str
    facts: Rows
    gained_title: str = ""
    gained: list[str] = []
    code: str
    check: str
    url: str
