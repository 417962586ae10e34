"""Commands that strangers run on files of strangers, without a site."""

from pathlib import Path


def speak(language: str) -> None:
    """Residents run this without a site: only the texts are needed, no settings, no database."""
    import django
    from django.conf import settings
    from django.utils import translation

    import parvis.participation

    if not settings.configured:
        texts = Path(str(parvis.participation.__file__)).with_name("locale")
        settings.configure(USE_I18N=True, LOCALE_PATHS=[texts])
        django.setup()
    translation.activate(language)


def plain(text: str) -> str:
    """What a stranger's file says, without anything that a terminal would obey."""
    from unicodedata import category

    from rich.markup import escape

    orders = {c for c in text if category(c)[0] == "C" and c != "\n"}
    return escape("".join("\ufffd" if c in orders else c for c in text))
