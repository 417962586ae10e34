"""What organisers, moderators and mediators fill in."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.forms import RowField, StyledForm
from parvis.participation.models import Idea, Moderation


class WhyGatherForm(StyledForm):
    """`ideas`: those chosen, one of which the others join."""

    what = forms.ChoiceField(
        label=_("What do you propose to the authors?"),
        widget=forms.RadioSelect,
        choices=[
            ("merge", _("Merge: one idea stays, counts all supporters once")),
            ("group", _("Group: each idea stays, read together under a title")),
        ],
    )
    into = RowField(label=_("If merged, which one stays?"), required=False)
    title = forms.CharField(
        label=_("If grouped, title of the group"), max_length=120, required=False
    )
    why = forms.CharField(
        label=_("Why? The authors read it"), widget=forms.Textarea, max_length=1500
    )

    def __init__(self, *args: Any, ideas: list[Idea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("into", ideas)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") == "merge" and not given.get("into"):
            self.add_error("into", _("Say which idea stays."))
        if given.get("what") == "group" and not given.get("title"):
            self.add_error("title", _("Give the group a title."))
        return given


class SplitForm(StyledForm):
    parts = forms.CharField(
        label=_("One line for each new idea"), widget=forms.Textarea, max_length=2500
    )
    why = forms.CharField(
        label=_("Why? The authors read it"), widget=forms.Textarea, max_length=1500
    )

    def clean_parts(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["parts"].splitlines()]
        return [line for line in lines if line]


class StageForm(StyledForm):
    stage = forms.ChoiceField(label=_("What becomes of it?"), choices=(), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why, in words for its authors"), widget=forms.Textarea, max_length=3000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("stage", [(one.value, capfirst(one.label)) for one in Idea.Stage])


class AnswerForm(StyledForm):
    text = forms.CharField(
        label=_("Answer of the authority"), widget=forms.Textarea, max_length=3000
    )


class TagsForm(StyledForm):
    tags = forms.CharField(
        label=_("Tags"),
        max_length=500,
        required=False,
        help_text=_("Separated by commas. Organisers alone see them."),
    )

    def clean_tags(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["tags"].split(",") if one.strip()]


class CriterionForm(StyledForm):
    name = forms.CharField(label=_("Criterion"), max_length=80)
    text = forms.CharField(label=_("What it means"), max_length=300, required=False)


class ModerationForm(StyledForm):
    shows = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Publish")), ("no", _("Hide"))],
    )
    rule = forms.ChoiceField(
        label=_("If hidden: the rule it goes against"), choices=(), required=False
    )
    note = forms.CharField(
        label=_("To its author"), widget=forms.Textarea, max_length=1500, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("rule", [(one.value, capfirst(one.label)) for one in Moderation.Rule])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("shows") == "no" and not given.get("rule"):
            self.add_error("rule", _("Say which rule of the charter it goes against."))
        return given


class WorkshopForm(StyledForm):
    """The head of the screen on which a paper workshop is entered."""

    workshop = forms.CharField(
        label=_("Which workshop?"), max_length=150, help_text=_("Day and place.")
    )
    commune = RowField(label=_("Commune"), required=False)

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("commune", communes)
        field: Any = self.fields["commune"]
        field.choices = [("", _("The whole territory")), *field.choices]


class SheetForm(StyledForm):
    """One idea of the workshop; an empty line is no idea."""

    title = forms.CharField(label=_("Idea"), max_length=120, required=False)
    name = forms.CharField(label=_("Name to show, if asked for"), max_length=80, required=False)
