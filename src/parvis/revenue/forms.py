"""What payers and keepers type."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core.forms import AmountField, DateField3, EmailField, IbanField, RowField, StyledForm
from parvis.directory.models import Unit
from parvis.revenue.models import THROUGH_A_KEEPER, Keeper, Mode, Regie


class PayForm(StyledForm):
    email = EmailField(
        label=_("Your email"),
        min_length=6,
        max_length=80,
        help_text=_("The payment service sends its ticket there."),
    )


class ReceiveForm(StyledForm):
    mode = forms.ChoiceField(label=_("How was it paid?"), widget=forms.RadioSelect)
    bank_reference = forms.CharField(
        label=_("Bank reference"),
        max_length=40,
        required=False,
        help_text=_("Number of the cheque, of the card ticket or of the transfer."),
    )

    def __init__(self, *args: Any, regie: Regie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [mode for mode in THROUGH_A_KEEPER if mode in regie.modes]
        self.offer("mode", [(mode.value, mode.label) for mode in allowed])


class RefundForm(StyledForm):
    amount_cents = AmountField(label=_("Amount to give back"), min_cents=1)
    reason = forms.CharField(
        label=_("Reason for the refund"), max_length=500, widget=forms.Textarea
    )
    holder = forms.CharField(label=_("Holder of the account"), max_length=70)
    iban = IbanField(label=_("IBAN"))


class PeriodForm(StyledForm):
    start = DateField3(label=_("First day"))
    end = DateField3(label=_("Last day"))


class RegieForm(StyledForm):
    unit = RowField(
        label=_("Unit that collects and pays back"),
        label_of=lambda unit: f"{unit.institution.name} · {unit.name}",
    )
    number = forms.CharField(label=_("Number"), max_length=20, help_text=_("As in its act."))
    name = forms.CharField(label=_("Name"), max_length=120)
    modes = forms.MultipleChoiceField(
        label=_("Ways of paying that its act allows"),
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    merchant = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("PayFiP client number"),
        required=False,
        help_text=_("Six digits given by the public accountant. Empty: nothing is paid on line."),
        error_messages={"invalid": _("Write six digits.")},
    )
    online_mode = forms.ChoiceField(label=_("PayFiP mode"), choices=Regie.OnlineMode.choices)
    payable_to = forms.CharField(label=_("Order of cheques"), max_length=100, required=False)
    where = forms.CharField(
        label=_("Where and when to come and pay"), max_length=300, required=False
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", units)


class KeeperForm(StyledForm):
    account = RowField(label=_("Agent of the unit"))
    role = forms.ChoiceField(
        label=_("Named as"), choices=Keeper.Role.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, agents: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("account", agents)


class ReasonForm(StyledForm):
    reason = forms.CharField(
        label=_("What did you see in the payment service’s own books?"), max_length=200
    )
