"""What is asked to begin, to add something, to publish and to offer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import RowField, StyledForm
from parvis.directory.models import Institution, Unit
from parvis.workshop import rules
from parvis.workshop.words import TYPES


class ForInstitution(StyledForm):
    """Whoever writes for one institution only is not asked."""

    institution = RowField(
        label=_("For which institution?"), label_of=lambda institution: institution.name
    )

    def __init__(self, *args: Any, institutions: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("institution", institutions)


class BlankForm(ForInstitution):
    name = forms.CharField(
        label=_("What is the service called?"),
        max_length=120,
        help_text=_("As people would say it: “Prêt d’un vélo électrique”."),
    )
    summary = forms.CharField(label=_("What does it do, in one sentence?"), max_length=300)
    unit = forms.CharField(
        label=_("Who answers?"),
        max_length=120,
        help_text=_("As in a sentence: “le service Mobilités”."),
    )
    days = forms.IntegerField(
        label=_("Within how many working days, usually?"), min_value=1, max_value=500
    )
    law = forms.CharField(
        label=_("On which text does it stand?"),
        max_length=300,
        help_text=_("A law, a decree, a deliberation of the council."),
    )


class LibraryForm(ForInstitution):
    package = forms.ChoiceField(label=_("Which package?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("What will you do with it?"),
        widget=forms.RadioSelect,
        initial="adapt",
        choices=[
            ("adapt", _("adapt it under our own name")),
            ("same", _("go on writing the same package")),
        ],
    )

    def __init__(self, *args: Any, packages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("package", packages)


class ImportForm(ForInstitution):
    archive = forms.FileField(label=_("Archive (.zip) of a package"), help_text=_("2 MB at most."))


class AddForm(StyledForm):
    """A page, a question, a state…: its words; its short name is made from them."""

    label = forms.CharField(label=_("In words"), max_length=150)

    def __init__(self, *args: Any, typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if typed:
            kinds = [(key, str(label)) for key, label in TYPES.items()]
            self.fields["type"] = forms.ChoiceField(label=_("Kind of answer"), choices=kinds)


class LikeForm(AddForm):
    """A scenario, begun from the request of another."""

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, typed=False, **kwargs)
        self.fields["label"].label = _("What does it show, in a sentence?")
        self.fields["like"] = forms.ChoiceField(
            label=_("With the same request as"),
            required=False,
            choices=[(str(at), name) for at, name in enumerate(names)],
        )


class StepForm(StyledForm):
    KINDS = (
        ("move", _("Somebody takes a step of the process")),
        ("item", _("Somebody finishes a task")),
        ("expect", _("One looks how the request stands")),
        ("wait", _("Time passes")),
        ("until", _("Time passes until a day")),
        ("pays", _("Somebody pays")),
        ("ask", _("Somebody asks for opinions")),
        ("not_ours", _("A unit sends a task back")),
        ("insist", _("A task is given back to the unit that sent it back")),
        ("pass_on", _("A task that was sent back is given to another unit")),
    )
    kind = forms.ChoiceField(label=_("What happens next?"), choices=KINDS)


class FileForm(StyledForm):
    text = forms.CharField(
        label=_("Text of the file"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(
            {"rows": 30, "class": "sourcetext", "spellcheck": "false", "wrap": "off"}
        ),
    )


class PublishForm(StyledForm):
    number = forms.CharField(
        label=_("Version number"),
        max_length=20,
        help_text=_("Three numbers: meaning changed, something added, something mended."),
    )
    changed = forms.CharField(
        label=_("What changed, one line for each thing"), widget=forms.Textarea({"rows": 4})
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if not rules.NUMBER.fullmatch(number):
            raise ValidationError(gettext("Write three numbers with dots, as 1.2.0."))
        return number


class OfferForm(StyledForm):
    """One unit for each part of the service. `each`: parts played by a unit of each commune."""

    def __init__(
        self, *args: Any, functions: list[tuple[str, str]], units: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        choices = [("", "–"), *((k, f"{u.name}, {u.institution}") for k, u in self.units.items())]
        for key, label in functions:
            self.fields[f"f.{key}"] = forms.ChoiceField(
                label=gettext("Who plays “%(part)s”?") % {"part": label}, choices=choices
            )
        for name, field in self.fields.items():
            self._say_what_is_missing(field, field.label or name)
