"""The name of a view, and for whom it is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.directory.models import Unit


class NameForm(StyledForm):
    nom = forms.CharField(label=_("Name of the view"), max_length=60)


class ViewForm(NameForm):
    """A manager may share it with a unit."""

    pour_qui = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not units:
            del self.fields["pour_qui"]
            return
        everybody = [(str(unit.pk), _("all of “%(unit)s”") % {"unit": unit.name}) for unit in units]
        self.offer("pour_qui", [("", _("me only")), *everybody])
        self.fields["pour_qui"].required = False
