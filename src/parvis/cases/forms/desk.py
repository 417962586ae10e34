"""What the desk types: who is there, what they ask for."""

import re
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.cases.models import Channel
from parvis.catalogue.models import Installation
from parvis.core.forms import DateField3, EmailField, PhoneField, RowField, StyledForm
from parvis.directory.models import Unit
from parvis.territory import queries as territory

_FIRST_ASKED = ("family_name", "given_names", "birth_date", "phone")
AT_THE_DESK = (Channel.DESK, Channel.PHONE, Channel.POST, Channel.VISIT)


class IdentityForm(StyledForm):
    """Who somebody is, as they say or as an identity document says."""

    given_names = forms.CharField(
        label=_("First names"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    family_name = forms.CharField(
        label=_("Name at birth"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )
    usual_name = forms.CharField(
        label=_("Name used, if different"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    birth_date = DateField3(
        label=_("Date of birth"),
        help_text=_("It will be asked with the code of the receipt."),
        birth=True,
        required=False,
    )
    birth_place = forms.CharField(
        label=_("Commune or country of birth"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(
        label=_("Sex written on the document"),
        help_text=_("With the rest, FranceConnect will find this very person later."),
        choices=[
            ("female", capfirst(_("female"))),
            ("male", capfirst(_("male"))),
            ("", capfirst(_("not said"))),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    checked = forms.TypedChoiceField(
        label=_("How do you know?"),
        choices=[
            ("no", _("The person told me")),
            ("yes", _("I saw an identity document")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("given_names", "family_name", "usual_name", "birth_place"):
            cleaned[name] = " ".join(cleaned.get(name, "").split())
        born = cleaned.get("birth_date")
        cleaned["birth_date"] = born.isoformat() if born else ""
        found = _commune(cleaned["birth_place"])
        cleaned["birth_place_code"] = found.code if found else ""
        cleaned["birth_country_code"] = "99100" if found else ""
        if cleaned.get("checked") and not cleaned["birth_date"]:
            self.add_error("birth_date", _("Write the date of birth of the document."))
        return cleaned


class ContactForm(StyledForm):
    """How somebody is reached. Nothing is required: there is always the post, or the desk."""

    phone = PhoneField(label=_("Telephone"), required=False)
    email = EmailField(label=_("E-mail address"), required=False)
    address_line = forms.CharField(
        label=_("Number and street"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    address_extra = forms.CharField(
        label=_("Building, flat, place name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=8,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    commune_name = forms.CharField(
        label=_("Commune"),
        help_text=_("With its postal code, it is recognised."),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("phone", "email"):
            # The browser would offer the agent's own.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_postal_code(self) -> str:
        typed = re.sub(r"\s", "", self.cleaned_data["postal_code"])
        if typed and not re.fullmatch(r"\d{5}", typed):
            raise ValidationError(_("A postal code has five digits. Example: 64230"))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        town = " ".join(cleaned.get("commune_name", "").split())
        postal_code = cleaned.get("postal_code", "")
        found = _commune(f"{postal_code} {town}".strip()) if town else None
        if town and found is None and not postal_code and len(_of_that_name(town)) > 1:
            self.add_error(
                "postal_code", _("Several communes have this name: write the postal code.")
            )
        cleaned["commune_name"] = found.name if found else town
        cleaned["commune_code"] = found.code if found else ""
        return cleaned


class PersonForm(ContactForm, IdentityForm):
    """Somebody met for the first time: what is always asked first, the rest if there is time."""

    seldom = ("usual_name", "birth_place", "gender", "email", "address_extra")
    field_order = (*IdentityForm.base_fields, *ContactForm.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = (name for name in _FIRST_ASKED if not self.initial.get(name))
        self.fields[next(unknown, _FIRST_ASKED[0])].widget.attrs["autofocus"] = True

    def parts(self, of: type[StyledForm]) -> dict[str, Any]:
        """The cleaned values that belong to one of the two."""
        extra = (
            {"birth_place_code", "birth_country_code"} if of is IdentityForm else {"commune_code"}
        )
        return {
            name: self.cleaned_data[name]
            for name in (*of.base_fields, *sorted(extra))
            if name != "checked"
        }


class RequestForm(StyledForm):
    """Which service, how the person came, and for which unit the agent files. The service is
    pressed, among those a search left."""

    demarche = RowField(
        error_messages={"required": _("Choose a service.")}, widget=forms.HiddenInput
    )
    canal = forms.ChoiceField(
        label=_("How did the request come?"),
        choices=[(one.value, capfirst(one.label)) for one in AT_THE_DESK],
        widget=forms.RadioSelect,
        initial=Channel.DESK.value,
    )
    unite = RowField(label=_("For which unit do you file it?"))

    def __init__(
        self, *args: Any, services: Iterable[Installation], units: list[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("demarche", services)
        self.offer("unite", sorted(units, key=attrgetter("name")))
        if len(units) < 2:
            del self.fields["unite"]


def _commune(typed: str) -> Any:
    """The one commune of that very name, postal code or not; None when it is not sure."""
    found = _of_that_name(typed)
    return found[0] if len(found) == 1 else None


def _of_that_name(typed: str) -> list[Any]:
    if not typed:
        return []
    name = territory.search_key(re.sub(r"\d+", " ", typed))
    return [one for one in territory.search_communes(typed, 2) if one.folded == name]
