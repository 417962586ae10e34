"""A panel as everybody sees it: whom it must resemble, the lottery, the draw, what it said."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.participation import queries
from parvis.participation.actions import panel_seats
from parvis.participation.actions import panels as actions
from parvis.participation.forms.panels import ProfileForm
from parvis.participation.models import Act, Panel
from parvis.participation.queries import panels
from parvis.participation.rules import may
from parvis.participation.rules.chances import chance_of, told_of
from parvis.participation.rules.quotas import gaps, label, to_invite
from parvis.participation.rules.small_cells import shown
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back


@public_page
@never_cache
@require_safe
def panel(request: HttpRequest, slug: str, panel: int) -> HttpResponse:
    """What is asked of it, whom it looks for, its draw, its sessions, what it recommends."""
    found = panels.panel_at(queries.consultation_at(slug), panel)
    mine = panels.volunteer_at(request, found)
    context = {
        "consultation": found.phase.consultation,
        "panel": found,
        "mine": mine,
        "may": may(mine.participant if mine else person_at(request), found.phase, Act.VOLUNTEER),
        "sign_in": sign_in_and_back(request),
        "strata": _strata(found),
        "told": told_of(panels.published(found)) if found.seal else None,
        "sessions": found.sessions.all(),
        "recommendations": sorted(found.recommendations.all(), key=lambda one: one.number),
    }
    return render(request, "participation/public/panel.html", context)


def _strata(panel: Panel) -> list[dict[str, object]]:
    """Each stratum with its source; no count of fewer than five people."""
    found = gaps(panel.strata, panels.profiles(panel))
    return [
        {
            "label": label(stratum),
            "source": stratum["source"],
            "rows": [{"gap": gap, "volunteers": shown(gap.volunteers)} for gap in rows],
        }
        for stratum, rows in found
    ]


@public_page
@require_safe
def published(request: HttpRequest, slug: str, panel: int) -> HttpResponse:
    """The file that `parvis redraw` reads; before the seal there is none."""
    found = panels.panel_at(queries.consultation_at(slug), panel)
    if not found.seal:
        raise Http404
    answer = HttpResponse(panels.published(found).as_json(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="tirage-{found.pk}.json"'
    return answer


@public_page
@never_cache
@require_http_methods(METHODS)
def volunteer(request: HttpRequest, slug: str, panel: int) -> HttpResponse:
    """The questions of the strata, and nothing else; why they are asked."""
    found = panels.panel_at(queries.consultation_at(slug), panel)
    mine, person = panels.volunteer_at(request, found), person_at(request)
    verdict = may(mine.participant if mine else person, found.phase, Act.VOLUNTEER)
    known = dict(mine.profile) if mine else None
    form = ProfileForm(request.POST or None, strata=found.strata, known=known)
    if person is not None and verdict.ok and form.is_valid():
        try:
            actions.volunteer(panel=found, person=person, profile=form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you: you may be drawn."))
            return redirect("participation:panel-me", slug=slug, panel=found.pk)
    context = {
        "consultation": found.phase.consultation,
        "panel": found,
        "form": form,
        "may": verdict,
        "sign_in": sign_in_and_back(request),
        "is_closed": found.state != Panel.State.RECRUITING,
        "lacking": [gap.value for gap in to_invite(gaps(found.strata, panels.profiles(found)))][:3],
    }
    return render(request, "participation/public/volunteer.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def me(request: HttpRequest, slug: str, panel: int) -> HttpResponse:
    """What a volunteer, or a member, finds: pseudonym, chance, sessions, stipends, documents;
    accepting, declining, withdrawing."""
    found = panels.panel_at(queries.consultation_at(slug), panel)
    mine = panels.volunteer_at(request, found)
    if mine is None:
        raise Http404
    if request.POST.get("what") == "accept":
        try:
            panel_seats.accept(volunteer=mine)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Thank you: your seat is kept."))
        return redirect("participation:panel-me", slug=slug, panel=found.pk)
    if request.method == "POST":
        actions.withdraw(volunteer=mine)
        messages.success(request, _("It is done: what you had answered is erased."))
        return redirect("participation:panel", slug=slug, panel=found.pk)
    said = {stratum["key"]: stratum for stratum in found.strata}
    attended = list(mine.attended.select_related("session"))
    context = {
        "consultation": found.phase.consultation,
        "panel": found,
        "mine": mine,
        "is_member": mine.member_since is not None and mine.member_until is None,
        "documents": found.phase.consultation.papers,
        "chance": chance_of(panels.published(found), mine.pseudonym) if found.seal else None,
        "answers": [
            (label(stratum), label(value))
            for key, stratum in said.items()
            for value in stratum["values"]
            if value["key"] == mine.profile.get(key)
        ],
        "sessions": found.sessions.all(),
        "attended": attended,
        "due": sum(one.stipend for one in attended if one.paid_on is None),
    }
    return render(request, "participation/public/panel_me.html", context)
