"""What organisers say of a consultation and of its phases; what people say of themselves."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import DateField3, RowField, StyledForm
from parvis.participation.models import Act, Consultation, Phase
from parvis.participation.rules.phase_rules import USUAL, InvalidRules, PhaseRules, read, rules_of


def _said(choices: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(one.label)) for one in choices]


class ConsultationForm(StyledForm):
    """`units`: those for which the agent may answer; `areas`: where it may be held."""

    title = forms.CharField(label=_("Title"), max_length=150)
    summary = forms.CharField(
        label=_("In plain language"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("What is decided, who decides, when. Short sentences, no abbreviation."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=())
    openness = forms.ChoiceField(
        label=_("Who may take part?"), choices=(), widget=forms.RadioSelect
    )
    lead = RowField(label=_("Unit that answers for it"))
    areas = forms.MultipleChoiceField(
        label=_("Where?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The whole area, or some communes."),
    )

    edition_before = forms.ChoiceField(
        label=_("Was the same held before?"),
        choices=(),
        required=False,
        help_text=_("People see there what the vote and the promises of this one will look like."),
    )

    def __init__(
        self, *args: Any, units: Any, areas: Any, editions: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {one.slug: one for one in editions}
        told = [(one.slug, one.title) for one in self.editions.values()]
        self.offer("edition_before", [("", _("No, or not here")), *told])
        self.offer("topic", _said(Consultation.Topic))
        self.offer("openness", _said(Consultation.Openness))
        self.offer("lead", units)
        self.rows = {str(area.pk): area for area in areas}
        self.offer("areas", [(key, area.name) for key, area in self.rows.items()])

    def clean_edition_before(self) -> Consultation | None:
        return self.editions.get(self.cleaned_data["edition_before"])

    def clean_areas(self) -> list[Any]:
        return [self.rows[key] for key in self.cleaned_data["areas"]]


class PhaseForm(StyledForm):
    """Days are those of `zone`, both included."""

    kind = forms.ChoiceField(label=_("What is it for?"), choices=())
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What happens"), widget=forms.Textarea, max_length=2000, required=False
    )
    first_day = DateField3(label=_("First day"))
    last_day = DateField3(label=_("Last day"))
    acts = forms.MultipleChoiceField(
        label=_("What may one do?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=(),
        help_text=_("Cannot change any more once the phase has opened."),
    )
    visitors = forms.MultipleChoiceField(
        label=_("What may visitors do, whom nobody verified?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=(),
        help_text=_("What they give is kept apart, and said to be so."),
    )
    reads_before = forms.BooleanField(
        label=_("Contributions are read before they show"), required=False
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, phase: Phase | None = None, **kwargs: Any
    ) -> None:
        self.zone, self.phase = zone, phase
        kwargs.setdefault("initial", _shown(phase, zone) if phase else {})
        super().__init__(*args, **kwargs)
        self.offer("kind", _said(Phase.Kind))
        self.offer("acts", _said(Act))
        forbidden = {Act.VOTE, Act.VOLUNTEER}
        self.offer("visitors", _said(act for act in Act if act not in forbidden))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("A phase ends after it begins."))
            given["opens_at"], given["closes_at"] = self._kept(first, last)
        if "acts" in given and "visitors" in given:
            self._read_rules(given)
        return given

    def _read_rules(self, given: dict[str, Any]) -> None:
        most = rules_of(self.phase).written()["most"] if self.phase else {}
        asked = {
            "acts": given["acts"] or list(USUAL[given["kind"]] if not self.phase else ()),
            "visitors": given["visitors"],
            "reads_before": given.get("reads_before", False),
            "most": most,
        }
        try:
            given["rules"] = read(asked)
        except InvalidRules as wrong:
            self.add_error("acts", str(wrong))

    def _kept(self, first: date, last: date) -> tuple[datetime, datetime]:
        """The instants; those the phase has already when the days are still the same."""
        if self.phase and (first, last) == _days(self.phase, self.zone):
            return self.phase.opens_at, self.phase.closes_at
        opens = datetime.combine(first, time(), self.zone)
        if self.phase and first == _days(self.phase, self.zone)[0]:
            opens = self.phase.opens_at
        return opens, datetime.combine(last + timedelta(days=1), time(), self.zone)

    @property
    def phase_fields(self) -> dict[str, Any]:
        names = ("kind", "title", "text", "opens_at", "closes_at", "rules")
        return {name: self.cleaned_data[name] for name in names}


def _days(phase: Phase, zone: ZoneInfo) -> tuple[date, date]:
    last = phase.closes_at.astimezone(zone) - timedelta(seconds=1)
    return phase.opens_at.astimezone(zone).date(), last.date()


def _shown(phase: Phase, zone: ZoneInfo) -> dict[str, Any]:
    first, last = _days(phase, zone)
    rules: PhaseRules = rules_of(phase)
    return {
        "kind": phase.kind,
        "title": phase.title,
        "text": phase.text,
        "first_day": first,
        "last_day": last,
        "acts": sorted(rules.acts),
        "visitors": sorted(rules.visitors),
        "reads_before": rules.reads_before,
    }


class DocumentForm(StyledForm):
    """A text written here, or a file."""

    title = forms.CharField(label=_("Title"), max_length=150)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea, max_length=40_000, required=False
    )
    upload = forms.FileField(label=_("Or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("text")) == bool(given.get("upload")):
            self.add_error("text", _("Write a text, or add a file: one of the two."))
        return given


class NameForm(StyledForm):
    name = forms.CharField(
        label=_("Name shown beside what you write"),
        max_length=80,
        required=False,
        help_text=_("Empty: no name is shown. A first name or a nickname is enough."),
    )
