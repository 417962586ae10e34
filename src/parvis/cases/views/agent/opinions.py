"""Asking for opinions, giving one, following those one asked."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions
from parvis.cases.actions import guests
from parvis.cases.actions.attachments import FileRefused
from parvis.cases.actions.opinions import keep_answer_file, keep_question_file
from parvis.cases.answers import one_line, summary
from parvis.cases.engine import moves
from parvis.cases.engine.opinions import Expert, Question, shown_in_words
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.forms.opinions import EXPERTS, AgainForm, AskForm, ExpertForm, OpinionForm
from parvis.cases.models import Case, WorkItem
from parvis.cases.queries import item_moves
from parvis.cases.queries.opinions import question_files
from parvis.cases.rules import ADVISERS
from parvis.cases.views.agent.acting import METHODS, back_to, item_of
from parvis.cases.views.agent.frame import head_of, language, opened, words_of
from parvis.cases.views.agent.pieces import file_url
from parvis.catalogue.definition import ItemKind
from parvis.catalogue.definition.process import APPLICANT
from parvis.catalogue.queries import package_of
from parvis.core.typed import whole
from parvis.directory.models import Unit

LISTED = 8
"""Services listed when none is searched for."""
FOUND = 30


@agent_page
@never_cache
@require_http_methods(METHODS)
def ask(request: AgentRequest, reference: str, kind: str) -> HttpResponse:
    """Ask some services, and people outside, for an opinion."""
    case, party = opened(request, reference)
    rule = package_of(case.version_id).process.items.get(kind)
    if rule is None or kind not in moves.may_ask(script_of(case.version_id), case, party):
        raise Http404
    searching = "chercher" in request.POST
    form = AskForm(
        request.POST or None,
        request.FILES or None,
        units=_units(request, case, rule),
        shares=_shares(case, rule),
        shown=_shown(rule),
        has_due=rule.due is not None,
    )
    rows = [
        ExpertForm(request.POST or None, prefix=f"personne-{number}")
        for number in range(1, EXPERTS + 1 if rule.outside else 1)
    ]
    sent = request.method == "POST" and not searching
    valid = sent and all([form.is_valid(), *(row.is_valid() for row in rows)])
    if valid and _asked(request, case, party, kind, form, rows):
        return HttpResponseRedirect(f"{back_to(case)}#taches")
    if searching:
        # What was typed so far is kept; nothing is wrong yet.
        for one in (form, *rows):
            one.errors.clear()
    context = {
        "form": form,
        "rows": rows,
        "task": words_of(case).items[kind],
        "rule": rule,
        "back": back_to(case),
        "q": request.POST.get("q", ""),
    }
    return render(request, "cases/agent/opinions/ask.html", head_of(case) | context)


def _asked(
    request: AgentRequest,
    case: Case,
    party: Party,
    kind: str,
    form: AskForm,
    rows: list[ExpertForm],
) -> bool:
    data = form.cleaned_data
    units = Unit.objects.select_related("institution").filter(pk__in=data.get("services") or ())
    of: list[Unit | Expert] = [*units, *(row.expert for row in rows if row.expert is not None)]
    try:
        with transaction.atomic():
            files = [
                keep_question_file(case=case, upload=one)
                for one in request.FILES.getlist("fichiers")
            ]
            asked = actions.ask_opinions(
                case=case,
                party=party,
                kind=kind,
                question=Question(
                    text=data["question"].strip(),
                    shares=tuple(data.get("partages") or ()),
                    shown=tuple(data.get("montrer") or ()),
                    files=tuple(str(one.pk) for one in files),
                    due_on=data.get("avant"),
                ),
                of=of,
            )
    except FileRefused as refused:
        form.add_error("fichiers", str(refused))
    except InvalidInputs as wrong:
        for name, said in wrong.errors.items():
            known = {"question": "question", "due_on": "avant"}.get(name)
            form.add_error(known if known in form.fields else None, said)
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(
            request,
            _("Your question was sent. You will be told when the answer comes.")
            if len(asked) == 1
            else _("Your question was sent to %(count)d. You will be told of each answer.")
            % {"count": len(asked)},
        )
        return True
    return False


def _units(request: AgentRequest, case: Case, rule: ItemKind) -> list[tuple[str, str]]:
    """The unit proposed first, those ticked already, and those searched for by words."""
    units = Unit.objects.select_related("institution").order_by("institution__name", "name")
    ticked = [key for one in request.POST.getlist("services") if (key := whole(one))]
    proposed = case.bindings.get(rule.function)
    first = {unit.pk: unit for unit in units.filter(pk__in=[*ticked, proposed])}
    text = request.POST.get("q", "").strip()[:80]
    for word in text.split():
        units = units.filter(Q(name__icontains=word) | Q(institution__name__icontains=word))
    found = list(units.exclude(pk__in=first)[: FOUND if text else LISTED])
    listed = [*sorted(first.values(), key=lambda unit: unit.pk not in ticked), *found]
    return [(str(unit.pk), f"{unit.institution.name} – {unit.name}") for unit in listed]


def _shares(case: Case, rule: ItemKind) -> list[tuple[str, str]]:
    """What the package lets be shared, and was answered, with a glimpse of it."""
    sections = summary(
        package_of(case.version_id), case.answers, language(), only=frozenset(rule.shares)
    )
    return [
        (field_id, f"{label} : {said}" if (said := one_line(value)[:80]) else str(label))
        for _title, rows in sections
        for label, value, field_id in rows
    ]


def _shown(rule: ItemKind) -> list[tuple[str, Any]]:
    shown = [(ADVISERS, _("The other services and people who handle this request"))]
    if rule.applicant_sees == "answer":
        shown.append((APPLICANT, _("The applicant, in their space")))
    return shown


@agent_page
@never_cache
@require_http_methods(METHODS)
def give(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Give the opinion asked of one's unit."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    results = item_moves(held, party)
    if not results:
        if held.done_by != party.actor.label[:200]:
            messages.info(request, _("This opinion is not awaited any more."))
        return HttpResponseRedirect(back_to(case))
    form = OpinionForm(
        request.POST or None,
        request.FILES or None,
        results=[(one.transition, one.label) for one in results],
    )
    if form.is_valid() and given(form, held, party, request.FILES.getlist("fichiers")):
        messages.success(request, _("Thank you. Your answer was passed on."))
        return HttpResponseRedirect(back_to(case))
    context = {
        "form": form,
        "task": words_of(case).items[held.kind],
        "item": held,
        "asked": held.asked,
        "shown": shown_in_words(held),
        "files": [(file, file_url(case, file)) for file in question_files(held)],
        "back": back_to(case),
    }
    return render(request, "cases/agent/opinions/give.html", head_of(case) | context)


def given(form: OpinionForm, held: WorkItem, party: Party, uploads: list[Any]) -> bool:
    """Whether the opinion is given; else the form says why not."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            for one in uploads:
                keep_answer_file(item=held, upload=one)
            actions.finish_item(
                item=held,
                party=party,
                result=data["resultat"],
                inputs={"text": data["texte"]},
            )
    except FileRefused as refused:
        form.add_error("fichiers", str(refused))
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


@agent_page
@require_POST
def follow(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Take a question back, or send the link again to somebody outside."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    if not moves.may_withdraw(held, party):
        raise Http404
    try:
        if request.POST.get("faire") == "retirer":
            actions.withdraw(item=held, party=party)
            messages.success(request, _("Your question was taken back."))
        elif (form := AgainForm(request.POST)).is_valid():
            guests.send_link_again(item=held, party=party, email=form.cleaned_data["courriel"])
            messages.success(request, _("Another link was sent."))
        else:
            messages.error(request, _("Write the address to send the link to."))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(f"{back_to(case)}#taches")
