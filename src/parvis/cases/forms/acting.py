"""The questions of a move: the answers to correct, or what the transition itself asks."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.cases.actions.attachments import erase_files
from parvis.cases.answers import Around, Checked, Form, Names
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.moves import Move
from parvis.cases.forms import posted
from parvis.cases.forms.page import SHOWN, Drawing, PageBuilder
from parvis.cases.models import Attachment, Case
from parvis.catalogue.definition import Field, FieldTexts
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.core.forms import StyledForm
from parvis.core.typed import whole

NOTHING_SAID = gettext_lazy(
    "Nothing has changed yet: give what is asked, or write a word to the service."
)


class WordForm(StyledForm):
    """What goes with corrected answers, or takes their place. `is_alone`: no answer was asked for,
    only words."""

    mot = forms.CharField(
        label=gettext_lazy("A word to the service"),
        help_text=gettext_lazy("If you cannot give what is asked, say why here."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, is_alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_alone:
            field = self.fields["mot"]
            field.label, field.help_text, field.required = _("Your answer"), "", True
            field.error_messages["required"] = _("This answer is needed: write it here.")


class MoveForm:
    """One move on one case, with what was typed so far."""

    def __init__(self, case: Case, move: Move, language: str) -> None:
        self.case, self.move, self.language = case, move, language
        self.package = package_of(case.version_id)
        self.words = self.package.words(language)
        self.is_answer = move.correction == "answer"
        self._asked = asked_of(case) if self.is_answer else list(move.fields)
        self.texts: Mapping[str, FieldTexts] = (
            self.words.fields if self.is_answer else move.field_texts
        )
        self.values: dict[str, Any] = dict(case.answers) if self.is_answer else {}
        self.checked = Checked()
        self.revision: int | None = case.revision
        self.message = WordForm(is_alone=not self._asked) if self.is_answer else None

    @property
    def fields(self) -> list[Field]:
        """The questions to show: those asked, and those that the corrected answers call for."""
        if not self.is_answer:
            return self._asked
        form = self._form(self._files())
        wrong = form.check(self.package.form.all_fields()).errors
        called_for = {path.split(".")[0] for path in wrong} | set(self.values)
        asked = {field.id for field in self._asked} | called_for - set(self.case.answers)
        return [field for field in self.package.form.all_fields() if field.id in asked]

    def _files(self) -> list[Attachment]:
        given = of_no_message(self.case)
        return list(given.order_by("uploaded_at", "pk"))

    def read(self, data: QueryDict) -> None:
        """Take what was posted, over what was there."""
        self.values |= posted.read(self.fields, data, self.values)
        # What has just been corrected may call for one more question of the same page.
        self.values |= posted.read(self.fields, data, self.values)
        self.revision = whole(data.get("revision"))
        if self.message is not None:
            self.message = WordForm(data, is_alone=not self._asked)

    @property
    def written(self) -> str:
        """The word that goes with what is corrected."""
        if self.message is None or not self.message.is_valid():
            return ""
        return str(self.message.cleaned_data["mot"])

    def is_said(self) -> bool:
        """False for an answer that answers nothing: no word, no new file, what was asked as it
        was before. The word's place then says so."""
        if self.message is None or self.written:
            return True
        files, fields = self._files(), self.fields
        found = self._form(files).check(self.package.form.all_fields())
        before = self.case.answers
        is_said = any(file.case_id is None for file in files) or any(
            one.id in found.errors or found.answers.get(one.id) != before.get(one.id)
            for one in fields
        )
        if not is_said and self.message.is_valid():
            self.message.add_error("mot", NOTHING_SAID)
        return is_said and self.message.is_valid()

    @property
    def inputs(self) -> dict[str, Any]:
        return {} if self.is_answer else self.values

    @property
    def correction(self) -> dict[str, Any] | None:
        if not self.is_answer:
            return None
        return {field.id: self.values.get(field.id) for field in self.fields}

    def forget_file(self, value: str) -> None:
        """Take out a file given for this move ("path/id"); those sent before stay."""
        try:
            key = UUID(value.partition("/")[2])
        except ValueError:
            return
        erase_files(of_no_message(self.case).filter(pk=key, case=None))

    def context(self, file_url: Callable[[Attachment], str]) -> dict[str, Any]:
        files = self._files()
        fields = self.fields
        urls = {file.pk: file_url(file) for file in files}
        form = self._form(files)
        builder = PageBuilder(
            Drawing(
                values=self.values,
                checked=self.checked,
                files=files,
                names=Names(self.values, files),
                entries={one.id: form.entries(one) for one in fields if one.type == "group"}
                if self.is_answer
                else {},
                file_url=lambda key: urls[key],
            )
        )
        conditions = form if self.is_answer else NoCondition()
        blocks = builder.build(fields, self.texts, conditions)
        return {
            "case": self.case,
            "move": self.move,
            "service": self.words.service,
            "form": builder.form,
            "message_form": self.message,
            "errors": [one for one in (builder.form, self.message) if one is not None],
            "blocks": blocks,
            "shown_name": SHOWN,
            "shown": ",".join(builder.paths),
            "revision": self.case.revision,
            "correction": self.case.correction if self.is_answer else {},
            "has_files": any(one.type == "files" for one in fields),
        }

    def _form(self, files: list[Attachment]) -> Form:
        facts = {
            "applicant": {"identity": self.case.applicant_identity},
            "case": {
                "channel": self.case.channel,
                "opened_by": "agent" if self.case.filed_by_unit_id else "resident",
            },
        }
        around = Around(today=clock.today(), facts=facts)
        return Form(self.package, self.values, files, around=around, complete=True)


class NoCondition:
    """Inputs of a transition that are required by a condition are checked when it is made."""

    def is_optional(self, field: Field) -> bool:
        return field.required is False


def asked_of(case: Case) -> list[Field]:
    """The form's questions an agent asked to correct, in the form's order."""
    asked = set(case.correction.get("fields", []))
    return [field for field in package_of(case.version_id).form.all_fields() if field.id in asked]
