"""A message to the unit in charge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.forms.inputs import UPLOAD_TYPES, ManyFiles
from parvis.core.forms import StyledForm


class WriteForm(StyledForm):
    texte = forms.CharField(
        label=_("Your message"), max_length=4000, widget=forms.Textarea({"rows": 6})
    )
    fichiers = forms.Field(
        label=_("Files"),
        required=False,
        widget=ManyFiles({"multiple": True, "accept": ",".join(UPLOAD_TYPES.values())}),
        help_text=_("Photo, PDF or text document, 20 MB at most for each file."),
    )
