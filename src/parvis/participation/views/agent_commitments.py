"""Owners of commitments: promise, add steps, say what is late, answer people."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.catalogue.queries import offered
from parvis.core import clock
from parvis.core.forms import StyledForm
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.participation.actions import commitments as actions
from parvis.participation.actions import projects as linking
from parvis.participation.actions import remarks
from parvis.participation.forms.commitments import (
    CommitmentForm,
    DecisionForm,
    DoneForm,
    DueForm,
    MilestoneForm,
    MoveForm,
    NewsForm,
    OwnerForm,
    ServiceForm,
)
from parvis.participation.models import (
    Commitment,
    Consultation,
    Election,
    FormerProject,
    Gathering,
    Idea,
    Milestone,
    ProjectIdea,
    Recommendation,
    Remark,
)
from parvis.participation.queries import commitments, sorting
from parvis.participation.queries import elections as votes
from parvis.participation.rules.commitments import MOVES
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.agent_ideas import unit_for
from parvis.participation.views.public import METHODS


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest, slug: str) -> HttpResponse:
    """What was promised, the overdue clearly, and what could be promised now."""
    found = organised(request, slug)
    page = commitments.listed(found, after=request.GET.get("apres", ""))
    context = {
        "consultation": found,
        "lines": page.lines,
        "next": f"?apres={page.after}" if page.after else "",
        "ready": commitments.ready_to_promise(found),
    }
    return render(request, "participation/agent/commitments.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest, slug: str) -> HttpResponse:
    """A commitment from a winning project (`de=<vote>:<code>`), an idea or a recommendation."""
    found = organised(request, slug)
    source = _source(found, request.GET.get("de", ""))
    units = list(found.organisers.select_related("institution").order_by("name"))
    form = CommitmentForm(request.POST or None, units=units, initial=_initial(found, source))
    if form.is_valid():
        try:
            made = actions.promise(
                actor=acting_for(request, found),
                consultation=found,
                **{key: value for key, value in source.items() if key != "project"},
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Promised, and its authors are told. Now add its steps."))
            return redirect("participation:agent-commitment", slug=slug, commitment=made.pk)
    context = {"consultation": found, "form": form, "title": _("A new commitment")}
    return render(request, "participation/agent/commitment_form.html", context)


def _source(found: Consultation, told: str) -> dict[str, Any]:
    """Raises Http404 for what is not of this consultation."""
    kind, _sep, key = told.partition(":")
    number = whole(key)
    if kind == "idee":
        idea = get_object_or_404(Idea, pk=number, consultation=found, state=Idea.State.SHOWN)
        return {"ideas": [idea], "commune": idea.commune}
    if kind == "avis":
        asked = Recommendation.objects.select_related("panel__phase")
        return {
            "recommendation": get_object_or_404(asked, pk=number, panel__phase__consultation=found)
        }
    if kind == "ancien":
        former = FormerProject.objects.filter(vote__consultation=found, is_retained=True)
        return {"former_project": get_object_or_404(former, pk=number)}
    vote = votes.election_of(found, whole(kind) or 0)
    project = next((one for one in vote.projects.all() if one.code == key), None)
    if project is None:
        raise Http404
    return {"election": vote, "code": key, "project": project}


def _initial(found: Consultation, source: dict[str, Any]) -> dict[str, Any]:
    told = {"unit": str(found.lead_id), "starts_on": clock.today()}
    if project := source.get("project"):
        return told | {
            "title": project.name, "text": project.summary, "budget_cents": project.cost_cents,
        }  # fmt: skip
    if asked := source.get("recommendation"):
        return told | {"title": asked.title[:150], "text": asked.text}
    if former := source.get("former_project"):
        return told | {
            "title": former.title, "text": former.text, "budget_cents": former.cost_cents,
        }  # fmt: skip
    (idea,) = source["ideas"]
    return told | {"title": idea.title, "text": idea.text, "budget_cents": idea.cost_cents}


@agent_page
@never_cache
@require_http_methods(METHODS)
def commitment(request: AgentRequest, slug: str, commitment: int) -> HttpResponse:
    """The owner's desk of one. POST does one of its acts."""
    found = organised(request, slug)
    one = commitments.commitment_at(found, commitment)
    story = commitments.story_of(one, None, at_work=True)
    forms = _forms(request, found, one, [each.one for each in story.stages if not each.one.done_on])
    what = request.POST.get("what", "")
    if request.method == "POST" and (what == "answer" or what in forms):
        form = forms.get(what)
        if form is None or form.is_valid():
            try:
                _ACTS[what](request, found, one, form)
            except Refused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Saved: everybody reads it."))
            return redirect("participation:agent-commitment", slug=slug, commitment=one.pk)
    (line,) = commitments.lines_of([one])
    context = {
        "consultation": found,
        "commitment": one,
        "line": line,
        "story": story,
        "forms": forms,
    }
    return render(request, "participation/agent/commitment.html", context)


