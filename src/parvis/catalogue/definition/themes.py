"""What services are about, as residents look for them: a short list, the same in every town."""

from django.utils.translation import pgettext_lazy

THEMES = {
    "argent": pgettext_lazy("theme", "Money and invoices"),
    "citoyennete": pgettext_lazy("theme", "Voting and taking part"),
    "culture": pgettext_lazy("theme", "Culture, sport and leisure"),
    "economie": pgettext_lazy("theme", "Businesses and associations"),
    "enfance": pgettext_lazy("theme", "Childhood and school"),
    "environnement": pgettext_lazy("theme", "Environment and waste"),
    "etat_civil": pgettext_lazy("theme", "Civil status and papers"),
    "logement": pgettext_lazy("theme", "Housing"),
    "mobilite": pgettext_lazy("theme", "Getting around"),
    "sante": pgettext_lazy("theme", "Health and safety"),
    "solidarite": pgettext_lazy("theme", "Help and solidarity"),
    "urbanisme": pgettext_lazy("theme", "Building and works"),
}


def label(theme: str) -> str:
    """In the reader's language; nothing for a theme that is not known."""
    return str(THEMES.get(theme, ""))
