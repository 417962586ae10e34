"""Small forms of agents: what is missing, to whom, a text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.cases.engine.moves import Move
from parvis.cases.forms.page import Kept, QuestionForm
from parvis.catalogue.definition import Package
from parvis.core.forms import IbanField, StyledForm
from parvis.core.ui.words import plaindate
from parvis.directory.models import Absence


class CorrectionForm(StyledForm):
    """Which answers to correct, and what is missing. Only questions that can be answered again."""

    reponses = forms.MultipleChoiceField(
        label=_("Answers to correct or complete"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The person will be able to change these answers only."),
    )
    message = forms.CharField(
        label=_("What is missing"),
        help_text=_("In plain words: the person reads it as it is."),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        package: Package,
        answers: Mapping[str, Any],
        language: str,
        revision: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words = package.words(language)
        asked = [
            (field.id, words.fields[field.id].label)
            for field in package.form.all_fields()
            if field.type not in {"information", "declaration"}
            # A question the person was not asked stays out, but for pieces: one may be missing.
            and (field.id in answers or field.type == "files")
        ]
        self.offer("reponses", asked)
        self.initial["revision"] = revision

    def again(self, revision: int) -> "CorrectionForm":
        """The same words, over what somebody changed meanwhile."""
        data = cast(QueryDict, self.data).copy()
        data["revision"] = str(revision)
        self.data = data
        return self


def ask_result(form: QuestionForm, results: Sequence[Move], chosen: str, errors: list[str]) -> None:
    """Put "which answer?" before the other questions of a task."""
    asked = Kept(
        label=_("Your answer"),
        widget=forms.RadioSelect(choices=[(one.transition, one.label) for one in results]),
        initial=chosen,
    )
    form.fields = {"resultat": asked, **form.fields}
    if errors:
        form.is_bound = True
        form.errors["resultat"] = ErrorList(errors)


class AssignForm(StyledForm):
    agent = forms.ModelChoiceField(label=_("To whom"), queryset=Account.objects.none())

    def __init__(
        self,
        *args: Any,
        agents: QuerySet[Account],
        away: Iterable[Absence] = (),
        **kwargs: Any,
    ) -> None:
        """`away`: who is absent, to be said beside their name."""
        super().__init__(*args, **kwargs)
        until = {one.account_id: plaindate(one.ends_on) for one in away}

        def named(account: Account) -> str:
            day = until.get(account.pk)
            said = gettext("absent until %(day)s") % {"day": day} if day else ""
            return f"{account} ({said})" if said else str(account)

        self.fields["agent"].label_from_instance = named  # type: ignore[attr-defined]
        self.offer("agent", agents)


class TextForm(StyledForm):
    texte = forms.CharField(
        label=_("Your text"), max_length=4000, widget=forms.Textarea({"rows": 6})
    )


class DebtorForm(StyledForm):
    """The account a unit pays from."""

    name = forms.CharField(
        label=_("Account holder"),
        help_text=_("As the bank knows it."),
        max_length=70,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    iban = IbanField(label=_("IBAN"), max_length=50)
    bic = forms.CharField(
        label=_("BIC"),
        required=False,
        max_length=11,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
