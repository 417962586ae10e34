"""One sheet as a form: its keys, its words in each language, its list of choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.core.forms import StyledForm
from parvis.workshop.edits import Edit, Put
from parvis.workshop.forms.answers import Answers
from parvis.workshop.forms.composite import COMPOSITE
from parvis.workshop.forms.kinds import SIMPLE, Asked, Kind, lines_of, settled
from parvis.workshop.reading import Reading
from parvis.workshop.sheets import Ask, At, Word
from parvis.workshop.written import MISSING, Path

_LONG = {"record", "rows", "table"}
_MANY = 3
LANGUAGES = {"fr": "Français", "en": "English"}
KINDS: dict[str, Kind] = SIMPLE | COMPOSITE | {"answers": Answers()}


@dataclass(slots=True)
class Block:
    """What is asked about one key. `kind`: one, parts, condition, words. `is_idle`: long, not
    written in the file, and nothing says that it should."""

    kind: str
    label: str
    inputs: list[BoundField]
    help: str = ""
    name: str = ""
    is_idle: bool = False


@dataclass(slots=True)
class Option:
    """A choice of the list, its words, and whether it can go up or down."""

    id: str
    inputs: list[BoundField] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False

    @property
    def up(self) -> str:
        return _("Move “%(what)s” up") % {"what": self.id}

    @property
    def down(self) -> str:
        return _("Move “%(what)s” down") % {"what": self.id}

    @property
    def out(self) -> str:
        return _("Take out “%(what)s”") % {"what": self.id}


class SheetForm(StyledForm):
    """`faults`: what the checks say, by the name of the key (`k.show_if`, `w.fr.label`)."""

    def __init__(
        self,
        at: At,
        reading: Reading,
        data: Any = None,
        faults: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(data)
        self.at, self.reading = at, reading
        self.languages = reading.languages or ["fr"]
        self._names: dict[str, list[str]] = {}
        for ask in at.asks:
            self._ask(ask)
        for word in at.said:
            for language in self.languages:
                self._word(word, language)
        if at.listed:
            self._options()
        if data is None and faults:
            self._show(faults)

    # What is asked -------------------------------------------------------------------------------

    def _ask(self, ask: Ask) -> None:
        name = f"k.{ask.key}"
        made = KINDS[ask.kind].fields(name, self._asked(ask))
        for key, one in made.items():
            if len(made) == 1:
                one.label, one.help_text = str(ask.label), str(ask.help)
            self.fields[key] = one
        self._names[name] = list(made)

    def _asked(self, ask: Ask) -> Asked:
        value = self.reading.get(self.at.file, (*self.at.path, *ask.path), ask.default)
        return Asked(ask, value, self.reading, self.at.path)

    def _word(self, word: Word, language: str) -> None:
        name = f"w.{language}.{word.key}"
        value = self.reading.get(f"texts.{language}.yml", self._words_path(word))
        shown = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        many = word.long or word.lines
        widget: forms.Widget = forms.Textarea({"rows": 4}) if many else forms.TextInput()
        widget.attrs["lang"] = language
        alone = len(self.languages) == 1
        self.fields[name] = forms.CharField(
            label=str(word.label) if alone else LANGUAGES.get(language, language),
            help_text=str(word.help),
            required=word.needed,
            initial=shown.rstrip("\n"),
            widget=widget,
            max_length=20_000,
        )

    def _words_path(self, word: Word) -> Path:
        return (*self.at.words, word.key) if word.key else self.at.words

    def _options(self) -> None:
        for option in self._ids():
            for language in self.languages:
                path = (*self.at.words, self.at.listed, option)
                said = self.reading.get(f"texts.{language}.yml", path)
                self._line(f"o.{option}.{language}", language, str(said or ""))
        for language in self.languages:
            self._line(f"new.{language}", language, "")

    def _line(self, name: str, language: str, shown: str) -> None:
        self.fields[name] = forms.CharField(
            label=LANGUAGES.get(language, language),
            required=False,
            initial=shown,
            max_length=300,
            widget=forms.TextInput({"lang": language}),
        )

    def _ids(self) -> list[str]:
        found = self.reading.get(self.at.file, (*self.at.path, self.at.listed), [])
        return [str(one) for one in found] if isinstance(found, list) else []

    def _show(self, faults: Mapping[str, list[str]]) -> None:
        """Draw the sheet as refused, with what the file holds."""
        self.is_bound = True
        self._errors = ErrorDict()
        for one in self.fields.values():
            one.bound_data = lambda data, initial: initial  # type: ignore[method-assign]
        for name, messages in faults.items():
            shown = name if name in self.fields else next(iter(self._names.get(name, [])), "")
            self._errors.setdefault(shown or "__all__", ErrorList()).extend(messages)

    # How it is drawn -----------------------------------------------------------------------------

    @property
    def keys(self) -> list[Block]:
        blocks = []
        for ask in self.at.asks:
            name = f"k.{ask.key}"
            names = self._names[name]
            if not any(_can_be_answered(self.fields[one]) for one in names):
                continue
            kind = "one" if len(names) == 1 else "parts"
            inputs = [self[one] for one in names]
            rule = f"{name}.rule" if ask.kind == "required" else name
            is_rule = ask.kind in {"condition", "required"}
            idle = self._is_idle(ask) and not any(one.errors for one in inputs)
            blocks.append(
                Block(kind, str(ask.label), inputs, str(ask.help), rule if is_rule else "", idle)
            )
        return blocks

    def _is_idle(self, ask: Ask) -> bool:
        is_long = ask.kind in _LONG or (ask.kind == "many" and ask.default == [])
        path = (*self.at.path, *ask.path)
        return is_long and self.reading.get(self.at.file, path, MISSING) is MISSING

    @property
    def at_work(self) -> list[Block]:
        """The settings to show at once."""
        return [one for one in self.keys if not one.is_idle] if self.idle else self.keys

    @property
    def idle(self) -> list[Block]:
        """Those that wait folded, when they are many."""
        found = [one for one in self.keys if one.is_idle]
        return found if len(found) >= _MANY else []

    @property
    def texts(self) -> list[Block]:
        return [
            Block(
                "one" if len(self.languages) == 1 else "words",
                str(word.label),
                [self[f"w.{language}.{word.key}"] for language in self.languages],
            )
            for word in self.at.said
        ]

    @property
    def options(self) -> list[Option]:
        ids = self._ids()
        return [
            Option(
                one,
                [self[f"o.{one}.{language}"] for language in self.languages],
                at == 0,
                at == len(ids) - 1,
            )
            for at, one in enumerate(ids)
        ]

    @property
    def new_option(self) -> list[BoundField]:
        return [self[f"new.{language}"] for language in self.languages] if self.at.listed else []

    # What a browser sends ------------------------------------------------------------------------

    def sent(self) -> QueryDict:
        """What a browser would send of this sheet, nothing changed."""
        data = QueryDict(mutable=True)
        for bound in self:
            value = bound.value()
            if isinstance(value, list):
                data.setlist(bound.html_name, value)
            elif value not in (None, False):
                data[bound.html_name] = "on" if value is True else str(value)
            elif not isinstance(bound.field, forms.BooleanField):
                data[bound.html_name] = ""
        return data

    def onto(self, other: "SheetForm") -> QueryDict:
        """What was typed here, and for the rest what the other sheet shows."""
        data, before = other.sent(), SheetForm(self.at, self.reading).sent()
        typed = self.data
        assert isinstance(typed, QueryDict)
        for name in self.fields:
            now = [str(one).replace("\r\n", "\n") for one in typed.getlist(name)]
            if now != before.getlist(name):
                data.setlist(name, now)
        return data

    # What would change ---------------------------------------------------------------------------

    def edits(self, order: str = "") -> list[Edit]:
        """The changes to the files as they were read. `order`: "up:x", "down:x" or "drop:x", a
        button of the list of choices."""
        made: list[Edit] = []
        for ask in self.at.asks:
            path = (*self.at.path, *ask.path)
            value = KINDS[ask.kind].value(f"k.{ask.key}", self._asked(ask), self.cleaned_data)
            old = self.reading.get(self.at.file, path, MISSING)
            value = settled(value, old, ask.default)
            if value is not old:
                made.append(Put(self.at.file, path, value))
        for word in self.at.said:
            for language in self.languages:
                said = self.cleaned_data[f"w.{language}.{word.key}"]
                self._say(made, language, self._words_path(word), said, word)
        if self.at.listed:
            self._list(made, order)
        return made

    def _say(self, made: list[Edit], language: str, path: Path, said: str, word: Word) -> None:
        file = f"texts.{language}.yml"
        old = self.reading.get(file, path, MISSING)
        new: Any = lines_of(said) if word.lines else tidy(said)
        if not new and (old is MISSING or not word.needed):
            new = MISSING
        if old is MISSING and not new:
            return
        same = old.rstrip("\n") == new.rstrip("\n") if _both_texts(old, new) else old == new
        if not same:
            made.append(Put(file, path, new))

    def _list(self, made: list[Edit], order: str) -> None:
        ids = _ordered(self._ids(), order)
        section = (*self.at.words, self.at.listed)
        for option in self._ids():
            for language in self.languages:
                said = self.cleaned_data[f"o.{option}.{language}"].strip()
                file, path = f"texts.{language}.yml", (*section, option)
                old = self.reading.get(file, path, MISSING)
                if option not in ids:
                    if old is not MISSING:
                        made.append(Put(file, path, MISSING))
                elif said != (old or ""):
                    made.append(Put(file, path, said))
        new = {one: self.cleaned_data[f"new.{one}"].strip() for one in self.languages}
        first = next((said for said in new.values() if said), "")
        if first:
            option = fresh_id(first, self._ids())
            ids.append(option)
            made += [Put(f"texts.{one}.yml", (*section, option), said) for one, said in new.items()]
        if ids != self._ids():
            path = (*self.at.path, self.at.listed)
            made.append(Put(self.at.file, path, ids or MISSING))


def tidy(said: str) -> str:
    """As files keep it: one kind of line break, no space at the ends of lines."""
    text = "\n".join(line.rstrip() for line in said.replace("\r\n", "\n").split("\n")).strip()
    return text + "\n" if "\n" in text else text


def fresh_id(label: str, taken: Iterable[str]) -> str:
    """A short name for a label, that nothing has yet: "Nom de résidence" → nom_de_residence."""
    plain = slugify(label).replace("-", "_")[:36].strip("_")
    plain = plain if plain and plain[0].isalpha() else f"x_{plain}".strip("_")
    name, number = plain, 2
    known = set(taken)
    while name in known:
        name, number = f"{plain}_{number}", number + 1
    return name


def _can_be_answered(field: forms.Field) -> bool:
    """Not so of boxes when there is nothing to choose."""
    return not isinstance(field, forms.MultipleChoiceField) or bool(field.choices)


def _both_texts(old: Any, new: Any) -> bool:
    return isinstance(old, str) and isinstance(new, str)


def _ordered(ids: list[str], order: str) -> list[str]:
    what, _colon, name = order.partition(":")
    if name not in ids:
        return list(ids)
    if what == "drop":
        return [one for one in ids if one != name]
    at = ids.index(name)
    to = at + {"up": -1, "down": 1}.get(what, 0)
    made = list(ids)
    if 0 <= to < len(made):
        made[at], made[to] = made[to], made[at]
    return made
