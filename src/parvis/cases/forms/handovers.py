"""“Not ours: whose?” and its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.directory.models import Unit


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of the directory, by institution. What is listed is what the search found."""

    def __init__(self, **kwargs: Any) -> None:
        units = Unit.objects.select_related("institution")
        super().__init__(units.order_by("institution__name", "name"), **kwargs)

    def label_from_instance(self, unit: Any) -> str:
        return f"{unit.institution.name} – {unit.name}"


class _WithUnits(StyledForm):
    unit: str

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.unit]
        assert isinstance(field, UnitField)
        named = ((one.pk, field.label_from_instance(one)) for one in units)
        self.offer(self.unit, [("", "—"), *named])


class NotOursForm(_WithUnits):
    unit = "service"
    motif = forms.CharField(
        label=_("Why it is not yours"),
        help_text=_("The service in charge reads it. The person does not."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    service = UnitField(label=_("Whose is it, in your opinion?"), required=False)
    autre = forms.CharField(
        label=_("It is not in the list: who is it?"), required=False, max_length=200
    )


class WhoseForm(_WithUnits):
    unit = "service"
    reponse = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[
            ("confier", _("Give it to another service")),
            ("insister", _("Insist: it is for this service")),
        ],
        widget=forms.RadioSelect,
    )
    service = UnitField(label=_("To which service"), required=False)
    message = forms.CharField(
        label=_("If you insist: why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reponse") == "confier" and not data.get("service"):
            self.add_error("service", _("Choose the service to give it to."))
        if data.get("reponse") == "insister" and not data.get("message", "").strip():
            self.add_error("message", _("Please say why."))
        return data
