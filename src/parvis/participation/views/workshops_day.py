"""The day of a workshop: the facilitator's sheet, cards, the live screen, minutes."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation.actions import workshop_day as day
from parvis.participation.actions.workshop_sessions import write_steps
from parvis.participation.actions.workshops import Sheet
from parvis.participation.forms.sorting import SheetForm
from parvis.participation.forms.workshops import (
    CardsForm,
    LiveForm,
    NeededForm,
    StepForm,
    WorkshopMinutesForm,
)
from parvis.participation.models import Act, Idea, Phase, Workshop, WorkshopNote
from parvis.participation.queries.consultations import phases_in_order
from parvis.participation.rules.ideas import phase_for
from parvis.participation.rules.workshops import minutes_from
from parvis.participation.views.public import METHODS
from parvis.participation.views.workshops_access import Held, held
from parvis.participation.views.workshops_public import hosts_in_words, left
from parvis.participation.workshop_cards import cards_pdf

STEPS, SHEETS = 12, 6
Steps = formset_factory(StepForm, extra=STEPS, max_num=STEPS, absolute_max=STEPS)
Sheets = formset_factory(SheetForm, extra=SHEETS, max_num=SHEETS, absolute_max=SHEETS)
EVERY = (15, 30, 60)  # seconds: what a facilitator may choose for the screen
SHOWN_MOST = 300


@agent_page
@never_cache
@require_safe
def sheet(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """The schedule in steps and what to bring, to read or to print."""
    at = held(request, slug, workshop)
    context = _context(at) | {
        "steps": timed(at.workshop),
        "total": sum(int(one["minutes"]) for one in at.workshop.steps),
        "needed": [line for line in at.workshop.needed.splitlines() if line.strip()],
        "hosts": hosts_in_words(at.workshop),
        "left": left(at.workshop),
        "materials": at.workshop.materials.order_by("pk"),
    }
    return render(request, "participation/agent/workshop_sheet.html", context)


def _context(at: Held) -> dict[str, Any]:
    return {"consultation": at.consultation, "workshop": at.workshop, "at": at}


def timed(workshop: Workshop) -> list[dict[str, Any]]:
    """Each step with the minute it begins at, counted from the beginning."""
    begun, found = 0, []
    for one in workshop.steps:
        found.append(dict(one) | {"after": begun})
        begun += int(one["minutes"])
    return found


@agent_page
@never_cache
@require_http_methods(METHODS)
def steps(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """Write the sheet: twelve steps at most."""
    at = held(request, slug, workshop)
    form = NeededForm(request.POST or None, initial={"needed": at.workshop.needed})
    rows = Steps(request.POST or None, initial=at.workshop.steps if not request.POST else None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        names = ("title", "minutes", "method", "material")
        written = [
            {name: row[name] for name in names} for row in rows.cleaned_data if row.get("title")
        ]
        write_steps(actor=at.actor, workshop=at.workshop, steps=written, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("participation:agent-workshop-sheet", slug=slug, workshop=workshop)
    context = _context(at) | {"form": form, "rows": rows, "forms": [form, *rows]}
    return render(request, "participation/agent/workshop_steps.html", context)


@agent_page
@never_cache
@require_safe
def cards(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """How many cards; then the sheets to print."""
    at = held(request, slug, workshop)
    form = CardsForm(request.GET if "blank" in request.GET else None)
    if form.is_valid():
        data = cards_pdf(at.consultation, at.workshop, **form.cleaned_data)
        headers = {"Content-Disposition": f'attachment; filename="cartes-{at.workshop.pk}.pdf"'}
        return HttpResponse(data, content_type="application/pdf", headers=headers)
    return render(request, "participation/agent/workshop_cards.html", _context(at) | {"form": form})


@agent_page
@never_cache
@require_http_methods(METHODS)
def live(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """Notes and ideas as they are said, on one screen, with the keyboard alone."""
    at = held(request, slug, workshop)
    if (key := whole(request.POST.get("strike"))) is not None:
        note = get_object_or_404(at.workshop.notes, pk=key)
        day.strike_note(note=note)
        return redirect("participation:agent-workshop-live", slug=slug, workshop=workshop)
    titles = [str(one["title"]) for one in at.workshop.steps]
    form = LiveForm(
        request.POST or None,
        steps=titles,
        themes=at.consultation.themes,
        initial={"step": request.GET.get("etape", titles[0] if titles else "")},
    )
    sheets = Sheets(request.POST or None)
    phase = _takes_ideas(at)
    if request.method == "POST" and form.is_valid() and sheets.is_valid():
        answer = _noted(request, at, phase, form, sheets.cleaned_data)
        if answer is not None:
            return answer
    context = _context(at) | {
        "form": form,
        "sheets": sheets if phase else None,
        "groups": noted(at.workshop),
        "ideas": ideas_of(at.workshop),
    }
    return render(request, "participation/agent/workshop_live.html", context)


def _takes_ideas(at: Held) -> Phase | None:
    """The phase that takes ideas now."""
    prefetch_related_objects([at.consultation], phases_in_order())
    phase = phase_for(at.consultation, Act.PROPOSE)
    if phase is None or not phase.is_open:
        return None
    phase.consultation = at.consultation
    return phase


def _noted(
    request: AgentRequest,
    at: Held,
    phase: Phase | None,
    form: LiveForm,
    sheets: list[dict[str, Any]],
) -> HttpResponse | None:
    """None where it was refused, which the form then says."""
    written = [Sheet(row["title"], row["name"]) for row in sheets if row.get("title")]
    given = form.cleaned_data
    try:
        count, ideas = day.take_notes(
            workshop=at.workshop,
            actor=at.actor,
            unit=at.unit,
            step=given["step"],
            notes=form.lines,
            sheets=written,
            phase=phase,
            theme=given["theme"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    notes = ngettext("%(count)d note kept.", "%(count)d notes kept.", count) % {"count": count}
    said = ngettext("%(count)d idea entered.", "%(count)d ideas entered.", len(ideas))
    messages.success(request, f"{notes} {said % {'count': len(ideas)}}")
    here = redirect("participation:agent-workshop-live", slug=at.consultation.slug,
                    workshop=at.workshop.pk)  # fmt: skip
    here["Location"] += f"?{urlencode({'etape': given['step']})}"
    return here


def noted(workshop: Workshop) -> list[tuple[str, list[WorkshopNote]]]:
    """Notes under their step, steps in their order. One query."""
    groups: dict[str, list[WorkshopNote]] = {str(one["title"]): [] for one in workshop.steps}
    for note in workshop.notes.order_by("pk")[:SHOWN_MOST]:
        groups.setdefault(note.step, []).append(note)
    return [(step, notes) for step, notes in groups.items() if notes]


def ideas_of(workshop: Workshop) -> list[Idea]:
    shown = workshop.ideas.filter(state=Idea.State.SHOWN)
    return list(shown.order_by("-published_at", "-pk")[:SHOWN_MOST])


@agent_page
@never_cache
@require_safe
def projection(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """In large type for the room: what was said, no name of anybody. It comes again by itself only
    where the facilitator chose how often."""
    at = held(request, slug, workshop)
    asked = whole(request.GET.get("toutes"))
    context = _context(at) | {
        "groups": noted(at.workshop),
        "ideas": ideas_of(at.workshop),
        "every": asked if asked in EVERY else 0,
        "choices": EVERY,
    }
    return render(request, "participation/agent/workshop_projection.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def minutes(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """Drafted from the notes, kept as a draft, or published as a new version."""
    at = held(request, slug, workshop)
    drafted = at.workshop.minutes_draft or minutes_from(
        at.workshop.steps,
        [(note.step, note.text) for _step, notes in noted(at.workshop) for note in notes],
        [idea.title for idea in reversed(ideas_of(at.workshop))],
        {"notes": _("What was said"), "ideas": _("The ideas")},
    )
    form = WorkshopMinutesForm(request.POST or None, initial={"text": drafted})
    if form.is_valid():
        text = form.cleaned_data["text"].strip()
        try:
            if "publish" in request.POST:
                made = day.publish_minutes(actor=at.actor, workshop=at.workshop, text=text)
                said = _("Version %(number)d is published.") % {"number": made.version}
            else:
                day.keep_minutes(workshop=at.workshop, text=text)
                said = _("Kept as a draft.")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("participation:agent-workshop", slug=slug, workshop=workshop)
    context = _context(at) | {
        "form": form,
        "versions": at.workshop.minutes.order_by("-version"),
    }
    return render(request, "participation/agent/workshop_minutes.html", context)
