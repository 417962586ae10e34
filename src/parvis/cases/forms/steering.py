"""What a manager asks of an export."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.exports import FORMATS, Column
from parvis.core.forms import DateField3, StyledForm


class ExportForm(StyledForm):
    which = forms.ChoiceField(
        label=_("Which requests"),
        choices=[
            ("all", _("All requests")),
            ("open", _("Requests still open")),
            ("closed", _("Closed requests")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    since = DateField3(label=_("Submitted from"), required=False)
    until = DateField3(label=_("Submitted until"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take only what you need: each request exported is a consultation."),
    )
    file_format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("csv", _("CSV, for a spreadsheet")),
            ("ods", _("ODS, for LibreOffice or Excel")),
            ("json", _("JSON, for a program")),
        ],
        widget=forms.RadioSelect,
        initial="csv",
    )
    reason = forms.CharField(
        label=_("What the export is for"),
        help_text=_("People read it in the list of those who consulted their request."),
        max_length=200,
    )
    keep_as = forms.CharField(
        label=_("Keep these columns under a name"),
        help_text=_("To make the same export again. Leave empty otherwise."),
        required=False,
        max_length=80,
    )

    def __init__(self, *args: Any, columns: list[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("columns", [(column.key, column.label) for column in columns])
        assert set(FORMATS) == {key for key, _label in self.fields["file_format"].choices}  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day comes before the first one: check both."))
        return cleaned
