"""Organisers: their workshops, what each is, publishing, calling off, materials."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.core import clock, files
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.directory.models import Membership, Place
from parvis.participation import actions
from parvis.participation.actions import workshop_sessions as sessions
from parvis.participation.forms.consultations import DocumentForm
from parvis.participation.forms.workshops import CancelForm, WorkshopEditForm
from parvis.participation.forms.workshops import shown as as_form
from parvis.participation.models import Consultation, Workshop
from parvis.participation.queries import workshops
from parvis.participation.views.agent import acting_for, organised, zone_of
from parvis.participation.views.public import METHODS
from parvis.participation.views.workshops_access import Held, held
from parvis.participation.views.workshops_public import hosts_in_words, left


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    rows = [(one, left(one)) for one in workshops.workshops_of(found, drafts=True)]
    context = {"consultation": found, "workshops": rows}
    return render(request, "participation/agent/workshops.html", context)


def _form(consultation: Consultation, *args: Any, **kwargs: Any) -> WorkshopEditForm:
    """Places and agents are those of the organising institutions."""
    theirs = [unit.institution_id for unit in consultation.organisers.all()]
    today = clock.today()
    there = Membership.objects.filter(unit__institution__in=theirs, starts_on__lte=today)
    there = there.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return WorkshopEditForm(
        *args,
        zone=zone_of(consultation),
        places=Place.objects.filter(institution__in=theirs).order_by("name", "pk")[:300],
        agents=Account.objects.filter(pk__in=there.values("account")).order_by(
            "display_name", "pk"
        ),
        **kwargs,
    )


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    form = _form(found, request.POST or None, initial={"hosts": [str(request.user.pk)]})
    if form.is_valid():
        try:
            made = sessions.create_workshop(
                actor=acting_for(request, found), consultation=found, **form.told()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept as a draft. Look at it, then publish it."))
            return to(made, slug)
    context = {
        "consultation": found,
        "workshop": None,
        "form": form,
        "title": _("Prepare a workshop"),
    }
    return render(request, "participation/agent/workshop_form.html", context)


def to(workshop: Workshop, slug: str) -> HttpResponse:
    return redirect("participation:agent-workshop", slug=slug, workshop=workshop.pk)


@agent_page
@never_cache
@require_http_methods(METHODS)
def edit(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    at = held(request, slug, workshop, organises=True)
    zone = zone_of(at.consultation)
    form = _form(at.consultation, request.POST or None, initial=as_form(at.workshop, zone))
    if form.is_valid():
        try:
            sessions.edit_workshop(actor=at.actor, workshop=at.workshop, **form.told())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return to(at.workshop, slug)
    context = {
        "consultation": at.consultation,
        "workshop": at.workshop,
        "form": form,
        "title": _("Change the workshop"),
    }
    return render(request, "participation/agent/workshop_form.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def workshop(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """All there is to do for one workshop. POST publishes it, calls it off, adds or removes a
    material."""
    at = held(request, slug, workshop, organises=request.method == "POST")
    papers, cancelling = DocumentForm(), CancelForm()
    if request.method == "POST":
        papers, cancelling = _forms(request)
        try:
            if _done(request, at, papers, cancelling):
                return to(at.workshop, slug)
        except Refused as refused:
            messages.error(request, str(refused))
            return to(at.workshop, slug)
    context = {
        "consultation": at.consultation,
        "workshop": at.workshop,
        "at": at,
        "left": left(at.workshop),
        "hosts": hosts_in_words(at.workshop),
        "materials": at.workshop.materials.order_by("pk"),
        "minutes": at.workshop.minutes.order_by("-version").first(),
        "papers": papers,
        "cancelling": cancelling,
        "forms": [papers, cancelling],
    }
    return render(request, "participation/agent/workshop_desk.html", context)


def _forms(request: AgentRequest) -> tuple[DocumentForm, CancelForm]:
    what = request.POST.get("what")
    papers = (request.POST, request.FILES) if what == "material" else ()
    return DocumentForm(*papers), CancelForm(request.POST if what == "cancel" else None)


def _done(request: AgentRequest, at: Held, papers: DocumentForm, cancelling: CancelForm) -> bool:
    """Whether something was done. Raises Refused."""
    if request.POST.get("what") == "publish":
        sessions.publish_workshop(actor=at.actor, workshop=at.workshop)
        messages.success(request, _("Published: people may register from the day you chose."))
        return True
    if (key := whole(request.POST.get("remove"))) is not None:
        paper = get_object_or_404(at.workshop.materials, pk=key)
        actions.remove_document(actor=at.actor, document=paper)
        return True
    if cancelling.is_valid():
        sessions.cancel_workshop(
            actor=at.actor, workshop=at.workshop, why=cancelling.cleaned_data["why"]
        )
        messages.success(request, _("Called off. Everybody registered is told why."))
        return True
    return papers.is_valid() and _added(at, papers)


def _added(at: Held, form: DocumentForm) -> bool:
    try:
        actions.add_document(
            actor=at.actor,
            consultation=at.consultation,
            workshop=at.workshop,
            **form.cleaned_data,
        )
    except (files.FileRefused, files.NoRoom) as refused:
        form.add_error("upload", str(refused))
        return False
    return True
