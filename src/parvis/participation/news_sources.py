"""News and days of consultations themselves and of each subject."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.core.ui.words import when, zone
from parvis.participation.models import (
    Argument,
    Authorship,
    Consultation,
    Election,
    Idea,
    Panel,
    Phase,
    Progress,
    Session,
    Workshop,
    WorkshopMinutes,
)
from parvis.participation.news import Asked, Day, News, register_days, register_news

SECOND = timedelta(seconds=1)


def _phase_path(one: Consultation, phase: Phase) -> str:
    return reverse("participation:phase", args=[one.slug, phase.pk])


def _opened(asked: Asked) -> Iterable[News]:
    """No query: phases are loaded."""
    for one in asked.consultations:
        page = reverse("participation:consultation", args=[one.slug])
        if one.published_at is not None:
            title = _("New consultation: %(title)s") % {"title": one.title}
            key = f"consultation-{one.pk}"
            yield News(key, one.published_at, one.pk, title, one.summary, page)
        for phase in one.phases.all():
            if phase.has_opened:
                title = _("Open now: %(phase)s") % {"phase": phase.title}
                path = _phase_path(one, phase)
                at = max(phase.opens_at, one.published_at or phase.opens_at)
                yield News(f"phase-{phase.pk}-opens", at, one.pk, title, phase.text, path)
            if phase.closes_at <= clock.now():
                title = _("Over: %(phase)s") % {"phase": phase.title}
                path = _phase_path(one, phase)
                yield News(
                    f"phase-{phase.pk}-closes", phase.closes_at, one.pk, title, phase.text, path
                )


def _ideas(asked: Asked) -> Iterable[News]:
    names = Authorship.objects.filter(idea=OuterRef("pk"), state=Authorship.State.AGREED)
    names = names.exclude(participant__shown_name="").order_by("pk")
    found = Idea.objects.filter(consultation__in=asked.keys, state=Idea.State.SHOWN)
    if asked.area is not None:
        found = found.filter(Q(commune=asked.area) | Q(commune=None))
    rows = (
        found.order_by("-published_at", "-pk")
        .annotate(names=ArraySubquery(names.values("participant__shown_name")))
        .values_list(
            "pk", "published_at", "consultation", "consultation__slug", "title", "text", "names"
        )
    )
    for key, at, consultation, slug, title, text, shown in rows[: asked.most]:
        assert at is not None  # a constraint: what is shown was published
        path = reverse("participation:idea", args=[slug, key])
        told = _("Idea: %(title)s") % {"title": title}
        yield News(f"idea-{key}", at, consultation, told, text, path, ", ".join(shown))


def _answers(asked: Asked) -> Iterable[News]:
    found = Argument.objects.filter(
        idea__consultation__in=asked.keys,
        idea__state__in=[Idea.State.SHOWN, Idea.State.GATHERED],
        side=Argument.Side.ANSWER,
        state=Idea.State.SHOWN,
    )
    if asked.area is not None:
        found = found.filter(Q(idea__commune=asked.area) | Q(idea__commune=None))
    rows = found.order_by("-at", "-pk").values_list(
        *("pk", "at", "idea__consultation", "idea__consultation__slug", "idea"),
        *("idea__title", "text", "unit__name"),
    )
    for key, at, consultation, slug, idea, title, text, unit in rows[: asked.most]:
        path = reverse("participation:idea", args=[slug, idea])
        told = _("Answer to the idea: %(title)s") % {"title": title}
        yield News(f"answer-{key}", at, consultation, told, text, path, unit)


def _votes(asked: Asked) -> Iterable[News]:
    found = Election.objects.filter(
        phase__consultation__in=asked.keys, state=Election.State.PUBLISHED
    )
    rows = found.order_by("-published_at").values_list(
        *("pk", "published_at", "phase__consultation", "phase__consultation__slug", "title"),
        "question",
    )
    for key, at, consultation, slug, title, question in rows[: asked.most]:
        path = reverse("participation:vote-results", args=[slug, key])
        told = _("Results: %(title)s") % {"title": title}
        yield News(f"vote-{key}-results", at, consultation, told, question, path)


def _panels(asked: Asked) -> Iterable[News]:
    found = Panel.objects.filter(phase__consultation__in=asked.keys, drawn_at__isnull=False)
    rows = found.order_by("-drawn_at").values_list(
        *("pk", "drawn_at", "phase__consultation", "phase__consultation__slug", "title", "text")
    )
    for key, at, consultation, slug, title, text in rows[: asked.most]:
        path = reverse("participation:panel", args=[slug, key])
        told = _("Drawn by lot: %(title)s") % {"title": title}
        yield News(f"panel-{key}-drawn", at, consultation, told, text, path)


def _progress(asked: Asked) -> Iterable[News]:
    """What became of commitments: their own page says it under the same words."""
    found = Progress.objects.filter(commitment__consultation__in=asked.keys)
    if asked.area is not None:
        found = found.filter(Q(commune=asked.area) | Q(commune=None))
    for one in found.select_related("consultation").order_by("-at", "-pk")[: asked.most]:
        path = reverse("participation:commitment", args=[one.consultation.slug, one.commitment_id])
        told = _("Commitment: “%(title)s” %(what)s")
        title = told % {"title": one.title, "what": one.get_kind_display()}
        yield News(f"progress-{one.pk}", one.at, one.consultation_id, title, one.text, path)


def _minutes(asked: Asked) -> Iterable[News]:
    found = WorkshopMinutes.objects.filter(workshop__consultation__in=asked.keys, version=1)
    rows = found.select_related("workshop__consultation").order_by("-published_at", "-pk")
    for one in rows[: asked.most]:
        here = one.workshop.consultation
        path = reverse("participation:workshop-page", args=[here.slug, one.workshop_id])
        title = _("Minutes: %(title)s") % {"title": one.workshop.title}
        yield News(f"minutes-{one.pk}", one.published_at, here.pk, title, one.text, path)


def _day(at: datetime) -> date:
    return at.astimezone(zone()).date()


def _phase_days(asked: Asked) -> Iterable[Day]:
    """A day when each opens, and its last day. No query."""
    for one in asked.consultations:
        for phase in one.phases.all():
            path = _phase_path(one, phase)
            first, last = _day(phase.opens_at), _day(phase.closes_at - SECOND)
            told = {"phase": phase.title, "title": one.title}
            opens = _("It opens: %(when)s.") % {"when": when(phase.opens_at)}
            closes = _("It closes: %(when)s.") % {"when": when(phase.closes_at)}
            yield Day(
                f"phase-{phase.pk}-opens", one.pk, _("Opens: %(phase)s (%(title)s)") % told,
                first, first, f"{phase.text}\n\n{opens}\n{closes}".strip(), path,
            )  # fmt: skip
            yield Day(
                f"phase-{phase.pk}-closes", one.pk, _("Last day: %(phase)s (%(title)s)") % told,
                last, last, closes, path,
            )  # fmt: skip


def _sessions(asked: Asked) -> Iterable[Day]:
    found = Session.objects.filter(panel__phase__consultation__in=asked.keys)
    rows = found.select_related("panel__phase__consultation").order_by("-starts_at")
    for one in rows[: asked.most]:
        here = one.panel.phase.consultation
        path = reverse("participation:panel", args=[here.slug, one.panel_id])
        title = f"{one.panel.title} : {one.title}"
        yield Day(
            f"session-{one.pk}", here.pk, title, one.starts_at, one.ends_at, "", path, one.place
        )


def _workshops(asked: Asked) -> Iterable[Day]:
    """The same UID as in the calendar of somebody registered; the video link is for them."""
    states = Workshop.State
    found = Workshop.objects.filter(consultation__in=asked.keys).exclude(state=states.DRAFT)
    rows = found.select_related("consultation", "place").order_by("-starts_at")
    for one in rows[: asked.most]:
        path = reverse("participation:workshop-page", args=[one.consultation.slug, one.pk])
        yield Day(
            f"workshop-{one.pk}", one.consultation_id, one.title, one.starts_at, one.ends_at,
            one.purpose, path, one.where, is_off=one.state == states.CANCELLED,
        )  # fmt: skip


def register() -> None:
    """Called from `AppConfig.ready()`."""
    register_news("consultations", _opened)
    register_news("ideas", _ideas)
    register_news("answers", _answers)
    register_news("votes", _votes)
    register_news("panels", _panels)
    register_news("commitments", _progress)
    register_news("workshops", _minutes)
    register_days("phases", _phase_days)
    register_days("panels", _sessions)
    register_days("workshops", _workshops)
