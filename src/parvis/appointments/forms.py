"""What is asked when one books, cancels, or says when one receives."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.appointments.models import Agenda, Booking, Channel, Kind
from parvis.appointments.queries.free import Offer, check_hours
from parvis.appointments.words import lines_of
from parvis.core.forms import DateField3, StyledForm
from parvis.directory.models import Place

MOST_NEEDS = 5
TIMES = ["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h"]


class TakeForm(StyledForm):
    """How one meets, and what about. What has only one answer is not asked."""

    channel = forms.ChoiceField(label=_("How do we meet?"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Address of the visit"), max_length=300, required=False,
        help_text=_("Number and street, postal code and commune. Only for a visit at home."),
    )  # fmt: skip
    subject = forms.CharField(
        label=_("What is it about?"), max_length=200, required=False,
        help_text=_("A few words for the person who receives you."),
    )  # fmt: skip

    def __init__(self, *args: Any, offer: Offer, person: Person, **kwargs: Any) -> None:
        channels = offer.channels
        lives = ", ".join(
            part
            for part in (person.address_line, f"{person.postal_code} {person.commune_name}".strip())
            if part
        )
        initial = {"channel": channels[0] if channels else "", "address": lives}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.offer("channel", [(one, Channel(one).label) for one in channels])
        if len(channels) == 1:
            self.fields["channel"].widget = forms.HiddenInput()
        if Channel.HOME not in channels:
            del self.fields["address"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("channel") == Channel.HOME and not given.get("address"):
            self.add_error("address", _("Say where to come: number, street, commune."))
        return given


class AgentTakeForm(TakeForm):
    """The same, and how the person asked."""

    asked_by = forms.ChoiceField(
        label=_("How did the person ask?"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, capfirst(one.label)) for one in (Booking.Asked.PHONE, Booking.Asked.DESK)
        ],
        initial=Booking.Asked.PHONE.value,
    )


class CancelForm(StyledForm):
    reason = forms.CharField(
        label=_("Why?"), max_length=200, required=False,
        help_text=_("The person reads it."),
    )  # fmt: skip


class AbsenceForm(StyledForm):
    """Days, both included; with hours, from the first day's hour to the last day's."""

    agenda = forms.ModelChoiceField(
        label=_("Whose agenda?"), queryset=Agenda.objects.none(), empty_label=None
    )
    first = DateField3(label=_("First day"))
    last = DateField3(label=_("Last day"), required=False, help_text=_("Empty: one day only."))
    from_hour = forms.TimeField(
        label=_("From what hour"), required=False, input_formats=TIMES,
        help_text=_("For example 14:00. Empty: from the morning on."),
    )  # fmt: skip
    to_hour = forms.TimeField(
        label=_("Until what hour"), required=False, input_formats=TIMES,
        help_text=_("For example 16:30. Empty: until the evening."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why?"), max_length=120, required=False,
        help_text=_("Only colleagues of your unit read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, agendas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agenda", agendas)
        only = list(agendas[:2])
        if len(only) == 1:
            field = self.fields["agenda"]
            field.widget = forms.HiddenInput()
            field.initial = only[0].pk

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when, by that clock. The form is valid."""
        given = self.cleaned_data
        return _absence(given, zone)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and not self.errors:
            start, end = _absence(given, ZoneInfo("Europe/Paris"))
            if end <= start:
                self.add_error("last", _("The end comes before the beginning."))
        return given


def _absence(given: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime]:
    first: date = given["first"]
    last: date = given.get("last") or first
    start = datetime.combine(first, given.get("from_hour") or time(0), zone)
    until: time | None = given.get("to_hour")
    end_day = last if until else last + timedelta(days=1)
    return start, datetime.combine(end_day, until or time(0), zone)


