"""How a person wants to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.core.forms import StyledForm
from parvis.core.ui.words import phone


class PreferenceForm(StyledForm):
    """Only the ways that are possible are proposed; at least one must be kept."""

    channels = forms.MultipleChoiceField(
        label=_("How should we tell you that something new has happened?"),
        help_text=_("In every case, the message is also in your space."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way, so that we can reach you.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        if person.email:
            choices.append(("mail", _("By e-mail, at %(email)s") % {"email": person.email}))
        if person.phone:
            number = phone(person.phone)
            choices.append(("sms", _("By text message, at %(phone)s") % {"phone": number}))
        self.offer("channels", choices)
