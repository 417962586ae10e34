"""Which consultations one sees, and as whom one takes part in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest

from parvis.accounts.queries import persons_at
from parvis.core import clock
from parvis.core.codes import hashed
from parvis.core.kept import Kept
from parvis.core.prepared import Given, Prepared
from parvis.core.visitor import visitor_token
from parvis.directory.models import Unit
from parvis.participation.models import Consultation, Document, Participant, Phase
from parvis.territory.models import Area

PAGE = 20
_published: Kept[bool] = Kept(seconds=60)


def phases_in_order() -> "Prefetch[str]":
    return Prefetch("phases", Phase.objects.order_by("opens_at", "pk"))


def _told() -> QuerySet[Consultation]:
    """With who organises, where and what to read, in the same query; phases and areas beside."""
    units = Unit.objects.filter(consultations=OuterRef("pk")).order_by("institution__name", "name")
    papers = Document.objects.filter(consultation=OuterRef("pk"), workshop=None).order_by("pk")
    areas = Area.objects.filter(
        pk__in=Consultation.areas.through.objects.filter(
            consultation=OuterRef(OuterRef("pk"))
        ).values("area")
    )
    return Consultation.objects.select_related("lead__institution").annotate(  # type: ignore[no-redef]
        organised_by=ArraySubquery(
            units.values(told=JSONObject(pk="pk", unit="name", institution="institution__name"))
        ),
        papers=ArraySubquery(
            papers.values(told=JSONObject(pk="pk", title="title", mime="mime", size="size"))
        ),
        where=ArraySubquery(areas.order_by("folded").values("name")),
    )


def published(*, topic: str = "", area: Area | None = None) -> QuerySet[Consultation]:
    """Those that everybody sees, the last published first; `area`: those held in it, around it or
    within it. Two queries with their phases."""
    found = _told().filter(published_at__lte=clock.now())
    if topic in Consultation.Topic.values:
        found = found.filter(topic=topic)
    if area is not None:
        around = [area.pk, area.epci_id, area.departement_id, area.region_id]
        held = Q(pk__in=[pk for pk in around if pk]) | Q(level=Area.Level.STATE)
        inside = {f"{area.level}_id": area.pk} if area.level in _LEVELS else {"pk": area.pk}
        areas = Area.objects.filter(held | Q(**inside))
        through = Consultation.areas.through.objects.filter(area__in=areas)
        found = found.filter(Exists(through.filter(consultation=OuterRef("pk"))))
    return found.order_by("-published_at", "-pk").prefetch_related(phases_in_order())


_LEVELS = {Area.Level.EPCI, Area.Level.DEPARTEMENT, Area.Level.REGION}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of consultations; `after`: the key of the next one, empty at the end."""

    consultations: list[Consultation]
    after: str


def page_of(found: QuerySet[Consultation], after: str = "") -> Listed:
    """Twenty, those that follow the key `after`."""
    at, _, pk = after.partition("_")
    if at and pk.isdecimal():
        try:
            moment = datetime.fromisoformat(at)
            found = found.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk))
        except (ValueError, OverflowError):
            raise Http404 from None
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    key = f"{last.published_at.isoformat()}_{last.pk}" if last and last.published_at else ""
    return Listed(rows[:PAGE], key)


def consultation_at(slug: str) -> Consultation:
    """A published one with its phases and areas (three queries). Raises Http404."""
    found = published().filter(slug=slug).prefetch_related("areas").first()
    if found is None:
        raise Http404
    for phase in found.phases.all():
        phase.consultation = found
    return found


@dataclass(frozen=True, slots=True)
class Editions:
    """Published ones, with their phases. `before`: two at most, the nearest first."""

    before: list[Consultation]
    after: list[Consultation]

    def done_before(self, kind: str) -> Phase | None:
        """The phase in which the same was last done, or is being done."""
        found = (one for each in self.before for one in each.phases.all() if one.kind == kind)
        return next((one for one in found if one.has_opened), None)


def editions_of(one: Consultation) -> Editions:
    """One query, and one for phases where there are any."""
    near, nearest = Q(edition_before=one.pk), one.edition_before_id
    if nearest is not None:
        second = Consultation.objects.filter(pk=nearest).values("edition_before")
        near |= Q(pk=nearest) | Q(pk__in=second)
    seen = Consultation.objects.filter(near, published_at__lte=clock.now())
    found = list(seen.order_by("pk").prefetch_related(phases_in_order()))
    for each in found:
        for phase in each.phases.all():
            phase.consultation = each
    before = [each for each in found if each.edition_before_id != one.pk]
    return Editions(
        sorted(before, key=lambda each: each.pk != nearest),
        [each for each in found if each.edition_before_id == one.pk],
    )


_heading = Prepared(
    lambda: Consultation.objects.filter(slug=Given("slug"), published_at__lte=Given("now"))
)


def heading_of(slug: str) -> Consultation:
    """A published one without what stands around it: one short query. Raises Http404."""
    found = _heading.first(slug=slug, now=clock.now())
    if found is None:
        raise Http404
    return found


def organised_by(unit_ids: Iterable[int]) -> QuerySet[Consultation]:
    """Those that these units organise, drafts included, the newest first."""
    mine = Consultation.organisers.through.objects.filter(
        unit__in=list(unit_ids), consultation=OuterRef("pk")
    )
    found = _told().filter(Exists(mine)).order_by("-created_at", "-pk")
    return found.prefetch_related(phases_in_order())


def received_by(institution_ids: Iterable[int]) -> QuerySet[Consultation]:
    """Those of these institutions, drafts included: whose desks meet people for them."""
    mine = Consultation.organisers.through.objects.filter(
        unit__institution__in=list(institution_ids), consultation=OuterRef("pk")
    )
    found = _told().filter(Exists(mine)).order_by("-created_at", "-pk")
    return found.prefetch_related(phases_in_order())


def visitor_hash(token: str) -> str:
    """What is kept of a browser's token or of a code."""
    return hashed("parvis.participation.visitor", "", token)


_takers = Prepared(
    lambda: (
        Participant.objects.extra(
            where=["person_id = ANY(%s) OR visitor = %s"],
            params=[Given("persons"), Given("visitor")],
        )
        .filter(consultation=Given("consultation"))
        .order_by("pk")
    )
)


def participant_at(request: HttpRequest, consultation: Consultation) -> Participant | None:
    """As whom this browser takes part: the signed-in person first, else the visitor it holds the
    token of. One query."""
    persons: Sequence[UUID] = persons_at(request)
    token = visitor_token(request)
    if not persons and not token:
        return None
    visitor = visitor_hash(token) if token else None
    found = _takers.all(persons=list(persons), visitor=visitor, consultation=consultation.pk)
    return min(found, key=lambda one: (one.person_id is None, not one.is_verified), default=None)


def is_anything_published(request: HttpRequest) -> bool:
    """For the menu; a minute late at most."""
    return _published.get(
        "any", lambda: Consultation.objects.filter(published_at__lte=clock.now()).exists()
    )


def forget_published() -> None:
    _published.forget()
