"""What everybody sees of consultations, and how one takes part."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.models import Account, Person
from parvis.accounts.rules import root_of
from parvis.core import navigation
from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.ui.words import plaindate
from parvis.core.visitor import ensure_visitor, visitor_token
from parvis.participation import actions, queries
from parvis.participation.actions.codes import use_code
from parvis.participation.forms.consultations import NameForm
from parvis.participation.models import Consultation, Participant, Phase, Way
from parvis.participation.queries.portraits import asks_facts
from parvis.participation.rules.taking_part import may_join
from parvis.participation.tiles import tiles
from parvis.territory import queries as territory

METHODS = ["GET", "HEAD", "POST"]


def person_at(request: HttpRequest) -> Person | None:
    """The signed-in resident; None for a visitor, and for an agent, who takes part nowhere."""
    account = request.user
    if not isinstance(account, Account) or account.person is None:
        return None
    return root_of(account.person)


@public_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Open ones and past ones, by topic and commune."""
    topic, code = request.GET.get("theme", ""), request.GET.get("commune", "")
    area = territory.commune(code) if code else None
    page = queries.page_of(queries.published(topic=topic, area=area), request.GET.get("apres", ""))
    kept = {key: value for key, value in (("theme", topic), ("commune", code)) if value}
    context = {
        "rows": [_row(one) for one in page.consultations],
        "next": f"?{urlencode(kept | {'apres': page.after})}" if page.after else "",
        "topics": Consultation.Topic.choices,
        "topic": topic,
        "area": area,
        "feeds": _feeds(urlencode(kept)),
    }
    return render(request, "participation/public/list.html", context)


def _feeds(kept: str) -> dict[str, str]:
    """Of what the list shows."""
    end = f"?{kept}" if kept else ""
    return {
        "atom": reverse("participation:all-news", args=["atom"]) + end,
        "rss": reverse("participation:all-news", args=["rss"]) + end,
        "days": reverse("participation:all-days") + end,
    }


def _row(consultation: Consultation) -> dict[str, object]:
    phase = current_phase(consultation)
    return {"one": consultation, "phase": phase, "days": days_of(phase) if phase else ""}


def current_phase(consultation: Consultation) -> Phase | None:
    """The phase to name: the open one, else the next, else the last."""
    phases = list(consultation.phases.all())
    coming = [one for one in phases if not one.has_opened]
    now = [one for one in phases if one.is_open]
    return next(iter(now or coming or phases[-1:]), None)


