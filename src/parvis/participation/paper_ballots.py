"""Ballots on paper as they are printed: the projects, a box for each, a serial and its code."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.core import clock, pdf
from parvis.core.ui.words import NARROW, NBSP
from parvis.participation.models import Consultation, Election
from parvis.participation.models.paper_votes import PaperBatch
from parvis.participation.rules.ballots import money, ways
from parvis.participation.rules.elections import terms_of


def ballots_pdf(consultation: Consultation, election: Election, batch: PaperBatch) -> bytes:
    """One sheet for each serial of the batch, in French. Nothing on it says for whom it is."""
    with override("fr"):
        institution = consultation.lead.institution
        serials = batch.papers.order_by("serial").values_list("serial", flat=True)
        ticked = terms_of(election).kind in {"approval", "knapsack"}
        data = {
            "sender": {"name": institution.name},
            "dated": clock.today().isoformat(),
            "subject": election.title,
            "intro": [line for line in (election.question, ways(election)) if line],
            "box": "tick" if ticked else "number",
            "lines": [
                {
                    "label": f"{one.number}. {one.name}",
                    "note": one.where,
                    "value": money(one.cost_cents).replace(NARROW, NBSP),
                }
                for one in election.projects.all()
            ],
            "outro": [
                _("Write nothing else: a ballot with a name or a sign on it does not count."),
                _("Fold the sheet, put it in the urn. Its number serves to count it once."),
            ],
            "copies": [{"number": _grouped(one), "url": one} for one in serials],
        }
        title = _("Ballots: %(vote)s") % {"vote": election.title}
        return pdf.render("copies", data, title=title)


def _grouped(serial: str) -> str:
    return " ".join(serial[place : place + 4] for place in range(0, len(serial), 4))
