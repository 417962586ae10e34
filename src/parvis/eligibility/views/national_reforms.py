"""A few parameters of the national law on trial: asked for, waited for, read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.directory.models import Institution
from parvis.directory.queries import memberships_at
from parvis.eligibility.national import PARAMETERS, Parameter
from parvis.eligibility.ports import LawUnavailable, law_trials
from parvis.eligibility.reforms import queries
from parvis.eligibility.reforms.national_law import actions
from parvis.eligibility.reforms.national_law.forms import LETTERS, NAMES, ReformForm, shown
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.eligibility.views.reforms import as_file

_REFRESH = 3  # seconds


def _mine(request: AgentRequest) -> list[Institution]:
    found = list(queries.institutions_of(request.user, memberships_at(request)))
    if not found:
        raise Http404
    return found


def _trial(request: AgentRequest, pk: int) -> NationalTrial:
    mine = NationalTrial.objects.filter(institution__in=_mine(request))
    found = mine.select_related("institution__area").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter: as it is, and with each variant (None: not moved)."""

    name: Promise
    parameter: Parameter
    today: dict[str, Any]
    then: list[tuple[str, str | None]]


def _told(parameter: Parameter, today: dict[str, Any]) -> dict[str, Any]:
    since = date.fromisoformat(today["since"])
    return {**today, "value": shown(parameter, today["value"]), "since": since}


def _lines(today: Any, variants: list[dict[str, float]]) -> list[Line]:
    return [
        Line(
            NAMES[code],
            each,
            _told(each, today[code]),
            [
                (letter, shown(each, one[code]) if code in one else None)
                for letter, one in zip(LETTERS, variants, strict=False)
            ],
        )
        for code, each in PARAMETERS.items()
        if code in today
    ]


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """GET: the parameters of the day. POST: try other values."""
    mine = _mine(request)
    month = clock.today().replace(day=1)
    kept = NationalTrial.objects.filter(institution__in=mine).order_by("-pk")
    context: dict[str, Any] = {"trials": kept.select_related("institution")[:50]}
    try:
        today = law_trials().parameters(month)
    except LawUnavailable:
        return render(request, "eligibility/agent/national_new.html", context)
    form = ReformForm(
        request.POST if request.method == "POST" else None, today=today, institutions=mine
    )
    if form.is_valid():
        chosen = form.cleaned_data.get("institution") or str(mine[0].pk)
        try:
            trial = actions.try_reform(
                account=request.user,
                memberships=memberships_at(request),
                institution=next(one for one in mine if str(one.pk) == chosen),
                name=form.cleaned_data["name"],
                note=form.cleaned_data["note"],
                month=month,
                variants=form.variants,
                today=today,
            )
        except actions.NameTaken:
            form.add_error("name", _("A scenario has this name: choose another."))
        except actions.NoPopulation:
            form.add_error(None, _("No population covers this area."))
        else:
            return redirect("eligibility:national-trial", pk=trial.pk)
    fields = [(letter, form.of_letter(letter)) for letter in LETTERS]
    context |= {"form": form, "fields": fields, "lines": _lines(today.values, []), "month": month}
    return render(request, "eligibility/agent/national_new.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: AgentRequest, pk: int) -> HttpResponse:
    """What it changes, or how far it is. POST: compute again what could not be."""
    found = _trial(request, pk)
    if request.method == "POST":
        actions.try_again(account=request.user, memberships=memberships_at(request), trial=found)
        return redirect("eligibility:national-trial", pk=pk)
    context: dict[str, Any] = {
        "trial": found,
        "lines": _lines(found.today, found.variants),
        "letters": LETTERS[: len(found.variants)],
        "fault": actions.FAULTS.get(found.fault, ""),
        "wait": _REFRESH if found.figures is None and not found.fault else 0,
    }
    if found.figures is not None:
        from parvis.eligibility.reforms.national_law import report as national_report

        context["report"] = national_report.report(found)
    return render(request, "eligibility/agent/national_trial.html", context)


@agent_page
@never_cache
@require_safe
def figures(request: AgentRequest, pk: int) -> HttpResponse:
    """The same, as CSV."""
    found = _trial(request, pk)
    if found.figures is None:
        raise Http404
    from parvis.eligibility.reforms.national_law import report as national_report

    return as_file(national_report.report(found).csv(), f"reforme-{found.pk}.csv")
