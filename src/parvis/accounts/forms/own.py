"""What people say of themselves."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import DateField3, EmailField, PhoneField, StyledForm
from parvis.core.text import fold
from parvis.territory import queries as territory


class IdentityForm(StyledForm):
    """A civil identity as the person declares it; some people have a single name."""

    given_names = forms.CharField(
        label=_("First names"),
        help_text=_("In the order of your identity document."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Name at birth"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    usual_name = forms.CharField(
        label=_("Name used, if different"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = DateField3(label=_("Date of birth"), birth=True, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("given_names", "family_name", "usual_name"):
            cleaned[name] = " ".join(cleaned.get(name, "").split())
        born = cleaned.get("birth_date")
        cleaned["birth_date"] = born.isoformat() if born else ""
        return cleaned


class ContactForm(StyledForm):
    """How somebody is reached, and where they live."""

    email = EmailField(label=_("E-mail address for news of your requests"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address_line = forms.CharField(
        label=_("Number and street"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    address_extra = forms.CharField(
        label=_("Building, flat, place name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    commune_name = forms.CharField(
        label=_("Town"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the mails and messages sent to you"), choices=settings.LANGUAGES
    )

    def clean_postal_code(self) -> str:
        typed = re.sub(r"\s", "", self.cleaned_data["postal_code"])
        if typed and not re.fullmatch(r"\d{5}", typed):
            raise ValidationError(_("A postal code has five digits. Example: 64230"))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["commune_code"] = ""
        postal, town = cleaned.get("postal_code", ""), cleaned.get("commune_name", "")
        if not town:
            return cleaned
        found = territory.search_communes(f"{postal} {town}".strip(), limit=1)
        if found and _same_town(found[0].name, town):
            cleaned["commune_code"], cleaned["commune_name"] = found[0].code, found[0].name
        return cleaned


class ClaimForm(StyledForm):
    code = forms.CharField(
        label=_("Code printed on your receipt"),
        help_text=_("Twelve letters and digits, for example 7K3M-9QXR-A2WP."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    birth_date = DateField3(
        label=_("Date of birth given at the desk"),
        help_text=_("It protects you if somebody else finds the receipt."),
        birth=True,
        required=False,
    )


class CloseForm(StyledForm):
    sure = forms.BooleanField(label=_("I understand, close my account"))


def _same_town(official: str, typed: str) -> bool:
    plain = [
        re.sub(r"\bste?\b", "saint", re.sub(r"[^a-z]+", " ", fold(t))) for t in (official, typed)
    ]
    return plain[0].replace("sainte", "saint") == plain[1].replace("sainte", "saint")
