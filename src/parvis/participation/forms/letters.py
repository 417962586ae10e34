"""What somebody follows."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import StyledForm
from parvis.participation.models import Consultation
from parvis.territory import queries as territory


class FollowForm(StyledForm):
    """`code`: the commune where the person lives; the others are those of the same authority."""

    commune = forms.ChoiceField(label=_("Commune"), choices=(), required=False)
    topic = forms.ChoiceField(label=_("Topic"), choices=(), required=False)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"commune": code}, **kwargs)
        here = territory.commune(code) if code else None
        around = territory.communes_of(here.epci) if here and here.epci else []
        communes = {one.code: one.name for one in ([here] if here else [])}
        communes |= {one.code: one.name for one in around}
        self.offer("commune", [("", _("All communes")), *communes.items()])
        topics = [(one.value, capfirst(one.label)) for one in Consultation.Topic]
        self.offer("topic", [("", _("All topics")), *topics])