class KindForm(StyledForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As residents say it: “Identity card”.")
    )
    explain = forms.CharField(label=_("In one sentence"), max_length=400, required=False)
    minutes = forms.IntegerField(
        label=_("Length, in minutes"), min_value=5, max_value=480, initial=30
    )
    margin_minutes = forms.IntegerField(
        label=_("Margin after it, in minutes"), min_value=0, max_value=120, initial=0,
        help_text=_("To write down, tidy up, or drive on."),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("How do you meet?"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.CharField(
        label=_("What else must be free"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A room, an interpreter, a second colleague: one thing a line. An appointment takes "
            "one of each besides whoever receives, or is not offered. Say under “Hours” which "
            "rooms or colleagues each may be."
        ),
    )  # fmt: skip
    is_for_agents_only = forms.TypedChoiceField(
        label=_("Who may book?"),
        widget=forms.RadioSelect,
        choices=[("no", _("residents, and agents for them")), ("yes", _("agents only"))],
        coerce="yes".__eq__,
        initial="no",
    )
    notice_hours = forms.IntegerField(
        label=_("Not less than … hours ahead"), min_value=0, max_value=720, initial=24
    )
    horizon_days = forms.IntegerField(
        label=_("Not more than … days ahead"), min_value=1, max_value=365, initial=60
    )
    reminder_hours = forms.IntegerField(
        label=_("Second reminder, … hours before"), min_value=0, max_value=23, initial=2,
        help_text=_("The first leaves the day before. 0: no second one."),
    )  # fmt: skip
    to_bring = forms.CharField(
        label=_("What to bring"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One thing a line."),
    )  # fmt: skip
    is_open = forms.TypedChoiceField(
        label=_("Can it be booked?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("yes")), ("no", _("no, for now"))],
        coerce="yes".__eq__,
        initial="yes",
    )

    def clean_needs(self) -> list[str]:
        needs = list(dict.fromkeys(lines_of(str(self.cleaned_data["needs"]))))
        if len(needs) > MOST_NEEDS or any(len(one) > 60 for one in needs):
            raise forms.ValidationError(
                _("Write at most %(count)d lines, of 60 signs each.") % {"count": MOST_NEEDS}
            )
        return needs


class OpeningForm(StyledForm):
    """Who receives, where, when, for what; or who is at hand for those who receive."""

    who = forms.ChoiceField(label=_("Whose agenda?"))
    place = forms.ModelChoiceField(
        label=_("Where?"), queryset=Place.objects.none(), required=False,
        empty_label=_("nowhere: by telephone, by video or at home"),
    )  # fmt: skip
    kinds = forms.ModelMultipleChoiceField(
        label=_("For what?"), queryset=Kind.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    part = forms.ChoiceField(
        label=_("In what part?"), required=False,
        help_text=_(
            "A room or a colleague taken besides is free for whoever receives at the same place; "
            "without a place, anywhere."
        ),
    )  # fmt: skip
    hours = forms.CharField(
        label=_("Hours"), max_length=255, required=False,
        help_text=_(
            "As OpenStreetMap writes them: Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00. "
            "Days: Mo Tu We Th Fr Sa Su. Empty: while the place is open. Holidays are closed."
        ),
    )  # fmt: skip
    video_url = forms.URLField(
        label=_("Link of the video meeting"), required=False, assume_scheme="https"
    )
    starts_on = DateField3(label=_("From the day"), required=False)
    ends_on = DateField3(label=_("Until the day"), required=False)

    def __init__(
        self, *args: Any, who: list[tuple[str, str]], places: Any, kinds: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("who", who)
        self.offer("place", places)
        self.offer("kinds", kinds)
        parts = sorted({need for kind in kinds for need in kind.needs})
        if parts:
            self.offer("part", [("", _("receives people")), *((one, one) for one in parts)])
        else:
            del self.fields["part"]

    def clean_hours(self) -> str:
        hours = str(self.cleaned_data["hours"])
        try:
            check_hours(hours)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return hours

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._check_part(given)
        place = given.get("place")
        hours = given.get("hours") or (place.opening_hours if place else "")
        if "hours" not in self.errors and not hours:
            self.add_error("hours", _("Write the hours: this place does not say its own."))
        at_a_desk = [kind for kind in given.get("kinds") or () if kind.channels == [Channel.DESK]]
        if at_a_desk and not given.get("part") and "place" not in self.errors and not place:
            self.add_error(
                "place",
                _("“%(kind)s” is given at the desk: say where.") % {"kind": at_a_desk[0].name},
            )
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end comes before the beginning."))
        return given

    def _check_part(self, given: dict[str, Any]) -> None:
        part = given.get("part")
        without = [kind for kind in given.get("kinds") or () if part and part not in kind.needs]
        if without:
            self.add_error(
                "part",
                _("“%(kind)s” does not need “%(part)s”: untick it, or write this need there.")
                % {"kind": without[0].name, "part": part},
            )
