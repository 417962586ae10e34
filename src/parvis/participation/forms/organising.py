"""A theme that ideas are sorted by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm


class ThemeForm(StyledForm):
    theme = forms.CharField(
        label=_("New theme"), max_length=60, help_text=_("A few words: Compost, Repairing…")
    )
