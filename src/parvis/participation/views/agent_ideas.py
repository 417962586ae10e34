"""The organisers' workbench: sorting, comparing, gathering, answering, moderating."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.participation import actions, queries
from parvis.participation.actions import gathering
from parvis.participation.actions.moderation import Written, name_of
from parvis.participation.forms.sorting import (
    AnswerForm,
    CriterionForm,
    ModerationForm,
    SplitForm,
    StageForm,
    TagsForm,
    WhyGatherForm,
)
from parvis.participation.models import Assessment, Consultation, Gathering, Idea
from parvis.participation.queries import likeness, sorting
from parvis.participation.views.agent import acting_for, my_units, organised
from parvis.participation.views.public import METHODS


def unit_for(request: AgentRequest, consultation: Consultation) -> Unit:
    """The organising unit in whose name the agent acts."""
    mine = {unit.pk: unit for unit in my_units(request)}
    theirs = consultation.organisers.filter(pk__in=mine).order_by("pk").first()
    return theirs or next(iter(mine.values()))


@agent_page
@never_cache
@require_safe
def workbench(request: AgentRequest, slug: str) -> HttpResponse:
    """Ideas to sort, and those that a machine finds close."""
    found = organised(request, slug)
    asked = {key: request.GET.get(key, "")[:100] for key in ("etiquette", "theme", "suite", "mots")}
    wanted = sorting.Sorted(asked["etiquette"], asked["theme"], asked["suite"], asked["mots"])
    if wanted.stage not in Idea.Stage.values:
        wanted = sorting.Sorted(wanted.tag, wanted.theme, "", wanted.text)
    ideas, after = sorting.to_sort(found, wanted, whole(request.GET.get("apres"), digits=18) or 0)
    kept = {key: value for key, value in asked.items() if value}
    context = {
        "consultation": found,
        "ideas": ideas,
        "next": f"?{urlencode(kept | {'apres': after})}" if after else "",
        "wanted": wanted,
        "stages": Idea.Stage.choices,
        "clusters": sorting.clusters(found)[:8],
        "gatherings": sorting.gatherings(found),
    }
    return render(request, "participation/agent/ideas.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def compare(request: AgentRequest, slug: str) -> HttpResponse:
    """Ideas side by side. POST proposes to their authors to merge or group them."""
    found = organised(request, slug)
    ideas = sorting.chosen(found, request.GET.getlist("idee"))
    if not ideas:
        messages.info(request, _("Choose at least two ideas, then put them side by side."))
        return redirect("participation:agent-ideas", slug=slug)
    form = WhyGatherForm(request.POST or None, ideas=ideas)
    if form.is_valid():
        try:
            _propose(form, ideas, unit_for(request, found))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The authors are asked. Nothing changes before they agree.")
            )
            return redirect("participation:agent-ideas", slug=slug)
    context = {
        "consultation": found,
        "ideas": ideas,
        "grid": sorting.grid(found, ideas),
        "form": form,
    }
    return render(request, "participation/agent/compare.html", context)


def _propose(form: WhyGatherForm, ideas: list[Idea], unit: Unit) -> Gathering:
    given = form.cleaned_data
    if given["what"] == "merge":
        return gathering.propose_merge(ideas=ideas, into=given["into"], why=given["why"], unit=unit)
    return gathering.propose_group(ideas=ideas, title=given["title"], why=given["why"], unit=unit)


@agent_page
@require_POST
def undo(request: AgentRequest, slug: str, gathered: int) -> HttpResponse:
    """Everything is as it was; the trace stays."""
    found = organised(request, slug)
    one = get_object_or_404(Gathering, pk=gathered, consultation=found)
    why = request.POST.get("why", "").strip()[:1500]
    try:
        if not why:
            raise actions.NoReason
        gathering.undo_gathering(gathering=one, why=why)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Undone: everything is as it was."))
    return redirect("participation:agent-ideas", slug=slug)


@agent_page
@never_cache
@require_http_methods(METHODS)
def sheet(request: AgentRequest, slug: str, idea: int) -> HttpResponse:
    """One idea: tags, criteria, what becomes of it, an answer, cutting it, hiding it."""
    found = organised(request, slug)
    rows = Idea.objects.select_related("commune", "entered_by").exclude(state=Idea.State.DRAFT)
    one = get_object_or_404(rows, pk=idea, consultation=found)
    one.consultation = found
    what = request.POST.get("what", "")
    forms: dict[str, Any] = {
        "tags": TagsForm(_of(request, "tags"), initial={"tags": ", ".join(one.tags)}),
        "stage": StageForm(
            _of(request, "stage"), initial={"stage": one.stage, "text": one.stage_text}
        ),
        "answer": AnswerForm(_of(request, "answer")),
        "split": SplitForm(_of(request, "split")),
        "moderation": ModerationForm(_of(request, "moderation")),
    }
    if request.method == "POST" and (what == "grid" or (what in forms and forms[what].is_valid())):
        form = forms.get(what)
        try:
            _act(request, found, one, what, form.cleaned_data if form else {})
        except Refused as refused:
            if form is not None:
                form.add_error(None, str(refused))
            else:
                messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved."))
        if form is None or form.is_valid():
            return redirect("participation:agent-idea", slug=slug, idea=idea)
    context = {
        "consultation": found,
        "idea": one,
        "forms": forms,
        "grid": [(each, row[0]) for each, row in sorting.grid(found, [one])],
        "values": Assessment.Value.choices,
        "alike": likeness.alike_to(one, found),
    }
    return render(request, "participation/agent/idea.html", context)


def _of(request: HttpRequest, what: str) -> Any:
    return request.POST if request.POST.get("what") == what else None


def _act(
    request: AgentRequest, found: Consultation, one: Idea, what: str, given: dict[str, Any]
) -> None:
    unit, actor = unit_for(request, found), acting_for(request, found)
    match what:
        case "tags":
            actions.tag(idea=one, tags=given["tags"])
        case "stage":
            actions.move_on(idea=one, actor=actor, unit=unit, **given)
        case "answer":
            actions.answer(idea=one, actor=actor, unit=unit, text=given["text"])
        case "split":
            gathering.propose_split(idea=one, unit=unit, **given)
        case "moderation":
            _decide(request, one, unit, given)
        case _:
            _assess(request, found, one, unit)


def _assess(request: AgentRequest, found: Consultation, one: Idea, unit: Unit) -> None:
    for criterion, _row in sorting.grid(found, [one]):
        value = request.POST.get(f"value-{criterion.pk}", "")
        if value in Assessment.Value.values:
            note = request.POST.get(f"note-{criterion.pk}", "")
            actions.assess(idea=one, criterion=criterion, unit=unit, value=value, note=note)


def _decide(request: AgentRequest, written: Written, unit: Unit, given: dict[str, Any]) -> None:
    actions.decide(
        written=written,
        shows=given["shows"] == "yes",
        agent=request.user,
        unit=unit,
        rule=given["rule"] if given["shows"] == "no" else "",
        note=given["note"],
    )


@agent_page
@never_cache
@require_http_methods(METHODS)
def criteria(request: AgentRequest, slug: str) -> HttpResponse:
    """State a criterion: everybody reads it, and ideas are declined by these only."""
    found = organised(request, slug)
    form = CriterionForm(request.POST or None)
    if form.is_valid():
        actor = acting_for(request, found)
        actions.state_criterion(actor=actor, consultation=found, **form.cleaned_data)
        messages.success(request, _("Stated: everybody reads it."))
        return redirect("participation:agent-criteria", slug=slug)
    context = {"consultation": found, "form": form, "criteria": found.criteria.order_by("pk")}
    return render(request, "participation/agent/criteria.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def moderation(request: AgentRequest, slug: str) -> HttpResponse:
    """What waits for somebody to read it. POST decides on one."""
    found = organised(request, slug)
    waiting = sorting.to_read(found)
    form = ModerationForm(request.POST or None)
    if request.method == "POST":
        one = next((each for each in waiting if key_of(each) == request.POST.get("key")), None)
        if one is None:
            raise Http404
        if form.is_valid():
            try:
                _decide(request, one, unit_for(request, found), form.cleaned_data)
            except Refused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Decided. Its author is told, and the log is public."))
            return redirect("participation:agent-moderation", slug=slug)
    context = {
        "consultation": found,
        "waiting": [(key_of(one), one, _appeal_of(one)) for one in waiting[:20]],
        "form": form,
    }
    return render(request, "participation/agent/moderation.html", context)


def key_of(written: Written) -> str:
    return f"{name_of(written)}-{written.pk}"


def _appeal_of(written: Written) -> bool:
    return written.state == Idea.State.HIDDEN


@public_page
@require_safe
def moderation_log(request: HttpRequest, slug: str) -> HttpResponse:
    """Each decision, its rule and who took it for the authority; no text, no name."""
    found = queries.consultation_at(slug)
    entries, after = sorting.log_of(found, whole(request.GET.get("apres"), digits=18) or 0)
    context = {
        "consultation": found,
        "entries": entries,
        "next": f"?apres={after}" if after else "",
    }
    return render(request, "participation/public/moderation_log.html", context)
