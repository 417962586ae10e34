"""The figures of a service come back to those who thought of it: once they may be told, then once
a year at most."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from parvis.cases.queries.public_figures import public_figures
from parvis.core import clock
from parvis.participation.actions.outcomes import note_commitment
from parvis.participation.models import Commitment, Progress
from parvis.participation.queries.chain import requests_in_words

YEAR = timedelta(days=365)


def tell_figures() -> None:
    """Note the figures of each service named by a commitment, for the weekly letter. Nothing under
    five requests. Killed anywhere, the next run finds what was noted."""
    lately = Progress.objects.filter(
        commitment=OuterRef("pk"), kind=Progress.Kind.FIGURES, at__gt=clock.now() - YEAR
    )
    due = Commitment.objects.filter(consultation__published_at__isnull=False).exclude(service="")
    rows = due.exclude(Exists(lately)).select_related("consultation").order_by("pk")
    for one in rows.iterator(100):
        found = public_figures(one.service)
        if found is not None and found.is_anything:
            said = _("%(requests)s for the service it became.")
            note_commitment(
                one,
                kind=Progress.Kind.FIGURES,
                text=said % {"requests": requests_in_words(found)},
                key=f"figures.{clock.today().year}",
            )
