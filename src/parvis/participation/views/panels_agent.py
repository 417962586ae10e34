"""Organisers: whom to invite, the draw, sessions, recommendations and answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.eligibility import queries as eligibility
from parvis.participation.actions import panel_life
from parvis.participation.actions import panels as actions
from parvis.participation.forms.panels import (
    AnswerForm,
    MinutesForm,
    PanelForm,
    RecommendationForm,
    SeedForm,
    SessionForm,
)
from parvis.participation.models import Act, Consultation, Panel, Session
from parvis.participation.queries import panels
from parvis.participation.rules import rules_of
from parvis.participation.rules.chances import told_of
from parvis.participation.rules.quotas import gaps, label, to_invite
from parvis.participation.views.agent import acting_for, organised, zone_of
from parvis.participation.views.public import METHODS

_REFRESH = 3  # seconds


def panel_of(request: AgentRequest, slug: str, key: int) -> Panel:
    """A panel of a consultation that the agent organises. Raises Http404."""
    return panels.panel_at(organised(request, slug), key)


def back_to(panel: Panel) -> HttpResponse:
    return redirect("participation:agent-panel", slug=panel.phase.consultation.slug, panel=panel.pk)


def _published(found: Consultation) -> list[Any]:
    area = found.lead.institution.area
    around = [area] if area else []
    held = [*found.areas.all(), *around]
    codes = [f"{one.level}:{one.code}" for one in held]
    codes += [f"epci:{one.epci.code}" for one in held if one.epci]
    return eligibility.published_strata(codes)


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    context = {"consultation": found, "panels": panels.panels_of(found)}
    return render(request, "participation/agent/panels.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    published = _published(found)
    phases = [one for one in found.phases.all() if Act.VOLUNTEER in rules_of(one).acts]
    strata = [{"key": one.key, "label": one.label} for one in published]
    form = PanelForm(
        request.POST or None,
        phases=phases,
        strata=strata,
        initial={"strata": [one["key"] for one in strata], "size": 30},
    )
    if form.is_valid():
        told = dict(form.cleaned_data)
        phase = next(one for one in phases if str(one.pk) == told.pop("phase"))
        try:
            made = actions.open_panel(
                actor=acting_for(request, found),
                phase=phase,
                published=published,
                **{**told, "stipend": told["stipend"] or 0},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recruitment is open."))
            return back_to(made)
    context = {"form": form, "consultation": found, "published": published, "phases": phases}
    return render(request, "participation/agent/panel_new.html", context)


@agent_page
@never_cache
@require_safe
def panel(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """Live gap to the population, whom to invite next, and the next step of the draw."""
    return _desk(request, panel_of(request, slug, panel), SeedForm())


def _desk(request: AgentRequest, found: Panel, form: SeedForm) -> HttpResponse:
    live = gaps(found.strata, panels.profiles(found))
    context = {
        "consultation": found.phase.consultation,
        "panel": found,
        "strata": [
            {"label": label(stratum), "source": stratum["source"], "rows": rows}
            for stratum, rows in live
        ],
        "lacking": to_invite(live),
        "widened": _widened(found),
        "form": form,
        "told": told_of(panels.published(found)) if found.seal else None,
        "seats": panels.seats_told(found) if found.drawn_at else None,
        "sessions": found.sessions.all(),
        "recommendations": sorted(found.recommendations.all(), key=lambda one: one.number),
        "wait": _REFRESH if found.state == Panel.State.COMPUTING else 0,
        "page_itself": reverse(
            "participation:agent-panel", args=[found.phase.consultation.slug, found.pk]
        ),
    }
    return render(request, "participation/agent/panel.html", context)


def _widened(panel: Panel) -> list[dict[str, object]]:
    """What must widen, in words: the value, its seats asked and needed."""
    names = {
        (stratum["key"], value["key"]): f"{label(stratum)} : {label(value)}"
        for stratum in panel.strata
        for value in stratum["values"]
    }
    return [
        {"name": names.get((asked["stratum"], asked["value"]), ""), "asked": asked, "needed": new}
        for asked, new in panel.refusal.get("widened", [])
    ]


@agent_page
@require_POST
def step(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """The next step: prepare the lottery, widen quotas, or enter the value drawn in public."""
    found = panel_of(request, slug, panel)
    actor = acting_for(request, found.phase.consultation)
    form = SeedForm(request.POST)
    try:
        if request.POST.get("what") == "prepare":
            actions.prepare_lottery(actor=actor, panel=found)
            messages.success(request, _("The lottery is being prepared: a minute or so."))
        elif request.POST.get("what") == "widen":
            actions.widen_quotas(actor=actor, panel=found)
            messages.success(request, _("The quotas are wider: prepare the lottery again."))
        elif form.is_valid():
            actions.draw(actor=actor, panel=found, seed=form.cleaned_data["seed"])
            messages.success(request, _("The panel is drawn; each member is told."))
        else:
            return _desk(request, found, form)
    except Refused as refused:
        messages.error(request, str(refused))
    return back_to(found)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_session(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    found = panel_of(request, slug, panel)
    form = SessionForm(request.POST or None)

    def add() -> None:
        starts_at, ends_at = form.hours(zone_of(found.phase.consultation))
        panel_life.add_session(
            actor=acting_for(request, found.phase.consultation),
            panel=found,
            title=form.cleaned_data["title"],
            place=form.cleaned_data["place"],
            starts_at=starts_at,
            ends_at=ends_at,
        )

    return _added(request, found, form, _("Add a session"), add)


@agent_page
@never_cache
@require_http_methods(METHODS)
def minutes(request: AgentRequest, slug: str, panel: int, session: int) -> HttpResponse:
    """Public minutes, and who was there, by pseudonym."""
    found = panel_of(request, slug, panel)
    held = get_object_or_404(Session, pk=session, panel=found)
    there = list(held.attended.values_list("volunteer__pseudonym", flat=True))
    members = sorted({*panels.seats(found).values_list("pseudonym", flat=True), *there})
    form = MinutesForm(
        request.POST or None,
        members=[(one, one) for one in members],
        initial={"minutes": held.minutes, "present": there},
    )
    if form.is_valid():
        actor = acting_for(request, found.phase.consultation)
        panel_life.write_minutes(actor=actor, session=held, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return back_to(found)
    return _form(request, found, form, _("Minutes: %(title)s") % {"title": held.title})


@agent_page
@never_cache
@require_http_methods(METHODS)
def recommend(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    found = panel_of(request, slug, panel)
    form = RecommendationForm(request.POST or None)

    def add() -> None:
        actor = acting_for(request, found.phase.consultation)
        panel_life.recommend(actor=actor, panel=found, **form.cleaned_data)

    return _added(request, found, form, _("Add a recommendation"), add)


@agent_page
@never_cache
@require_http_methods(METHODS)
def answer(request: AgentRequest, slug: str, panel: int, number: int) -> HttpResponse:
    """What the authority answers to one recommendation, and why."""
    found = panel_of(request, slug, panel)
    asked = get_object_or_404(found.recommendations, number=number)
    form = AnswerForm(
        request.POST or None, initial={"answer": asked.answer, "reasons": asked.reasons}
    )
    if form.is_valid():
        actor = acting_for(request, found.phase.consultation)
        panel_life.answer(actor=actor, recommendation=asked, **form.cleaned_data)
        messages.success(request, _("The answer is published; members are told."))
        return back_to(found)
    return _form(request, found, form, asked.title)


def _form(request: HttpRequest, panel: Panel, form: Any, title: str) -> HttpResponse:
    context = {
        "consultation": panel.phase.consultation, "panel": panel, "form": form, "title": title,
    }  # fmt: skip
    return render(request, "participation/agent/panel_form.html", context)


def _added(
    request: HttpRequest, panel: Panel, form: Any, title: str, add: Callable[[], None]
) -> HttpResponse:
    """The form, or back to the panel once `add` is done."""
    if form.is_valid():
        try:
            add()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return back_to(panel)
    return _form(request, panel, form, title)
