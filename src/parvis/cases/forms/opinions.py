"""An opinion: asked of some services and people outside, then given."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.actions.items import LONGEST
from parvis.cases.actions.opinions import LONGEST as LONGEST_QUESTION
from parvis.cases.engine.opinions import Expert
from parvis.cases.forms.inputs import UPLOAD_TYPES, ManyFiles
from parvis.core.forms import CodeField, DateField3, EmailField, StyledForm

Choices = Sequence[tuple[Any, Any]]
EXPERTS = 3
"""People outside named on one page."""


def files_field(label: Any) -> forms.Field:
    return forms.Field(
        label=label,
        required=False,
        widget=ManyFiles({"multiple": True, "accept": ",".join(UPLOAD_TYPES.values())}),
        help_text=_("Photo, PDF or text document, 20 MB at most for each file."),
    )


class AskForm(StyledForm):
    """What is asked, of which services, and what goes with it. Nothing is shared by default."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_("What do you need to know to decide? One question, in plain words."),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 5}),
    )
    services = forms.MultipleChoiceField(
        label=_("Services asked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partages = forms.MultipleChoiceField(
        label=_("Answers and documents they will see"),
        help_text=_("Tick only what they need: they see nothing else of the request."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    montrer = forms.MultipleChoiceField(
        label=_("Who else reads their answer"),
        help_text=_(
            "They are told before they answer. If you tick nothing, the opinion is confidential: "
            "only your institution reads it."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    avant = DateField3(label=_("Needed by"))
    fichiers = files_field(_("Documents joined to your question"))

    def __init__(
        self,
        *args: Any,
        units: Choices,
        shares: Choices,
        shown: Choices,
        has_due: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("services", units), ("partages", shares), ("montrer", shown)):
            if choices:
                self.offer(name, choices)
            else:
                del self.fields[name]
        if has_due:
            del self.fields["avant"]


class ExpertForm(StyledForm):
    """Somebody outside; all empty: nobody."""

    nom = forms.CharField(label=_("Name"), required=False, max_length=120)
    qualite = forms.CharField(
        label=_("In what quality"),
        help_text=_("For instance: landscape architect."),
        required=False,
        max_length=120,
    )
    courriel = EmailField(label=_("E-mail address"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("nom")) != bool(data.get("courriel")) and not self.errors:
            missing = "courriel" if data.get("nom") else "nom"
            self.add_error(missing, _("A name and an e-mail address are both needed."))
        return data

    @property
    def expert(self) -> Expert | None:
        data = self.cleaned_data
        if not data.get("nom"):
            return None
        return Expert(data["nom"], data["courriel"], data.get("qualite", ""))


class _ResultForm(StyledForm):
    """`results`: pairs."""

    def __init__(self, *args: Any, results: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("resultat", results)


class OpinionForm(_ResultForm):
    resultat = forms.ChoiceField(label=_("Your opinion"), widget=forms.RadioSelect)
    texte = forms.CharField(
        label=_("Your reasons, your reservations"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
    )
    fichiers = files_field(_("Files"))


class ValidationForm(_ResultForm):
    resultat = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    texte = forms.CharField(
        label=_("If you send it back: why"),
        help_text=_("Whoever prepared it reads it. The applicant does not."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )


class GuestCodeForm(StyledForm):
    code = CodeField(label=_("The code of six figures"))


class AgainForm(StyledForm):
    courriel = EmailField(label=_("E-mail address"))
