"""What is typed of a mandate: whom, for what, until when. Checks, saves nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.forms import (
    CodeField,
    DateField3,
    EmailField,
    PhoneField,
    RowField,
    StyledForm,
    described,
)
from parvis.directory.models import Unit
from parvis.trust import ports, rules
from parvis.trust.actions import Terms, Who
from parvis.trust.models import Mandate

Kind = Mandate.Kind
_ACTS = (
    ("may_file", _("Prepare and send requests")),
    ("may_answer", _("Answer the services, add documents, withdraw a request")),
    ("may_receive", _("Receive a copy of the messages")),
)
_KINDS = {
    Kind.FAMILY: (_("Relative or friend"), _("At most three years")),
    Kind.VOLUNTEER: (_("Volunteer"), _("Of an association, a neighbour… At most six months")),
    Kind.GUARDIAN: (
        _("Legal representative"),
        _("Parent of a minor, guardian… A judgment or a legal document is shown to an agent"),
    ),
}


class WhoForm(StyledForm):
    """Somebody by their name and an address of theirs."""

    given_names = forms.CharField(label=_("First names"), max_length=150)
    family_name = forms.CharField(label=_("Name"), max_length=100)
    birth_date = DateField3(
        label=_("Date of birth"),
        help_text=_("If they already use this site, it tells them from a namesake."),
        birth=True,
        required=False,
    )
    phone = PhoneField(
        label=_("Their telephone"),
        help_text=_("Or their e-mail address below: one of the two."),
        required=False,
    )
    email = EmailField(label=_("Their e-mail address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_names", "family_name", "phone", "email"):
            # The browser would offer one's own.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {"phone", "email"} & self.errors.keys() or cleaned.get("phone")
        if not given and not cleaned.get("email"):
            self.add_error("phone", _("Give a telephone number or an e-mail address."))
        return cleaned

    @property
    def who(self) -> Who:
        born: date | None = self.cleaned_data["birth_date"]
        return Who(
            given_names=" ".join(self.cleaned_data["given_names"].split()),
            family_name=" ".join(self.cleaned_data["family_name"].split()),
            birth_date=born.isoformat() if born else "",
            email=self.cleaned_data["email"],
            phone=self.cleaned_data["phone"],
        )


class TermsForm(StyledForm):
    """What the mandate allows. `kinds`: those proposed here; one kind is not asked."""

    kind = forms.ChoiceField(label=_("Who helps?"), widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label=_("On what legal ground?"),
        choices=Mandate.Basis.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "For a legal representative only. Someone under curatelle decides with their curator: "
            "they give an ordinary mandate."
        ),
    )
    services = forms.MultipleChoiceField(
        label=_("For which services?"), widget=forms.CheckboxSelectMultiple
    )
    acts = forms.MultipleChoiceField(
        label=_("What may be done?"),
        choices=_ACTS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["may_file", "may_answer"],
        help_text=_("Following the requests of these services is always included."),
    )
    ends_on = DateField3(label=_("Until when?"), help_text=_("Last day, included."))

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [Kind(kind) for kind in kinds]
        if len(self.kinds) == 1:
            del self.fields["kind"]
        else:
            words = {kind: described(str(_KINDS[kind][0]), _KINDS[kind][1]) for kind in self.kinds}
            self.offer("kind", words.items())
        if Kind.GUARDIAN not in self.kinds:
            del self.fields["basis"]
        self.offer("services", self._services())
        self.fields["ends_on"].initial = clock.today().replace(month=12, day=31)

    def _services(self) -> Iterable[tuple[str, Any]]:
        offered = ports.services()
        for one in offered:
            yield f"s:{one.slug}", described(one.name, one.institution)
        if any(rules.may_cover_everything(kind) for kind in self.kinds):
            names = {one.institution_id: one.institution for one in offered}
            for key, name in sorted(names.items(), key=lambda item: item[1]):
                label = str(_("All services of %(institution)s")) % {"institution": name}
                yield f"i:{key}", described(label, _("Present and to come"))

    def clean_basis(self) -> str:
        kind, basis = self.cleaned_data.get("kind"), str(self.cleaned_data["basis"])
        if kind == Kind.GUARDIAN and not basis:
            raise ValidationError(_("Say on what ground they represent the person."))
        return basis if kind == Kind.GUARDIAN else ""

    @property
    def terms(self) -> Terms:
        chosen = self.cleaned_data["services"]
        return Terms(
            kind=self.cleaned_data.get("kind") or self.kinds[0],
            basis=self.cleaned_data.get("basis", ""),
            services=tuple(one[2:] for one in chosen if one.startswith("s:")),
            institutions=tuple(int(one[2:]) for one in chosen if one.startswith("i:")),
            starts_on=clock.today(),
            ends_on=self.cleaned_data["ends_on"],
            **{act: act in self.cleaned_data["acts"] for act, _label in _ACTS},
        )

    def refuse(self, errors: dict[str, str]) -> None:
        """What the action answered (`InvalidTerms`)."""
        for name, words in errors.items():
            self.add_error(name if name in self.fields else None, words)


class UnitForm(StyledForm):
    """For which of their units an agent speaks; not asked when there is one."""

    unit = RowField(label=_("For which unit?"))

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", units)
        self.fields["unit"].initial = units[0].pk
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()


class CodeForm(StyledForm):
    code = CodeField(
        label=_("Code received"), help_text=_("Six figures, valid for fifteen minutes.")
    )


class RenewForm(StyledForm):
    ends_on = DateField3(label=_("Until when?"), help_text=_("Last day, included."))


class NumberForm(StyledForm):
    number = forms.CharField(
        label=_("Number of the mandate"),
        max_length=30,
        help_text=_("On the form, for example MAN-7K3M-9QXR."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class AttestForm(UnitForm):
    """How an agent knows that the person agrees."""

    checked = forms.CharField(
        label=_("What did you check?"),
        max_length=300,
        help_text=_("For example: identity cards of both, compared with the form."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    helper_agreed = forms.BooleanField(
        label=_("The helper agreed too: they signed, or stand here"), required=False
    )
    paper = forms.FileField(label=_("Scan or photo of the signed form"), required=False)

    field_order = ("unit", "checked", "helper_agreed", "paper")

    def __init__(self, *args: Any, mandate: Mandate, proof: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mandate.agreed_at is not None:
            del self.fields["helper_agreed"]
        if proof != Mandate.Proof.PAPER:
            del self.fields["paper"]
        if proof == Mandate.Proof.DOCUMENT:
            self.fields["checked"].help_text = _(
                "The document, its date, the court: “order of 12 March 2026, tribunal judiciaire "
                "de Pau”, and the identity card of the representative."
            )


class StopForm(UnitForm):
    """An agent stops a mandate at somebody's demand."""

    reason = forms.CharField(
        label=_("At whose demand, and how did you make sure of it?"),
        max_length=300,
        help_text=_("For example: the person, by telephone, date of birth and address checked."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    field_order = ("unit", "reason")
