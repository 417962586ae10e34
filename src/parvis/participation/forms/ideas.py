"""What one says of an idea, and what one answers to it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core import maps
from parvis.core.forms import AmountField, RowField, StyledForm
from parvis.participation.models import Argument, Consultation, Idea
from parvis.territory.models import Area

LATITUDE, LONGITUDE = "lieu.latitude", "lieu.longitude"


class IdeaForm(StyledForm):
    """A title is enough; the rest helps. `communes`: where it may be."""

    title = forms.CharField(
        label=_("Your idea in one sentence"),
        max_length=120,
        min_length=8,
        help_text=_("Begin with what is to be done: “Lend dishes for street parties”."),
    )
    text = forms.CharField(
        label=_("Why, for whom, how"), widget=forms.Textarea, max_length=4000, required=False
    )
    theme = forms.ChoiceField(label=_("Topic"), required=False)
    commune = RowField(label=_("Commune"), required=False)
    place = forms.CharField(
        label=_("Where exactly?"),
        max_length=150,
        required=False,
        help_text=_("A street, a school, a park… Empty: anywhere in the commune."),
    )
    cost = AmountField(
        label=_("About how much would it cost?"),
        required=False,
        help_text=_("If you have an idea of it. Nobody holds you to it."),
    )
    photo = forms.FileField(
        label=_("A photo"),
        required=False,
        help_text=_("No face, no number plate: everybody will see it."),
    )
    photo_alt = forms.CharField(
        label=_("What the photo shows"),
        max_length=150,
        required=False,
        help_text=_("For those who cannot see it."),
    )

    def __init__(
        self, *args: Any, consultation: Consultation, communes: list[Area], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        themes = [(one, one) for one in consultation.themes]
        self.offer("theme", [("", _("No topic in particular")), *themes])
        if not themes:
            del self.fields["theme"]
        self.offer("commune", communes)
        field: Any = self.fields["commune"]
        field.choices = [("", _("The whole territory")), *field.choices]
        for name in (LATITUDE, LONGITUDE):
            self.fields[name] = forms.FloatField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        latitude, longitude = given.get(LATITUDE), given.get(LONGITUDE)
        if latitude is None or longitude is None:
            given[LATITUDE] = given[LONGITUDE] = None
        elif (box := maps.extent(maps.known_landmarks())) and not box.holds(latitude, longitude):
            self.add_error("place", _("The pin lies outside the territory: move or remove it."))
        if given.get("photo") and not given.get("photo_alt"):
            self.add_error("photo_alt", _("Say in a few words what the photo shows."))
        return given

    @property
    def written(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        return {
            "title": " ".join(given["title"].split()),
            "text": given["text"].strip(),
            "theme": given.get("theme", ""),
            "commune": given["commune"],
            "place": given["place"],
            "latitude": given[LATITUDE],
            "longitude": given[LONGITUDE],
            "cost_cents": given["cost"],
            "photo_alt": given["photo_alt"],
        }


def shown(idea: Idea) -> Mapping[str, Any]:
    """An idea as its form begins."""
    return {
        "title": idea.title,
        "text": idea.text,
        "theme": idea.theme,
        "commune": str(idea.commune_id or ""),
        "place": idea.place,
        "cost": idea.cost_cents,
        "photo_alt": idea.photo_alt,
        LATITUDE: idea.latitude,
        LONGITUDE: idea.longitude,
    }


class ArgumentForm(StyledForm):
    side = forms.ChoiceField(
        label=_("You are"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, capfirst(one.label)) for one in (Argument.Side.FOR, Argument.Side.AGAINST)
        ],
    )
    text = forms.CharField(label=_("Your argument"), widget=forms.Textarea, max_length=1500)


class WhyForm(StyledForm):
    """Why a new reading is asked for."""

    why = forms.CharField(
        label=_("Why should it be read again?"), widget=forms.Textarea, max_length=1500
    )
