"""Who lives there: the person, their partner, their children, and what they do."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parvis.core.forms import DateField3
from parvis.core.typed import whole
from parvis.eligibility import words
from parvis.eligibility.forms.base import QuestionForm, radio
from parvis.eligibility.plausible import value
from parvis.eligibility.situation import Fact, Situation
from parvis.territory import queries as territory

MOST_CHILDREN: Final = 15
FEW_CHILDREN: Final = 2
OLDEST: Final = 115
YOUNGEST_PARENT: Final = 12
ROOM: Final = "room"


def _check_birth(born: date | None, on: date) -> None:
    if born is not None and born < on - timedelta(days=round(OLDEST * 365.25)):
        raise ValidationError(_("Check the year: that would be more than %d years ago.") % OLDEST)


class YouForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        code = self.said("home.commune")
        found = territory.commune(code) if code else None
        return {"commune": found.name if found else "", "birth_date": self.said("me.birth_date")}

    def build(self) -> None:
        self.fields["commune"] = forms.CharField(
            label=_("Your commune"),
            help_text=_("Its name or its postal code."),
            max_length=120,
            widget=forms.TextInput({"autocomplete": "address-level2"}),
        )
        self.fields["birth_date"] = DateField3(label=_("Your date of birth"), birth=True)
        typed = self.typed("commune")
        candidates = territory.communes_meant(typed) if typed.strip() else []
        if len(candidates) > 1:
            self.fields["commune_code"] = forms.ChoiceField(
                label=_("Which commune is it?"),
                choices=[(one.code, f"{one.name} ({one.departement_id})") for one in candidates],
                widget=forms.RadioSelect,
            )
            self.order_fields(["commune", "commune_code", "birth_date"])
        self.candidates = candidates

    def clean_commune(self) -> str:
        typed: str = self.cleaned_data["commune"]
        if not self.candidates:
            raise ValidationError(_("We do not know this commune. Check its name or postal code."))
        return typed

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        _check_birth(born, self.on)
        if born is not None and born > self.on - timedelta(days=16 * 365):
            raise ValidationError(
                _("Under 16, rights are those of your parents: answer in their place.")
            )
        _check_parents(self.situation, "me", born)
        return born

    def facts(self) -> dict[str, Fact | None]:
        chosen = self.cleaned_data.get("commune_code") or self.candidates[0].code
        return {
            "home.commune": self.fact(chosen),
            "me.birth_date": self.fact(self.cleaned_data["birth_date"]),
        }


def _check_parents(situation: Situation, who: str, born: date | None) -> None:
    """The person who answers is older than the children they bring up."""
    for child in situation.children:
        theirs = value(situation, f"{child}.birth_date")
        if born and theirs and (theirs - born).days < YOUNGEST_PARENT * 365:
            raise ValidationError(
                _("A child you spoke of was born on %s: check both dates.") % f"{theirs:%d/%m/%Y}"
            )


class CoupleForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        pair = self.situation.fact("home.couple")
        if pair is None:
            return {}
        return {"union": self.said("family.union") or "alone" if pair.value else "alone"}

    def build(self) -> None:
        self.fields["union"] = radio(
            _("Today, you live…"),
            words.UNIONS,
            _("A couple is two people. If somebody else lives with you, do not count them."),
        )

    def facts(self) -> dict[str, Fact | None]:
        union = self.cleaned_data["union"]
        return {
            "home.couple": self.fact(union != "alone"),
            "family.union": self.fact(None if union == "alone" else union),
        }


class ChildrenForm(QuestionForm):
    """As many dates as were asked for; an empty one is nobody."""

    def known(self) -> dict[str, Any]:
        known = self.situation.fact("home.children")
        dates = {
            f"child{number}": self.said(f"child{number}.birth_date")
            for number in range(1, len(self.situation.children) + 1)
        }
        return dates | {"nobody": known is not None and not known.value}

    @property
    def room(self) -> int:
        """How many dates the page holds."""
        least = max(len(self.situation.children) + bool(self.prefix), FEW_CHILDREN)
        return min(max(least, whole(self.typed(ROOM)) or 0), MOST_CHILDREN)

    def build(self) -> None:
        for number in range(1, self.room + 1):
            self.fields[f"child{number}"] = DateField3(
                label=_("Child %d: date of birth") % number, required=False
            )
        self.fields["nobody"] = forms.BooleanField(label=_("I bring up no child"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, self.room + 1):
            self._check(f"child{number}", cleaned.get(f"child{number}"))
        if self.errors:
            return cleaned
        dates = self._dates()
        if dates and cleaned.get("nobody"):
            self.add_error("nobody", _("You gave a child’s date of birth: untick this box."))
        elif not dates and not cleaned.get("nobody"):
            self.add_error("child1", _("Give a date of birth, or tick “I bring up no child”."))
        return cleaned

    def _check(self, name: str, born: date | None) -> None:
        if born is None:
            return
        parent = self.said("me.birth_date")
        if born > self.on:
            words = _("This date is in the future. A child who is awaited is asked for later.")
            self.add_error(name, words)
        elif parent and (born - parent).days < YOUNGEST_PARENT * 365:
            self.add_error(
                name,
                _("You were born on %s: this child would be too old. Check both dates.")
                % f"{parent:%d/%m/%Y}",
            )
        elif (self.on - born).days > 25 * 365.25:
            self.add_error(name, _("From 25 on, somebody has rights of their own: leave them out."))

    def _dates(self) -> list[date]:
        """The eldest first."""
        found = [self.cleaned_data.get(f"child{number}") for number in range(1, self.room + 1)]
        return sorted(one for one in found if one)

    def facts(self) -> dict[str, Fact | None]:
        dates = self._dates()
        facts: dict[str, Fact | None] = {}
        if dates != [self.said(f"{child}.birth_date") for child in self.situation.children]:
            # Children are counted by age: what was said of the second may be said of another.
            said = (path for path in self.situation.paths() if path.startswith("child"))
            facts |= dict.fromkeys(said)
        return (
            facts
            | {
                "home.children": self.fact(len(dates)),
            }
            | {f"child{number}.birth_date": self.fact(born) for number, born in enumerate(dates, 1)}
        )


class ActivityForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        return {"activity": self.said("me.activity")}

    def build(self) -> None:
        self.fields["activity"] = radio(_("At present"), words.ACTIVITIES)

    def facts(self) -> dict[str, Fact | None]:
        return {"me.activity": self.fact(self.cleaned_data["activity"])}


class PartnerForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        return {key: self.said(f"partner.{key}") for key in ("birth_date", "activity")}

    def build(self) -> None:
        self.fields["birth_date"] = DateField3(label=_("Their date of birth"), birth=False)
        self.fields["activity"] = radio(_("At present"), words.PARTNERS_ACTIVITIES)

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        _check_birth(born, self.on)
        if born is not None and born > self.on - timedelta(days=15 * 365):
            raise ValidationError(_("Check the year: your partner would be under 15."))
        return born

    def facts(self) -> dict[str, Fact | None]:
        return {
            f"partner.{key}": self.fact(self.cleaned_data[key])
            for key in ("birth_date", "activity")
        }


class StudiesForm(QuestionForm):
    def known(self) -> dict[str, Any]:
        keys = ("scholarship", "apprentice")
        return {"is": [key for key in keys if self.said(f"{self.question.who}.{key}")]}

    def build(self) -> None:
        self.fields["is"] = forms.MultipleChoiceField(
            label=_("Tick what is true"),
            required=False,
            choices=[
                ("scholarship", _("A student grant on social criteria (Crous)")),
                ("apprentice", _("An apprenticeship")),
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def facts(self) -> dict[str, Fact | None]:
        return {
            f"{self.question.who}.{key}": self.fact(key in self.cleaned_data["is"])
            for key in ("scholarship", "apprentice")
        }


class SchoolsForm(QuestionForm):
    """Where each child of 15 or more is."""

    def _children(self) -> list[str]:
        return sorted({path.partition(".")[0] for path in self.question.paths})

    def known(self) -> dict[str, Any]:
        return {child: self.said(f"{child}.school") for child in self._children()}

    def build(self) -> None:
        for child in self._children():
            born = self.said(f"{child}.birth_date")
            self.fields[child] = radio(_("Child born on %s") % f"{born:%d/%m/%Y}", words.SCHOOLS)

    def facts(self) -> dict[str, Fact | None]:
        facts: dict[str, Fact | None] = {}
        for child in self._children():
            said = self.cleaned_data[child]
            school = said if said in {"college", "lycee", "higher"} else "none"
            doing = {"none": "none", "employed": "employed", "apprentice": "employed"}
            facts[f"{child}.school"] = self.fact("lycee" if said == "apprentice" else school)
            facts[f"{child}.activity"] = self.fact(doing.get(said, "student"))
            facts[f"{child}.apprentice"] = self.fact(said == "apprentice")
        return facts
