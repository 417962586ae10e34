"""What was promised and how far it is; workshops and how many registered."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.participation.models import Commitment, Consultation, Workshop
from parvis.participation.opendata.addresses import absolute
from parvis.participation.opendata.datasets import Column, Dataset, Row, register, values_of
from parvis.participation.queries.commitments import told
from parvis.participation.queries.workshops import workshops_of
from parvis.participation.rules.small_cells import shown

States = Workshop.State
PUBLIC_STATES = [one for one in States if one != States.DRAFT]


def _commitments(one: Consultation) -> Iterable[Row]:
    found = told(Commitment.objects.filter(consultation=one)).prefetch_related("ideas")
    for each in found.order_by("pk"):
        yield {
            "id": each.pk,
            "title": each.title,
            "text": each.text,
            "owner": f"{each.role}, {each.unit.name}, {each.unit.institution.name}",
            "budget_cents": each.budget_cents,
            "starts_on": each.starts_on,
            "due_on": each.due_on,
            "state": each.state,
            "state_reason": each.state_why or None,
            "delivered_on": each.delivered_on,
            "steps": each.steps,
            "steps_done": each.steps_done,
            "commune_code": each.commune.code if each.commune else None,
            "vote": each.election_id,
            "project": each.code or None,
            "ideas": sorted(str(idea.pk) for idea in each.ideas.all()),
            "service": each.service or None,
            "url": absolute(reverse("participation:commitment", args=[one.slug, each.pk])),
        }


COMMITMENTS = Dataset(
    "engagements",
    1,
    _("The commitments"),
    _("What the authority promised, by whom, when, for how much, and how far it is."),
    (
        Column("id", "integer", _("Number of the commitment")),
        Column("title", "string", _("Its title")),
        Column("text", "string", _("What is promised")),
        Column("owner", "string", _("Function, unit and institution that answer for it")),
        Column("budget_cents", "integer", _("Its budget, in euro cents")),
        Column("starts_on", "date", _("When it begins")),
        Column("due_on", "date", _("By when, as it stands today")),
        Column("state", "string", _("How far the commitment is"), values_of(Commitment.State)),
        Column("state_reason", "string", _("Why, as everybody was told")),
        Column("delivered_on", "date", _("When it was done")),
        Column("steps", "integer", _("Steps announced")),
        Column("steps_done", "integer", _("Steps done")),
        Column(
            "commune_code", "string", _("INSEE code of the commune; empty: no one in particular"),
            source=_("official geographic code"),
        ),
        Column("vote", "integer", _("Number of the vote it comes from")),
        Column("project", "string", _("Code of the project that won that vote")),
        Column("ideas", "list", _("Numbers of the ideas it comes from")),
        Column("service", "string", _("The service that came out of it, as in its address")),
        Column("url", "string", _("Its page")),
    ),
    _commitments,
)  # fmt: skip


def _workshops(one: Consultation) -> Iterable[Row]:
    for each in workshops_of(one):
        yield {
            "id": each.pk,
            "kind": each.kind,
            "format": each.format,
            "title": each.title,
            "purpose": each.purpose,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "where": each.where or None,
            "seats": each.seats,
            "remote_seats": each.remote_seats,
            "state": each.state,
            "registered": shown(each.taken + each.remote_taken),
            "url": absolute(reverse("participation:workshop-page", args=[one.slug, each.pk])),
        }


WORKSHOPS = Dataset(
    "ateliers",
    1,
    _("The workshops"),
    _("When and where each takes place, how many places it has, how many people registered."),
    (
        Column("id", "integer", _("Number of the workshop")),
        Column("kind", "string", _("What it is"), values_of(Workshop.Kind)),
        Column(
            "format", "string", _("On site, by video link, or both"), values_of(Workshop.Format)
        ),
        Column("title", "string", _("Its title")),
        Column("purpose", "string", _("What one does there")),
        Column("starts_at", "datetime", _("When it begins")),
        Column("ends_at", "datetime", _("When it ends")),
        Column("where", "string", _("Where; empty: by video link only")),
        Column("seats", "integer", _("Places on site")),
        Column("remote_seats", "integer", _("Places by video link")),
        Column("state", "string", _("Where it stands"), values_of(PUBLIC_STATES)),
        Column("registered", "integer", _("People who registered; empty: one to four")),
        Column("url", "string", _("Its page")),
    ),
    _workshops,
)


def register_all() -> None:
    register(COMMITMENTS, order=70)
    register(WORKSHOPS, order=75)
