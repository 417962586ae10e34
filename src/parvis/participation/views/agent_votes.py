"""Organisers set up a vote, open it, follow it, close it, publish it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation.actions import elections as actions
from parvis.participation.actions import voting_desk
from parvis.participation.forms.votes import ElectionForm, ProjectForm, ScreenForm, free_code
from parvis.participation.models import Act, Consultation, Election, Phase
from parvis.participation.models.box import Channel, VotingScreen
from parvis.participation.models.election import BudgetProject
from parvis.participation.queries import elections as votes
from parvis.participation.queries.one_each import counted_twice
from parvis.participation.rules import rules_of
from parvis.participation.rules.elections import NotReady, check_ready, rule_of, terms_of
from parvis.participation.views import vote_example
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.vote_words import explain, rule_names, rule_title

METHODS = ["GET", "HEAD", "POST"]


def vote_at(request: AgentRequest, slug: str, vote: int) -> tuple[Consultation, Election]:
    """One that the agent organises. Raises Http404."""
    consultation = organised(request, slug)
    return consultation, votes.election_of(consultation, vote)


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest, slug: str) -> HttpResponse:
    """Votes of a consultation, and phases that still want one."""
    consultation = organised(request, slug)
    held = list(votes.elections_of(consultation).select_related("phase"))
    taken = {one.phase_id for one in held}
    context = {
        "consultation": consultation,
        "votes": held,
        "phases": [
            phase
            for phase in consultation.phases.all()
            if Act.VOTE in rules_of(phase).acts and phase.pk not in taken
        ],
    }
    return render(request, "participation/votes/agent/list.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest, slug: str, phase: int) -> HttpResponse:
    consultation = organised(request, slug)
    chosen = next((one for one in consultation.phases.all() if one.pk == phase), None)
    if chosen is None:
        raise Http404
    initial = {"ballot": "knapsack", "rule": "equal-shares+add-one", "title": chosen.title}
    form = ElectionForm(request.POST or None, rules=rule_names(), initial=initial)
    if form.is_valid():
        made = _set_up(request, consultation, chosen, form)
        if made is not None:
            messages.success(request, _("Saved. Now add the projects."))
            return redirect("participation:agent-vote-projects", slug=slug, vote=made.pk)
    context = {"consultation": consultation, "form": form, "election": None, **_drawn()}
    return render(request, "participation/votes/agent/form.html", context)


def _drawn() -> dict[str, Any]:
    """Every rule on one example, for whoever chooses one."""
    pictures = vote_example.pictures()
    return {"town": pictures[0], "pictures": pictures}


def _set_up(
    request: AgentRequest, consultation: Consultation, phase: Phase, form: ElectionForm
) -> Election | None:
    told = {"rule": actions.plain(form.chosen_rule), **form.columns}
    try:
        return actions.set_up(actor=acting_for(request, consultation), phase=phase, **told)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


@agent_page
@never_cache
@require_http_methods(METHODS)
def edit(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    """Change a draft. Of a vote that has opened, an attempt is refused and noted."""
    consultation, election = vote_at(request, slug, vote)
    form = ElectionForm(request.POST or None, rules=rule_names(), election=election)
    if form.is_valid():
        rule = replace(form.chosen_rule, utility=rule_of(election).utility)
        try:
            actions.change(
                actor=acting_for(request, consultation),
                election=election,
                rule=rule,
                **form.columns,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("participation:agent-vote", slug=slug, vote=vote)
    context = {"consultation": consultation, "form": form, "election": election, **_drawn()}
    return render(request, "participation/votes/agent/form.html", context)


@agent_page
@never_cache
@require_safe
def vote(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    """Where the vote stands, and what is to be done next."""
    consultation, election = vote_at(request, slug, vote)
    by_channel = votes.turnout(election)
    rule = rule_of(election)
    context = {
        "consultation": consultation,
        "election": election,
        "terms": terms_of(election),
        "rule": rule_title(rule),
        "explained": explain(rule),
        "missing": _missing(election),
        "turnout": [(one.label, by_channel.get(one.value, 0)) for one in Channel],
        "voters": sum(by_channel.values()),
        "screens": election.screens.order_by("-pk")[:20],
        "screen_form": ScreenForm(),
        "tally": getattr(election, "tally", None),
        "counted_twice": counted_twice(election),
    }
    return render(request, "participation/votes/agent/vote.html", context)


def _missing(election: Election) -> str:
    """What a draft lacks before it can open."""
    if not election.is_draft:
        return ""
    try:
        check_ready(election)
    except NotReady as refused:
        return str(refused)
    return ""


def _step(
    request: AgentRequest, slug: str, vote: int, act: Callable[..., Any], done: str
) -> HttpResponse:
    consultation, election = vote_at(request, slug, vote)
    try:
        act(actor=acting_for(request, consultation), election=election)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        votes.forget_kept()
        messages.success(request, done)
    return redirect("participation:agent-vote", slug=slug, vote=vote)


@agent_page
@require_POST
def open_vote(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    done = _("The vote is open. Its rule is sealed: nobody changes it any more.")
    return _step(request, slug, vote, actions.open_vote, done)


@agent_page
@require_POST
def close(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    done = _("The box is closed. The count is under way: it takes a few seconds.")
    return _step(request, slug, vote, actions.close_vote, done)


@agent_page
@require_POST
def publish(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    done = _("The results are published.")
    return _step(request, slug, vote, actions.publish_results, done)


@agent_page
@require_POST
def screens(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    """Open a voting screen (its address is shown once), or end one."""
    consultation, election = vote_at(request, slug, vote)
    actor = acting_for(request, consultation)
    ending = whole(request.POST.get("end"))
    if ending is not None:
        found = VotingScreen.objects.filter(election=election, pk=ending, ended_at=None)
        for one in found.select_related("election"):
            voting_desk.end_screen(actor=actor, screen=one)
        return redirect("participation:agent-vote", slug=slug, vote=vote)
    form = ScreenForm(request.POST)
    if not form.is_valid() or election.state != Election.State.OPEN:
        messages.error(request, _("Say where the screen stands; the vote must be open."))
        return redirect("participation:agent-vote", slug=slug, vote=vote)
    label = form.cleaned_data["label"]
    _made, token = voting_desk.open_screen(actor=actor, election=election, label=label)
    address = request.build_absolute_uri(
        reverse("participation:vote-screen", args=[slug, vote, token])
    )
    context = {"consultation": consultation, "election": election, "address": address}
    return render(request, "participation/votes/agent/screen.html", context | {"label": label})


@agent_page
@never_cache
@require_safe
def projects(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    consultation, election = vote_at(request, slug, vote)
    context = {"consultation": consultation, "election": election}
    return render(request, "participation/votes/agent/projects.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def project(request: AgentRequest, slug: str, vote: int, code: str = "") -> HttpResponse:
    """Add a project, change one, or take it away, as long as the vote has not opened."""
    consultation, election = vote_at(request, slug, vote)
    held = list(election.projects.all())
    one = next((each for each in held if each.code == code), None)
    if code and one is None:
        raise Http404
    others = [each for each in held if each is not one]
    rivals = {c for group in election.incompatible if code in group for c in group}
    form = ProjectForm(request.POST or None, others=others, one=one, rivals=list(rivals - {code}))
    is_gone = request.method == "POST" and "remove" in request.POST
    if is_gone or form.is_valid():
        try:
            _save_project(request, consultation, election, held, one, None if is_gone else form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("participation:agent-vote-projects", slug=slug, vote=vote)
    context = {"consultation": consultation, "election": election, "form": form, "project": one}
    return render(request, "participation/votes/agent/project.html", context)


def _save_project(
    request: AgentRequest,
    consultation: Consultation,
    election: Election,
    held: list[BudgetProject],
    one: BudgetProject | None,
    form: ProjectForm | None,
) -> None:
    """Without a form, the project goes. Raises Sealed."""
    actor = acting_for(request, consultation)
    code = one.code if one else free_code(str(form.cleaned_data["name"]) if form else "", {
        each.code for each in held
    })  # fmt: skip
    groups = [group for group in election.incompatible if code not in group]
    kept = held
    if form is None:
        kept = [each for each in held if each is not one]
    else:
        told = dict(form.cleaned_data)
        rivals = told.pop("not_with", [])
        made = one or BudgetProject(code=code)
        for name, value in told.items():
            setattr(made, name, value)
        kept = held if one else [*held, made]
        groups += [[code, rival] for rival in rivals]
    actions.put_projects(actor=actor, election=election, projects=kept)
    if groups != election.incompatible:
        actions.change(actor=actor, election=election, incompatible=groups)
