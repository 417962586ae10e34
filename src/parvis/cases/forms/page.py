"""One page of questions, ready to draw: each question a block, each input a bound field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from parvis.cases.answers import Candidate, Checked, Names
from parvis.cases.answers.conditions import Conditions
from parvis.cases.answers.files import kinds
from parvis.cases.answers.reading import Readable
from parvis.cases.forms.inputs import COMPOSITE, Part, date_boxes, parts_of, shown, widget_of
from parvis.cases.models import Attachment
from parvis.catalogue.definition import Field, FieldTexts

SHOWN = "_shown"


class Kept(forms.Field):
    """Shows what the draft keeps; what was posted is already there."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class QuestionForm(forms.Form):
    """Inputs with their errors, for the tags of `ui`; never validates."""

    use_required_attribute = False

    def __init__(self, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(label_suffix="")
        self.is_bound = bool(errors)
        self.data = MultiValueDict()
        self._wanted = dict(errors or {})
        self.asked_instead: dict[str, str] = {}
        self._errors = ErrorDict()

    def settle_errors(self) -> None:
        """Put each error on the input it speaks of, the first of a question for the whole of it."""
        for path, messages in self._wanted.items():
            name = self.asked_instead.get(path) or next(
                (name for name in self.fields if name == path or name.startswith(f"{path}.")),
                NON_FIELD_ERRORS,
            )
            self._errors.setdefault(name, ErrorList()).extend(messages)


@dataclass(slots=True)
class Block:
    """One question. `kind`: field, parts, group, files, declaration, information, locked."""

    kind: str
    path: str
    label: str
    help: str = ""
    required: bool = True
    body: list[str] = field(default_factory=list)
    prices: Sequence[str] = ()
    """Of the tariff in force where one asks, a line each."""
    inputs: list[BoundField] = field(default_factory=list)
    error: str = ""
    source: str = ""
    """Where a value already there comes from."""
    value: Readable = ""
    files: list[tuple[Attachment, str]] = field(default_factory=list)
    entries: list["Entry"] = field(default_factory=list)
    can_add: bool = False
    has_position: bool = False

    @property
    def body_text(self) -> str:
        return " ".join(self.body)


@dataclass(slots=True)
class Entry:
    """One entry of a group; `first` is the path under which it can be taken out."""

    path: str
    title: str
    blocks: list[Block]


@dataclass(slots=True)
class Drawing:
    """What a page shows beside the questions' own words."""

    values: Mapping[str, Any]
    checked: Checked = field(default_factory=Checked)
    files: Sequence[Attachment] = ()
    names: Names = field(default_factory=Names)
    sources: Mapping[str, str] = field(default_factory=dict)
    locked: Mapping[str, Readable] = field(default_factory=dict)
    entries: Mapping[str, list[tuple[dict[str, Any], list[Field], Conditions]]] = field(
        default_factory=dict
    )
    prices: Mapping[str, list[str]] = field(default_factory=dict)
    file_url: Callable[[UUID], str] = str


class PageBuilder:
    """Builds the form and blocks of one page."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.form = QuestionForm(drawing.checked.errors)
        self.paths: list[str] = []

    def build(
        self, fields: Iterable[Field], texts: Mapping[str, FieldTexts], conditions: Any
    ) -> list[Block]:
        """`conditions` says which questions may be left out (`is_optional`)."""
        blocks = [
            self._block(one, texts[one.id], one.id, self.drawing.values.get(one.id), conditions)
            for one in fields
        ]
        self.form.settle_errors()
        return blocks

    def _block(
        self, one: Field, words: FieldTexts, path: str, value: Any, conditions: Any
    ) -> Block:
        block = Block(
            kind="field",
            path=path,
            label=words.label,
            help=words.help,
            required=not conditions.is_optional(one),
            body=[part for part in words.body.split("\n\n") if part.strip()],
            source=self.drawing.sources.get(path, ""),
        )
        if path in self.drawing.locked:
            block.kind, block.value = "locked", self.drawing.locked[path]
            return block
        if one.type == "information":
            block.kind, block.prices = "information", self.drawing.prices.get(one.id, ())
            return block
        self.paths.append(path)
        self._draw(block, one, words, value)
        return block

    def _draw(self, block: Block, one: Field, words: FieldTexts, value: Any) -> None:
        if one.type == "group":
            self._group(block, one, words)
        elif one.type in COMPOSITE:
            self._parts(block, one, value)
        elif one.type == "commune":
            self._commune(block, value)
        else:
            self._single(block, one, words, value)

    def _add(
        self,
        name: str,
        label: str,
        widget: forms.Widget,
        *,
        initial: Any = None,
        required: bool = True,
        help_text: str = "",
    ) -> BoundField:
        self.form.fields[name] = Kept(
            label=label, widget=widget, initial=initial, required=required, help_text=help_text
        )
        return self.form[name]

    def _single(self, block: Block, one: Field, words: FieldTexts, value: Any) -> None:
        widget = widget_of(one, words.options, of_self=bool(one.prefill))
        if one.type == "files":
            block.kind = "files"
            block.files = [
                (file, self.drawing.file_url(file.pk))
                for file in self.drawing.files
                if file.field == block.path
            ]
            block.help = " ".join(part for part in (words.help, limits(one)) if part)
        elif one.type == "declaration":
            block.kind = "declaration"
        bound = self._add(
            block.path,
            block.label,
            widget,
            initial=shown(one, value),
            required=block.required,
            help_text=block.help,
        )
        block.inputs = [bound]

    def _commune(self, block: Block, value: Any) -> None:
        """A typed name; the code it was understood as is kept beside it."""
        raw = value if isinstance(value, Mapping) else {}
        code = value if isinstance(value, str) else raw.get("kept", "")
        typed = self.drawing.names.commune(code) if isinstance(value, str) and value else ""
        attrs = {"autocomplete": "off", "maxlength": "120", "data-communes": ""}
        bound = self._add(
            f"{block.path}.typed",
            block.label,
            forms.TextInput(attrs),
            initial=typed or raw.get("typed", ""),
            required=block.required,
            help_text=block.help,
        )
        block.inputs = [
            bound,
            *self._candidates(block.path, block.path, "code"),
            self._kept(block.path, code),
        ]

    def _kept(self, path: str, code: Any) -> BoundField:
        return self._add(f"{path}.kept", "", forms.HiddenInput(), initial=code, required=False)

    def _candidates(self, path: str, at: str, part: str) -> list[BoundField]:
        found: list[Candidate] = self.drawing.checked.candidates.get(at, [])
        if not found:
            return []
        choices = [(one.code, one.label) for one in found]
        self.form.asked_instead[at] = f"{path}.{part}"
        return [
            self._add(
                f"{path}.{part}",
                _("Which commune is it?"),
                forms.RadioSelect(choices=choices),
            )
        ]

    def _parts(self, block: Block, one: Field, value: Any) -> None:
        block.kind = "parts"
        raw = dict(value) if isinstance(value, Mapping) else {}
        code = self._named_commune(raw) if one.type != "person" else ""
        for part in parts_of(one):
            block.inputs.append(self._part(block, part, raw, of_self=bool(one.prefill)))
            if part.name == "commune_name":
                at = f"{block.path}.commune_name"
                block.inputs += self._candidates(block.path, at, "commune_code")
        if one.type == "place":
            self._position(block, raw, code)
        if one.type == "address" and self._may_keep_as_typed(block.path, raw):
            block.inputs.append(
                self._add(
                    f"{block.path}.as_typed",
                    _("Keep the address as I wrote it (abroad, for instance)"),
                    forms.CheckboxInput(),
                    initial=bool(raw.get("as_typed")) or raw.get("commune_code") == "",
                    required=False,
                )
            )

    def _may_keep_as_typed(self, path: str, raw: Mapping[str, Any]) -> bool:
        """Offered once the territory does not know the commune, and as long as it is ticked."""
        asked = f"{path}.commune_name" in self.drawing.checked.errors
        asked = asked or f"{path}.postal_code" in self.drawing.checked.errors
        free = raw.get("commune_code") == "" and bool(raw.get("commune_name"))
        return asked or bool(raw.get("as_typed")) or free

    def _named_commune(self, raw: dict[str, Any]) -> str:
        """A settled place knows its commune by code only, and so does an address that a household
        began; the input shows its name."""
        code = str(raw.get("commune_code") or raw.get("kept") or "")
        if code and not raw.get("commune_name"):
            raw["commune_name"] = self.drawing.names.commune(code)
        return code

    def _position(self, block: Block, raw: Mapping[str, Any], code: str) -> None:
        block.has_position = True
        for name in ("latitude", "longitude"):
            block.inputs.append(
                self._add(
                    f"{block.path}.{name}",
                    "",
                    forms.HiddenInput(),
                    initial="" if raw.get(name) is None else raw[name],
                    required=False,
                )
            )
        block.inputs.append(self._kept(block.path, code))

    def _part(
        self, block: Block, part: Part, raw: Mapping[str, Any], *, of_self: bool
    ) -> BoundField:
        value = raw.get(part.name)
        if part.name == "birth_date":
            value = date_boxes(value)
            if of_self:
                part.widget.birth = True  # type: ignore[attr-defined]
        elif not isinstance(value, (str, int)):
            value = ""
        if of_self:
            part.widget.attrs |= {k: v for k, v in part.of_self.items() if k == "autocomplete"}
        return self._add(
            f"{block.path}.{part.name}",
            part.label,
            part.widget,
            initial=value,
            required=part.required and block.required,
            help_text=part.help,
        )

    def _group(self, block: Block, one: Field, words: FieldTexts) -> None:
        block.kind = "group"
        entries = self.drawing.entries.get(one.id, [])
        stored = self.drawing.values.get(one.id)
        if not stored and not block.required:
            entries = []
        most = int(one.max) if one.max is not None else 50
        block.can_add = len(entries) < most
        for index, (raw, visible, conditions) in enumerate(entries):
            path = f"{block.path}.{index}"
            blocks = [
                self._block(
                    sub, words.fields[sub.id], f"{path}.{sub.id}", raw.get(sub.id), conditions
                )
                for sub in visible
            ]
            title = f"{words.entry or block.label} {index + 1}"
            block.entries.append(Entry(path, title, blocks))


def limits(one: Field) -> str:
    """ "Photo or PDF, 20 MB at most, up to 3 files."."""
    said = _("Accepted: %(kinds)s. %(most)d MB at most for each file.") % {
        "kinds": kinds(one),
        "most": one.max_megabytes,
    }
    if one.max is not None and int(one.max) > 1:
        said += " " + _("Up to %(count)d files.") % {"count": int(one.max)}
    return said
