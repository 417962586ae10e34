"""An idea in a few lines, and the sites that may show a consultation."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.core.refusals import Refused
from parvis.participation.forms.ideas import LATITUDE, LONGITUDE, IdeaForm
from parvis.participation.rules.embedding import origins_of

SHORT = ("title", "text", "theme", "commune")
HIDDEN = (LATITUDE, LONGITUDE)


class ShortIdeaForm(IdeaForm):
    """The questions that fit in a frame; the rest is asked on the site."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in self.fields.keys() - set(SHORT):
            del self.fields[name]

    def clean(self) -> dict[str, object]:
        given = StyledForm.clean(self) or {}
        return {**given, "place": "", "cost": None, "photo_alt": "", **dict.fromkeys(HIDDEN)}


class SitesForm(StyledForm):
    sites = forms.CharField(
        label=_("Sites that may show it, one on each line"),
        widget=forms.Textarea,
        max_length=4000,
        required=False,
        help_text=_("https://www.lescar.fr, say. Empty: every site."),
    )

    def clean_sites(self) -> list[str]:
        try:
            return origins_of(self.cleaned_data["sites"].splitlines())
        except Refused as refused:
            raise ValidationError(str(refused)) from None
