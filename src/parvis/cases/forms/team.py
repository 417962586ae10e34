"""What agents say of their absences, and of the work of a team."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.cases.models import AlertPreference, BulkRun
from parvis.core import clock
from parvis.core.forms import DateField3, StyledForm, described

LONGEST = timedelta(days=366)


class AbsenceForm(StyledForm):
    """Who is away, when, and who stands in."""

    agent = forms.ModelChoiceField(label=_("Who is away"), queryset=Account.objects.none())
    du = DateField3(label=_("First day of absence"))
    au = DateField3(label=_("Last day of absence"))
    relais = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("The whole unit"),
        help_text=_("Nothing is moved: what is entrusted stays so, and this person sees it too."),
    )

    def __init__(
        self,
        *args: Any,
        agents: QuerySet[Account] | None,
        handlers: QuerySet[Account],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("relais", handlers)
        if agents is None:
            del self.fields["agent"]
        else:
            self.offer("agent", agents)

    def clean_au(self) -> Any:
        first, last = self.cleaned_data.get("du"), self.cleaned_data["au"]
        if last < clock.today():
            raise forms.ValidationError(_("This day is past."))
        if first is not None and last < first:
            raise forms.ValidationError(_("The last day comes before the first one."))
        if first is not None and last - first > LONGEST:
            raise forms.ValidationError(_("An absence lasts a year at most."))
        return last


class ReassignForm(StyledForm):
    """What becomes of somebody's work."""

    faire = forms.ChoiceField(label=_("What to do with it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = BulkRun.Kind
        choices = [
            (
                kinds.ENTRUST,
                described(gettext("Entrust it to a colleague"), gettext("You choose whom.")),
            ),
            (
                kinds.SHARE,
                described(
                    gettext("Share it out among those present"),
                    gettext(
                        "Each time to whoever has the least to do; those who are absent get none."
                    ),
                ),
            ),
        ]
        if is_held:
            again = described(
                gettext("Give it back to the unit"), gettext("It is then nobody’s in particular.")
            )
            choices.append((kinds.RELEASE, again))
        self.offer("faire", choices)


class DuplicateForm(StyledForm):
    message = forms.CharField(
        label=_("What to tell the person"),
        help_text=_("They read it as it is, with where to follow."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class AlertsForm(StyledForm):
    """By which rhythm an agent is told by mail."""

    rythme = forms.ChoiceField(label=_("When to write to you"), widget=forms.RadioSelect)
    heure = forms.TypedChoiceField(
        label=_("At what time, on working days"),
        help_text=_("For once a day, and once a week (the first working day)."),
        coerce=int,
        choices=[(hour, f"{hour} h") for hour in range(6, 20)],
        initial=8,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rhythms = AlertPreference.Rhythm
        told = {
            rhythms.EACH: gettext("A mail every five minutes at most, when there is something."),
            rhythms.DAILY: gettext("One mail a working day, when there is something."),
            rhythms.WEEKLY: gettext("One mail a week, when there is something."),
            rhythms.NONE: gettext("You look at the list yourself."),
        }
        words = [(one.value, described(str(one.label), told[one])) for one in rhythms]
        self.offer("rythme", words)
