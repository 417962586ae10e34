"""Languages spoken at counters, by ISO 639 code, in the order in which people here ask for them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES: dict[str, str | Promise] = {
    "fr": _("French"),
    "fsl": _("French sign language"),
    "oc": _("Occitan"),
    "eu": _("Basque"),
    "br": _("Breton"),
    "gsw": _("Alsatian"),
    "gcf": _("Antillean Creole"),
    "rcf": _("Réunion Creole"),
    "en": _("English (language)"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "ar": _("Arabic"),
    "it": _("Italian"),
    "de": _("German"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
}


def names(codes: list[str]) -> list[str]:
    """Names of languages; one that is not known here keeps its code."""
    return [str(LANGUAGES.get(code, code)) for code in codes]
