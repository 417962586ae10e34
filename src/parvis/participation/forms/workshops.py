"""What organisers and facilitators say of a workshop, and how one comes to it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import DateField3, PhoneField, RowField, StyledForm
from parvis.participation.models import Registration, Workshop

LEAST_MINUTES, MOST_MINUTES = 1, 600


def _said(choices: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(one.label)) for one in choices]


class WorkshopEditForm(StyledForm):
    """Hours are those of `zone`. `places`: where it may be held; `agents`: who may facilitate."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=(), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=120)
    purpose = forms.CharField(
        label=_("What one does there, and what becomes of it"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("Short sentences, no abbreviation: residents read it before they register."),
    )
    format = forms.ChoiceField(label=_("How does one come?"), choices=(), widget=forms.RadioSelect)
    place = RowField(label=_("Place of the directory"), required=False)
    address = forms.CharField(label=_("Or another address"), max_length=200, required=False)
    seats = forms.IntegerField(
        label=_("Places on site"), min_value=0, max_value=1000, required=False
    )
    video_url = forms.URLField(
        label=_("Video link"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown to those registered and to facilitators, to nobody else."),
    )
    remote_seats = forms.IntegerField(
        label=_("Places by video link"), min_value=0, max_value=1000, required=False
    )
    day = DateField3(label=_("Day"))
    begins = forms.TimeField(label=_("Begins at"), help_text=_("For example 18:30"))
    ends = forms.TimeField(label=_("Ends at"))
    opens_on = DateField3(label=_("Registration opens on"))
    closes_on = DateField3(label=_("Last day to register"))
    hosts = forms.MultipleChoiceField(
        label=_("Facilitators among the agents"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=(),
        help_text=_("They alone read what people need in order to come."),
    )
    other_hosts = forms.CharField(
        label=_("Other facilitators"),
        max_length=200,
        required=False,
        help_text=_("Their names, as everybody will read them."),
    )

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        places: Iterable[Any],
        agents: Iterable[Any],
        **kwargs: Any,
    ) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)
        self.offer("kind", _said(Workshop.Kind))
        self.offer("format", _said(Workshop.Format))
        self.offer("place", places)
        field: Any = self.fields["place"]
        field.choices = [("", _("None of these")), *field.choices]
        self.agents = {str(one.pk): one for one in agents}
        self.offer("hosts", [(key, str(one)) for key, one in self.agents.items()])

    def told(self) -> dict[str, Any]:
        """What the actions take."""
        given = dict(self.cleaned_data)
        day, last = given.pop("day"), given.pop("closes_on")
        starts_at = datetime.combine(day, given.pop("begins"), self.zone)
        closes_at = datetime.combine(last + timedelta(days=1), time(), self.zone)
        return given | {
            "starts_at": starts_at,
            "ends_at": datetime.combine(day, given.pop("ends"), self.zone),
            "opens_at": datetime.combine(given.pop("opens_on"), time(), self.zone),
            "closes_at": min(closes_at, starts_at) if last <= day else closes_at,
            "seats": given["seats"] or 0,
            "remote_seats": given["remote_seats"] or 0,
            "hosts": [self.agents[key] for key in given["hosts"]],
        }


def shown(workshop: Workshop, zone: ZoneInfo) -> dict[str, Any]:
    """A workshop as its form begins."""
    names = ["kind", "title", "purpose", "format", "address", "seats", "video_url"]
    names += ["remote_seats", "other_hosts"]
    starts, ends = workshop.starts_at.astimezone(zone), workshop.ends_at.astimezone(zone)
    closes = workshop.closes_at.astimezone(zone) - timedelta(seconds=1)
    return {name: getattr(workshop, name) for name in names} | {
        "place": str(workshop.place_id or ""),
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "opens_on": workshop.opens_at.astimezone(zone).date(),
        "closes_on": closes.date(),
        "hosts": [str(one.pk) for one in workshop.hosts.all()],
    }


class CancelForm(StyledForm):
    why = forms.CharField(
        label=_("Why? Everybody reads it"), widget=forms.Textarea, max_length=1500
    )


class ComingForm(StyledForm):
    """`modes`: the ways in which one may come."""

    mode = forms.ChoiceField(label=_("How do you come?"), choices=(), widget=forms.RadioSelect)
    needs = forms.CharField(
        label=_("What you need in order to take part"),
        max_length=300,
        required=False,
        help_text=_(
            "If you wish: wheelchair access, sign language, large print, child care… Facilitators"
            " alone read it; it is erased a month after the workshop."
        ),
    )

    def __init__(self, *args: Any, modes: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(modes)
        self.offer("mode", _said(found))
        self.fields["mode"].initial = found[0].value
        if len(found) == 1:
            self.fields["mode"].widget = forms.HiddenInput()


class NewcomerForm(StyledForm):
    """Somebody nobody knows yet, who comes without an account."""

    family_name = forms.CharField(label=_("Family name"), max_length=100)
    given_names = forms.CharField(label=_("Given names"), max_length=100)
    phone = PhoneField(label=_("Telephone"), required=False)


class StepForm(StyledForm):
    title = forms.CharField(label=_("Step"), max_length=120, required=False)
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        required=False,
    )
    method = forms.CharField(label=_("Method"), max_length=500, required=False)
    material = forms.CharField(label=_("Material"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("title") and not given.get("minutes"):
            self.add_error("minutes", _("Say how many minutes this step takes."))
        return given


class NeededForm(StyledForm):
    needed = forms.CharField(
        label=_("What to bring"),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        help_text=_("One line for each thing."),
    )


class CardsForm(StyledForm):
    each = forms.IntegerField(label=_("Cards for each theme"), min_value=0, max_value=40, initial=2)
    blank = forms.IntegerField(
        label=_("Cards without a theme"), min_value=0, max_value=200, initial=8
    )


class LiveForm(StyledForm):
    """`steps`: titles; `themes`: those of the consultation."""

    step = forms.ChoiceField(label=_("Step"), choices=(), required=False)
    theme = forms.ChoiceField(label=_("Topic of the ideas"), choices=(), required=False)
    notes = forms.CharField(
        label=_("Notes, one line for each"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        required=False,
    )

    def __init__(
        self, *args: Any, steps: Iterable[str], themes: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("step", [*((one, one) for one in steps), ("", _("The whole workshop"))])
        self.offer("theme", [("", _("No topic in particular")), *((one, one) for one in themes)])

    @property
    def lines(self) -> list[str]:
        said = (" ".join(line.split()) for line in self.cleaned_data["notes"].splitlines())
        return [line for line in said if line]


class AttendanceForm(StyledForm):
    """`registrations` of a workshop, their people loaded."""

    present = forms.MultipleChoiceField(
        label=_("Who was there?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=(),
    )
    walk_ins = forms.IntegerField(
        label=_("How many others came without being registered?"),
        min_value=0,
        max_value=1000,
        initial=0,
    )

    def __init__(self, *args: Any, registrations: Iterable[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "present",
            [
                (str(one.pk), f"{one.participant.person or '–'} ({one.get_mode_display()})")
                for one in registrations
            ],
        )


class WorkshopMinutesForm(StyledForm):
    text = forms.CharField(
        label=_("Minutes"),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=40_000,
        help_text=_("Public, without names. A line that begins with “- ” is an item of a list."),
    )