@public_page
@never_cache
@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, where it stands, and what one can do now."""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    person = person_at(request)
    phases, editions = list(found.phases.all()), queries.editions_of(found)
    offered = {one: tiles(one, participant, person) for one in phases if one.has_opened}
    now = {tile.href for one in offered if one.is_open for tile in offered[one]}
    past = (tile for one in offered if not one.is_open for tile in offered[one])
    context = {
        "consultation": found,
        "participant": participant,
        "entries": [_entry(one, editions) for one in phases],
        "editions": editions,
        "open_phases": [
            {"phase": one, "days": days_of(one), "tiles": offered[one]}
            for one in offered
            if one.is_open
        ],
        "past": list({tile.href: tile for tile in past if tile.href not in now}.values()),
        "current": current_phase(found),
        "is_open_to_visitors": any(one.rules.get("visitors") for one in phases),
    }
    return render(request, "participation/public/consultation.html", context)


def _entry(phase: Phase, editions: queries.Editions) -> dict[str, object]:
    """As the timeline draws it; one to come leads to what the same was the time before."""
    items = [{"label": _("See this phase"), "href": _address(phase)}]
    if not phase.has_opened and (before := editions.done_before(phase.kind)):
        told = {"phase": before.title, "title": before.consultation.title}
        label = _("The time before: %(phase)s (%(title)s)") % told
        items.append({"label": label, "href": _address(before)})
    look = {"done": ("success", "check"), "current": ("accent", "clock")}
    kind, icon = look.get(phase.state, ("neutral", "hourglass"))
    return {
        "title": phase.title,
        # What an open phase is stands above, with its tiles.
        "text": f"{days_of(phase)}\n\n{'' if phase.is_open else phase.text}".strip(),
        "kind": kind,
        "icon": icon,
        "items": items,
    }


def days_of(phase: Phase) -> str:
    """ "du 3 mars 2026 au 4 avril 2026", and whether it is open."""
    said = {
        "first": plaindate(phase.opens_at),
        "last": plaindate(phase.last_day),
    }
    if phase.state == "current":
        return _("Open until %(last)s") % said
    if phase.state == "done":
        return _("Over since %(last)s") % said
    return _("From %(first)s to %(last)s") % said


@public_page
@never_cache
@require_safe
def phase(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """One phase: its rules in words, and a tile for each thing that one may do."""
    found = queries.consultation_at(slug)
    chosen = next((one for one in found.phases.all() if one.pk == phase), None)
    if chosen is None:
        raise Http404
    participant = queries.participant_at(request, found)
    context = {
        "consultation": found,
        "phase": chosen,
        "days": days_of(chosen),
        "tiles": tiles(chosen, participant, person_at(request)),
        "steps": [
            {
                "label": one.title,
                "state": "current" if one == chosen else one.state.replace("current", "todo"),
                "href": "" if one == chosen else _address(one),
            }
            for one in found.phases.all()
        ],
    }
    return render(request, "participation/public/phase.html", context)


def _address(phase: Phase) -> str:
    return reverse("participation:phase", args=[phase.consultation.slug, phase.pk])


@public_page
@never_cache
@require_http_methods(METHODS)
def taking_part(request: HttpRequest, slug: str) -> HttpResponse:
    """As whom one takes part: the name shown, how one was verified, withdrawing. POST: join, name
    or leave."""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    form = NameForm(
        request.POST if request.POST.get("what") == "name" else None,
        initial={"name": participant.shown_name if participant else ""},
    )
    if request.method == "POST":
        done = _done(request, found, participant, form)
        if done is not None:
            return done
    person = person_at(request)
    context = {
        "consultation": found,
        "participant": participant,
        "form": form,
        "person": person,
        "refusal": may_join(person, found) if participant is None else None,
        "none": Way.NONE,
        "asks_facts": asks_facts(found),
        "sign_in": sign_in_and_back(request),
        "code": request.GET.get("code", "")[:40],
        "panel": request.GET.get("panel", "")[:10],
    }
    return render(request, "participation/public/taking_part.html", context)


def _with_code(request: HttpRequest, found: Consultation, back: HttpResponse) -> HttpResponse:
    person, token = person_at(request), visitor_token(request, create=True) or ""
    panel, code = request.POST.get("panel", ""), request.POST.get("code", "")[:40]
    panel = panel if panel.isdecimal() else ""
    if panel and person is None:  # whoever may be drawn has an account: the code waits for it
        here = f"{request.path}?{urlencode({'code': code, 'panel': panel})}"
        return redirect(f"{navigation.address('sign_in')}?{urlencode({'next': here})}")
    try:
        use_code(
            consultation=found,
            code=code,
            person=person,
            token="" if person else token,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You take part."))
        if person is None:
            ensure_visitor(request, back)
        elif panel:
            return redirect("participation:panel-volunteer", slug=found.slug, panel=panel)
    return back


def sign_in_and_back(request: HttpRequest) -> str:
    """Where a visitor signs in, to come back to this page."""
    return f"{navigation.address('sign_in')}?{urlencode({'next': request.path})}"


def _done(
    request: HttpRequest, found: Consultation, participant: Participant | None, form: NameForm
) -> HttpResponse | None:
    back = redirect("participation:taking-part", slug=found.slug)
    what = request.POST.get("what")
    if what == "code":
        return _with_code(request, found, back)
    if what == "leave" and participant is not None:
        actions.leave(participant=participant)
        messages.success(request, _("You withdrew. What you gave stays, without your name."))
        return back
    if what == "join":
        person, token = person_at(request), visitor_token(request, create=True) or ""
        try:
            actions.join(consultation=found, person=person, token="" if person else token)
        except actions.NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("You take part."))
            if person is None:
                ensure_visitor(request, back)
        return back
    if what == "name" and participant is not None and form.is_valid():
        actions.show_name(participant=participant, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return back
    return None


@public_page
@require_safe
def document(request: HttpRequest, slug: str, document: int) -> HttpResponse:
    """A text as a page, a file as a download."""
    found = queries.consultation_at(slug)
    paper = get_object_or_404(found.documents.exclude(workshop__state="draft"), pk=document)
    if not paper.storage_name:
        context = {"consultation": found, "document": paper}
        return render(request, "participation/public/document.html", context)
    if not default_storage.exists(paper.storage_name):
        raise Http404
    response = FileResponse(
        default_storage.open(paper.storage_name),
        as_attachment=True,
        filename=paper.name,
        content_type=paper.mime,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]  # streamed
