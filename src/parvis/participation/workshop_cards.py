"""Cards for the tables of a workshop: an idea by hand, or by telephone through the code."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.core import clock, pdf
from parvis.core.ui.words import longdate
from parvis.participation.models import Consultation, Workshop

MOST = 200


def card_address(workshop: Workshop, theme: str = "") -> str:
    """The public form of an idea, which will say that it came from here."""
    path = reverse("participation:propose", args=[workshop.consultation.slug])
    asked = {"atelier": workshop.pk} | ({"theme": theme} if theme else {})
    return f"{settings.BASE_URL.rstrip('/')}{path}?{urlencode(asked)}"


def cards_pdf(consultation: Consultation, workshop: Workshop, *, each: int, blank: int) -> bytes:
    """`each` cards for each theme, then `blank` ones; four to a sheet, in French, 200 at most."""
    with override("fr"):
        themes = [theme for theme in consultation.themes for _card in range(each)]
        titles = [*themes, *[""] * blank][:MOST]
        data = {
            "sender": {"name": consultation.lead.institution.name},
            "dated": clock.today().isoformat(),
            "subject": workshop.title,
            "day": longdate(workshop.starts_at),
            "cards": [
                {"title": title or _("Our idea"), "url": card_address(workshop, title)}
                for title in titles or [""]
            ],
            "lines": [
                {"label": _("In one sentence"), "count": 2},
                {"label": _("Why, for whom, how"), "count": 4},
                {"label": _("First name, if I want it shown"), "count": 1},
            ],
            "outro": _("Give this card to the facilitator, or type the idea yourself."),
        }
        title = _("Cards: %(title)s") % {"title": workshop.title}
        return pdf.render("cards", data, title=title)
