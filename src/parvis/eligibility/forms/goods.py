"""What is put aside, and what is owned besides the home (decision 0375)."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.eligibility import words
from parvis.eligibility.forms.base import QuestionForm, cents
from parvis.eligibility.situation import GOODS, Fact

_GOODS: Final = tuple(key for pair in GOODS.items() for key in pair)
_BASE_OF: Final = {"built_rental_value": 0.5, "land_rental_value": 0.8}
"""Part of the rental value that the notice of the taxe foncière calls its base (CGI 1388, 1396)."""

_WORDS: Final[dict[str, tuple[words.Words, words.Words]]] = {
    "built_value": (
        gettext_lazy("Houses, flats, garages let to nobody: what are they worth?"),
        gettext_lazy("About what they would sell for. Leave blank if you own none."),
    ),
    "built_rental_value": (
        gettext_lazy("Their “base” on the notice of the taxe foncière, buildings"),
        gettext_lazy("In the column of the commune. Leave blank if you do not know."),
    ),
    "land_value": (
        gettext_lazy("Land let to nobody: what is it worth?"),
        gettext_lazy("Fields, woods, a building plot. Leave blank if you own none."),
    ),
    "land_rental_value": (
        gettext_lazy("Its “base” on the notice of the taxe foncière, land"),
        gettext_lazy("Also called “revenu cadastral”. Leave blank if you do not know."),
    ),
    "let_value": (
        gettext_lazy("What you let to others: what is it worth?"),
        gettext_lazy("About what it would sell for. Leave blank if you let nothing."),
    ),
    "rents_received": (
        gettext_lazy("The rents you receive each month"),
        gettext_lazy("Without charges. Leave blank if you do not know."),
    ),
}


class GoodsForm(QuestionForm):
    """What is put aside; what is owned besides the home, once somebody said that something is."""

    @property
    def owns(self) -> bool:
        return bool(self.said("home.other_property"))

    def known(self) -> dict[str, Any]:
        said = {key: self.said(f"home.{key}") for key in ("savings", *_GOODS)}
        for key, part in _BASE_OF.items():
            said[key] = said[key] and round(said[key] * part)
        return said

    def build(self) -> None:
        self.fields["savings"] = cents(
            "savings",
            _("Put aside: accounts, savings books, investments"),
            _("About how much. 0 if there is nothing."),
            required=True,
        )
        for key in _GOODS if self.owns else ():
            self.fields[key] = cents(key, *_WORDS[key])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for value, following in GOODS.items() if self.owns else ():
            if cleaned.get(following) and not cleaned.get(value) and value not in self.errors:
                self.add_error(value, _("Give its worth too, even roughly."))
        if self.owns and not self.errors and not any(cleaned.get(key) for key in GOODS):
            self.add_error("built_value", _("Say what you own: one of these three at least."))
        return cleaned

    def facts(self) -> dict[str, Fact | None]:
        """Of goods that are there, what is left blank is not known; it is never nothing."""
        facts: dict[str, Fact | None] = {"home.savings": self.fact(self.cleaned_data["savings"])}
        for value, following in GOODS.items() if self.owns else ():
            worth, brought = self.cleaned_data[value], self.cleaned_data[following]
            facts[f"home.{value}"] = self.fact(worth or None)
            is_unknown = worth and brought is None
            if brought and following in _BASE_OF:
                brought = round(brought / _BASE_OF[following])
            facts[f"home.{following}"] = None if is_unknown else self.fact(brought)
        return facts
