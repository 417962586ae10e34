"""Writing an idea: a draft, the ideas alike shown before it is sent, co-authors."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core import files
from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation import actions, queries
from parvis.participation.forms.ideas import LATITUDE, LONGITUDE, IdeaForm, shown
from parvis.participation.models import Act, Consultation, Idea, Participant, Way, Workshop
from parvis.participation.queries import ideas as found_in
from parvis.participation.queries import likeness
from parvis.participation.rules import may
from parvis.participation.rules.ideas import phase_for
from parvis.participation.views.ideas import acting, remembered
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back


@public_page
@never_cache
@require_http_methods(METHODS)
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one. POST keeps a draft, then shows what is alike before anything is sent."""
    found = queries.consultation_at(slug)
    phase = phase_for(found, Act.PROPOSE)
    if phase is None:
        raise Http404
    phase.consultation = found
    participant = queries.participant_at(request, found)
    verdict = may(participant or person_at(request), phase, Act.PROPOSE)
    form = _form(request, found, initial={"theme": request.GET.get("theme", "")})
    workshop = _workshop(request, found)
    if verdict.ok and form.is_valid():
        try:
            by = acting(request, found, Act.PROPOSE)
        except actions.NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            made = actions.begin_idea(phase=phase, author=by, workshop=workshop, **form.written)
            return remembered(request, _kept(request, found, made, form))
    context = {
        "consultation": found,
        "form": form,
        "verdict": verdict,
        "sign_in": sign_in_and_back(request),
        "is_visitor": person_at(request) is None,
        "workshop": workshop,
    }
    return render(request, "participation/public/write.html", context)


def _workshop(request: HttpRequest, found: Consultation) -> Workshop | None:
    """That of the card whose code led here; the address of the form keeps it."""
    key = whole(request.GET.get("atelier")) or 0
    shown = found.workshops.filter(state__in=(Workshop.State.PUBLISHED, Workshop.State.HELD))
    return shown.filter(pk=key).first()


def _form(request: HttpRequest, found: Consultation, **more: Any) -> IdeaForm:
    return IdeaForm(
        request.POST or None,
        request.FILES or None,
        consultation=found,
        communes=likeness.communes_of(found),
        **more,
    )


def _kept(request: HttpRequest, found: Consultation, made: Idea, form: IdeaForm) -> HttpResponse:
    """The photo, kept or refused in words; then the next step."""
    if form.cleaned_data.get("photo"):
        try:
            actions.add_photo(
                idea=made,
                upload=form.cleaned_data["photo"],
                alt=form.cleaned_data["photo_alt"],
            )
        except (files.FileRefused, files.NoRoom, Refused) as refused:
            messages.error(request, str(refused))
    if request.POST.get("then") == "later":
        messages.success(request, _("Kept as a draft: you alone see it."))
        return redirect("participation:my-ideas", slug=found.slug)
    if made.state != Idea.State.DRAFT:
        messages.success(request, _("Saved."))
        return redirect("participation:idea", slug=found.slug, idea=made.pk)
    return redirect("participation:before-sending", slug=found.slug, idea=made.pk)


def own(request: HttpRequest, slug: str, key: int) -> tuple[Consultation, Idea, Participant]:
    """An idea of whoever asks. Not theirs is "not found": raises Http404."""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    if participant is None:
        raise Http404
    idea = found_in.visible(found, key, participant)
    if not found_in.wrote(participant, idea):
        raise Http404
    idea.consultation = found
    return found, idea, participant


@public_page
@never_cache
@require_http_methods(METHODS)
def change(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """New words: a new wording, the former ones stay."""
    found, one, by = own(request, slug, idea)
    form = _form(request, found, initial=shown(one))
    if form.is_valid():
        try:
            changed = actions.change_idea(idea=one, by=by, **form.written)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _kept(request, found, changed, form)
    context = {"consultation": found, "form": form, "idea": one, "verdict": None}
    return render(request, "participation/public/write.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def before_sending(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """What is alike here and elsewhere; then POST sends."""
    found, one, by = own(request, slug, idea)
    if one.state != Idea.State.DRAFT:
        return redirect("participation:idea", slug=slug, idea=idea)
    if request.method == "POST":
        try:
            sent = actions.send_idea(idea=one, by=by)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("participation:before-sending", slug=slug, idea=idea)
        messages.success(request, _said(sent, by))
        return redirect("participation:idea", slug=slug, idea=idea)
    context = {"consultation": found, "idea": one, "alike": likeness.alike_to(one, found)}
    return render(request, "participation/public/before_sending.html", context)


def _said(idea: Idea, by: Participant) -> str:
    if idea.state == Idea.State.HELD:
        return _("Thank you. Somebody reads it before it shows: %(why)s.") % {"why": idea.held_for}
    if by.way == Way.NONE:
        return _("Thank you: your idea is published. Come back here to see what becomes of it.")
    return _("Thank you: your idea is published. You will be told what becomes of it.")


@public_page
@never_cache
@require_safe
def near(request: HttpRequest, slug: str) -> HttpResponse:
    """What is alike while one types: a part of the page of writing, or a page of its own."""
    found = queries.consultation_at(slug)
    title, text = request.GET.get("title", "")[:120], request.GET.get("text", "")[:4000]
    communes = {str(one.pk): one for one in likeness.communes_of(found)}
    alike = likeness.Alike()
    if len(title) >= 8:
        alike = likeness.alike(
            found,
            title,
            text,
            commune=communes.get(request.GET.get("commune", "")),
            position=_position(request),
        )
    context = {"consultation": found, "alike": alike}
    return render(request, "participation/partials/alike.html", context)


def _position(request: HttpRequest) -> tuple[float, float] | None:
    try:
        return float(request.GET[LATITUDE]), float(request.GET[LONGITUDE])
    except (KeyError, ValueError):
        return None


@public_page
@never_cache
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """My ideas here, drafts included."""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    ideas = found_in.mine(participant) if participant else []
    context = {"consultation": found, "ideas": ideas}
    return render(request, "participation/public/mine.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def invite(request: HttpRequest, slug: str, idea: int) -> HttpResponse:
    """A link to give to one person, shown once."""
    found, one, by = own(request, slug, idea)
    link = ""
    if request.method == "POST":
        try:
            secret = actions.invite(idea=one, by=by)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            path = reverse("participation:invited", args=[slug, secret])
            link = request.build_absolute_uri(path)
    context = {"consultation": found, "idea": one, "link": link}
    return render(request, "participation/public/invite.html", context)


@public_page
@never_cache
@require_http_methods(METHODS)
def invited(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Accept to be an author, knowingly: nothing is done by opening the link."""
    found = queries.consultation_at(slug)
    try:
        one = actions.invitation(secret).idea
    except actions.NoInvitation:
        raise Http404 from None
    if one.consultation_id != found.pk:
        raise Http404
    if request.method == "POST":
        here = redirect("participation:idea", slug=slug, idea=one.pk)
        try:
            by = acting(request, found, Act.PROPOSE)
            actions.accept_invitation(secret=secret, by=by)
        except Refused as refused:
            messages.error(request, str(refused))
            here = redirect("participation:invited", slug=slug, secret=secret)
        else:
            messages.success(request, _("You are now one of its authors."))
        return remembered(request, here)
    context = {"consultation": found, "idea": one, "sign_in": sign_in_and_back(request)}
    return render(request, "participation/public/invited.html", context)
