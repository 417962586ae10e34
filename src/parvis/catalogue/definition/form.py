"""`form.yml`: pages and questions. Each field keeps its id for ever: it carries the answer."""

from typing import Annotated, Literal, get_args

from pydantic import Field as Key

from parvis.catalogue.definition.base import Expression, Id, Strict

FieldType = Literal[
    "text",
    "long_text",
    "number",
    "amount",
    "date",
    "choice",
    "choices",
    "yes_no",
    "address",
    "commune",
    "person",
    "files",
    "iban",
    "siret",
    "email",
    "phone",
    "group",
    "place",
    "declaration",
    "information",
]
FIELD_TYPES: tuple[str, ...] = get_args(FieldType)

Prefill = Literal[
    "person.identity",
    "person.address",
    "person.commune",
    "person.birth_commune",
    "person.email",
    "person.phone",
    "situation.commune",
    "situation.birth_date",
    "situation.couple",
    "situation.children",
    "situation.rent",
    "situation.quotient_caf",
    "situation.reference_income",
]
"""`person.…`: what the account knows. `situation.…`: what somebody said of their household to know
their rights, in this session or kept with their consent."""


class Field(Strict):
    """One question. JSON shape of its answer, by type:

    text, long_text, email, iban (no spaces), siret, phone (E.164), commune (INSEE): text ·
    number: int or float (`decimals`) · amount: int, cents · date: "YYYY-MM-DD" · choice: its id ·
    choices: list of option ids · yes_no, declaration: bool ·
    address: {line, extra, postal_code, commune_code, commune_name} (commune_code "" when free) ·
    person: {family_name, usual_name, given_names, birth_date} (birth_date "" when not said) ·
    place: {label, latitude, longitude, commune_code} (coordinates null without the map) ·
    files: list of attachment ids · group: list of {field id: answer} · information: none.
    """

    id: Id
    type: FieldType
    required: bool | Expression = True
    show_if: Expression | None = None
    valid_if: Expression | None = None
    """Must be true of the answers; its message is texts `fields.<id>.invalid`."""
    prefill: Prefill | None = None
    locked: bool = False
    """A prefilled value that comes from a verified identity cannot be edited."""
    options: list[Id] = []
    min: int | str | None = None
    max: int | str | None = None
    """Bounds: characters for texts, value for numbers and cents, ISO date or "today" for dates,
    entries for groups and files."""
    decimals: Annotated[int, Key(ge=0, le=4)] = 0
    accept: list[Literal["image", "pdf", "document"]] = ["image", "pdf"]
    max_megabytes: Annotated[int, Key(ge=1, le=100)] = 20
    fields: list["Field"] = []
    birth_date: Literal["required", "optional", "none"] = "required"
    """Whether a `person` is asked when they were born: only where the service needs it."""
    anywhere: bool = False
    """A place may lie outside the territory of the site; otherwise its pin may not."""
    capitals: bool = False
    """A `text` kept in capital letters, however it is typed: a plate, a code."""
    tariff: Id | None = None
    """Under an `information`, the prices of this tariff as they are in force where one asks."""
    summary: bool = False
    """Shown beside the case in agents' lists."""


class Page(Strict):
    id: Id
    show_if: Expression | None = None
    fields: Annotated[list[Field], Key(min_length=1)]


class FormFile(Strict):
    pages: Annotated[list[Page], Key(min_length=1)]
    prints: bool = True

    def all_fields(self) -> list[Field]:
        """Top-level fields of every page, in order (those inside groups are not repeated)."""
        return [field for page in self.pages for field in page.fields]

    def field(self, field_id: str) -> Field:
        """The top-level field of that id. Raises KeyError."""
        for field in self.all_fields():
            if field.id == field_id:
                return field
        raise KeyError(field_id)
