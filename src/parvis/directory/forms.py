"""What is asked of somebody who looks for a place, and of the agent who describes one."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.forms import EmailField, PhoneField, StyledForm
from parvis.directory import hours, ports, queries
from parvis.directory.languages import LANGUAGES
from parvis.directory.models import Institution, Place
from parvis.directory.queries import Wanted
from parvis.territory import queries as territory
from parvis.territory.models import Area

ANY: tuple[str, str | Promise] = ("", _("Any of them"))
MOST_YEARS = 5


class WantedForm(StyledForm):
    """Filters of the list of places; kept in its address."""

    q = forms.CharField(label=_("Name, commune or need"), required=False, max_length=80)
    nature = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Place.Kind.choices])
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    langue = forms.ChoiceField(
        label=_("Language spoken"), required=False, choices=[ANY, *LANGUAGES.items()]
    )
    acces = forms.ChoiceField(
        label=_("Accessibility"), required=False, choices=[ANY, *Place.Access.choices]
    )
    ouvert = forms.BooleanField(label=_("Open now"), required=False)
    le = forms.DateTimeField(
        label=_("Open on this day and time"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a day and a time.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("commune", [ANY, *queries.communes_with_places()])

    def clean_le(self) -> datetime | None:
        """Nobody knows opening hours of another century, and no sum of days goes beyond them."""
        at: datetime | None = self.cleaned_data["le"]
        if at is not None and abs(at.year - clock.today().year) > MOST_YEARS:
            raise ValidationError(self.fields["le"].error_messages["invalid"], "invalid")
        return at

    def wanted(self) -> Wanted:
        """What can be read of the filters; what cannot is left out."""
        self.is_valid()
        given = self.cleaned_data
        access = (given["acces"],) if given.get("acces") else ()
        return Wanted(
            text=given.get("q", ""),
            kind=given.get("nature", ""),
            commune=given.get("commune", ""),
            language=given.get("langue", ""),
            access=access,
            at=clock.now() if given.get("ouvert") else given.get("le"),
        )


class PlaceForm(StyledForm):
    """A place as an agent describes it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Place.Kind.choices)
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("On one line, as on an envelope.")
    )
    commune = forms.ModelChoiceField(label=_("Commune"), queryset=Area.objects.none())
    opening_hours = forms.CharField(
        label=_("Opening hours"),
        required=False,
        max_length=hours.LONGEST,
        help_text=_(
            "In the OpenStreetMap syntax, for example: "
            "Mo-Fr 08:30-12:00,13:30-17:00; Sa 09:00-12:00; PH off"
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    email = EmailField(label=_("E-mail"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    notes = forms.CharField(
        label=_("Good to know"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": "3"}),
        help_text=_("How to come, what to bring, with or without an appointment."),
    )
    access = forms.MultipleChoiceField(
        label=_("Accessibility"),
        required=False,
        choices=Place.Access.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    tasks = forms.CharField(
        label=_("What one can do there"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": "5"}),
        help_text=_("One thing a line, in the words of those who come."),
    )
    services = forms.MultipleChoiceField(
        label=_("Services of the catalogue"), required=False, widget=forms.CheckboxSelectMultiple
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = institution.area
        communes = Area.objects.filter(level=Area.Level.COMMUNE, is_current=True)
        if area is not None:
            communes = territory.communes_of(area)
        offered = [(slug, title) for slug, (title, _url) in ports.services().items()]
        self.offer("commune", communes.order_by("folded"))
        self.offer("services", offered)

    def add_prefix(self, field_name: str) -> str:
        """The map writes the position under `place.latitude` and `place.longitude`."""
        return f"place.{field_name}" if field_name in ("latitude", "longitude") else field_name

    def clean_opening_hours(self) -> str:
        text = str(self.cleaned_data["opening_hours"])
        if not text:
            return ""
        try:
            read = hours.parse(text)
        except hours.InvalidHours as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if hours.undone(read):
            raise forms.ValidationError(
                _("Write exceptions (PH, months, dates) after the usual days: the last one counts.")
            )
        return read.text

    def clean_tasks(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["tasks"]).splitlines()]
        tasks = [line for line in lines if line]
        if any(len(task) > 120 for task in tasks):
            raise forms.ValidationError(_("Keep each line shorter than 120 characters."))
        return tasks

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        latitude, longitude = given.get("latitude"), given.get("longitude")
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            given["latitude"] = given["longitude"] = None
        return given


def shown(place: Place) -> dict[str, Any]:
    """A place as the form shows it."""
    names = [name for name in PlaceForm.base_fields if name != "tasks"]
    return {name: getattr(place, name) for name in names} | {"tasks": "\n".join(place.tasks)}