def _forms(
    request: AgentRequest, of: Consultation, one: Commitment, waiting: list[Milestone]
) -> dict[str, Any]:
    """Those that make sense now."""

    def made(what: str, form: type[StyledForm], **more: Any) -> None:
        data = request.POST if request.POST.get("what") == what else None
        found[what] = form(data, auto_id=f"{what}-%s", **more)

    found: dict[str, Any] = {}
    made("news", NewsForm)
    units = {each["pk"]: Unit(pk=each["pk"], name=each["unit"]) for each in of.organised_by}
    units[one.unit_id] = one.unit
    owner = {"unit": str(one.unit_id), "role": one.role}
    made("owner", OwnerForm, units=units.values(), initial=owner)
    if moves := sorted(MOVES[one.state]):
        made("move", MoveForm, moves=moves)
        made("milestone", MilestoneForm)
        made("due", DueForm, commitment=one, waiting=waiting)
        if waiting:
            made("done", DoneForm, waiting=waiting, initial={"done_on": clock.today()})
    services = [(each.slug, each.name) for each in offered()]
    if services:
        made("service", ServiceForm, services=services, initial={"service": one.service})
    return found


Act = Callable[[AgentRequest, Consultation, Commitment, Any], object]
"""The last: the form, valid; None for an answer, which stands beside what it answers."""


def _move(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.move_commitment(actor=acting_for(r, of), commitment=one, **form.cleaned_data)


def _milestone(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.add_milestone(actor=acting_for(r, of), commitment=one, **form.cleaned_data)


def _finish(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.finish_milestone(
        actor=acting_for(r, of),
        milestone=form.cleaned_data["step"],
        done_on=form.cleaned_data["done_on"],
        text=form.cleaned_data["text"],
    )


def _due(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.move_due(
        actor=acting_for(r, of),
        commitment=one,
        milestone=form.milestone,
        to=form.cleaned_data["to"],
        why=form.cleaned_data["why"],
    )


def _owner(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.name_owner(actor=acting_for(r, of), commitment=one, **form.cleaned_data)


def _news(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.tell_news(actor=acting_for(r, of), commitment=one, text=form.cleaned_data["text"])


def _service(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    actions.name_service(actor=acting_for(r, of), commitment=one, slug=form.cleaned_data["service"])


def _answer(r: AgentRequest, of: Consultation, one: Commitment, form: Any) -> None:
    shown = Remark.objects.filter(commitment=one, state=Idea.State.SHOWN, participant__isnull=False)
    found = get_object_or_404(shown, pk=whole(r.POST.get("remark")))
    remarks.answer_remark(
        actor=acting_for(r, of),
        unit=unit_for(r, of),
        remark=found,
        text=r.POST.get("text", "").strip()[:3000],
    )


_ACTS: dict[str, Act] = {
    "move": _move,
    "milestone": _milestone,
    "done": _finish,
    "due": _due,
    "news": _news,
    "owner": _owner,
    "service": _service,
    "answer": _answer,
}


@agent_page
@never_cache
@require_http_methods(METHODS)
def decide(request: AgentRequest, slug: str) -> HttpResponse:
    """Record what an institution decided, and why."""
    found = organised(request, slug)
    form = DecisionForm(request.POST or None, today=clock.today())
    if form.is_valid():
        try:
            made = actions.record_decision(
                actor=acting_for(request, found),
                consultation=found,
                unit=unit_for(request, found),
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded: everybody reads it."))
            if found.published_at is None:
                return redirect("participation:agent-commitments", slug=slug)
            return redirect("participation:decision", slug=slug, decision=made.pk)
    context = {"consultation": found, "form": form, "title": _("Record a decision")}
    return render(request, "participation/agent/commitment_form.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def origins(request: AgentRequest, slug: str, vote: int, code: str) -> HttpResponse:
    """From which ideas a project of a vote comes. POST takes some up, a group, or lets one go."""
    found = organised(request, slug)
    election = votes.election_of(found, vote)
    project = next((one for one in election.projects.all() if one.code == code), None)
    if project is None:
        raise Http404
    if request.method == "POST":
        try:
            _link(request, found, election, code)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved: their pages lead to each other."))
        return redirect("participation:agent-origins", slug=slug, vote=vote, code=code)
    links = ProjectIdea.objects.filter(election=election, code=code, ended_at=None)
    text = request.GET.get("mots", "")[:100]
    ideas, _after = sorting.to_sort(found, sorting.Sorted(text=text))
    held = list(links.select_related("idea").order_by("pk"))
    taken = {link.idea_id for link in held}
    context = {
        "consultation": found,
        "election": election,
        "project": project,
        "links": held,
        "ideas": [one for one in ideas if one.pk not in taken],
        "groups": _groups(found),
        "text": text,
    }
    return render(request, "participation/agent/origins.html", context)


def _groups(found: Consultation) -> Any:
    return Gathering.objects.filter(
        Q(kind=Gathering.Kind.GROUP, state=Gathering.State.DONE), consultation=found
    ).order_by("-pk")[:30]


def _link(request: AgentRequest, found: Consultation, election: Election, code: str) -> None:
    actor = acting_for(request, found)
    gone = request.POST.get("go", "")
    if gone:
        links = ProjectIdea.objects.filter(election=election, code=code)
        one = get_object_or_404(links, pk=whole(gone))
        linking.let_go(actor=actor, link=one, why=request.POST.get("why", "")[:1500])
        return
    group = whole(request.POST.get("group"))
    if group is not None:
        gathered = get_object_or_404(Gathering, pk=group, consultation=found)
        rows = Idea.objects.filter(carried_by__gathering=gathered, state=Idea.State.SHOWN)
        ideas = list(rows)
        linking.take_up(actor=actor, election=election, code=code, ideas=ideas, group=gathered)
        return
    ideas = sorting.chosen(found, request.POST.getlist("idee"))
    linking.take_up(actor=actor, election=election, code=code, ideas=ideas)
