"""Scenarios that were kept: their figures again, the vote that followed."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.directory.queries import memberships_at
from parvis.eligibility.reforms import actions, queries, rules
from parvis.eligibility.reforms.forms import FIRST, SECOND, AdoptForm, written
from parvis.eligibility.reforms.models import Scenario
from parvis.eligibility.reforms.queries import Priced
from parvis.eligibility.reforms.tariffs import Tariff, of_data
from parvis.eligibility.views.reforms import as_file

if TYPE_CHECKING:
    from parvis.eligibility.reforms.report import Report


def _scenario(request: AgentRequest, pk: int) -> tuple[Scenario, Priced]:
    mine = list(queries.institutions_of(request.user, memberships_at(request)))
    scenario = queries.scenarios(mine).filter(pk=pk).first()
    if scenario is not None:
        for one in queries.priced([scenario.institution], clock.today()):
            if one.benefit.id == scenario.benefit:
                return scenario, one
    raise Http404


def _variants(scenario: Scenario) -> dict[str, Tariff]:
    return {
        letter: of_data(data)
        for letter, data in zip((FIRST, SECOND), scenario.variants, strict=False)
    }


def _address(scenario: Scenario) -> str:
    """The workbench as it was, to go on from there."""
    fields: dict[str, str] = {}
    for letter, variant in _variants(scenario).items():
        fields |= written(letter, variant)
    fields |= {
        key: f"{value / 100:.2f}".replace(".", ",") if key == "cost" else str(value)
        for key, value in scenario.use.items()
        if value not in (None, "")
    }
    return f"{reverse('eligibility:reforms-bench', args=[scenario.benefit])}?{urlencode(fields)}"


def _report(kept: Scenario, priced: Priced) -> "Report | None":
    """Its figures, computed again from what was kept."""
    from parvis.eligibility.reforms import report

    return report.report(priced, _variants(kept), kept.use, today=of_data(kept.today))


@agent_page
@never_cache
@require_safe
def scenario(request: AgentRequest, pk: int) -> HttpResponse:
    """Its figures, computed again from what was kept."""
    kept, priced = _scenario(request, pk)
    found = _report(kept, priced)
    others = queries.scenarios([kept.institution], kept.benefit).exclude(pk=kept.pk)[:20]
    context: dict[str, Any] = {
        "scenario": kept,
        "priced": priced,
        "report": found,
        "others": others,
        "again": _address(kept),
        "other_population": found is not None and found.population.digest != kept.population,
        "may_adopt": rules.may_adopt(request.user, memberships_at(request), kept.institution),
        "adopted": queries.adopted(kept.benefit).filter(scenario=kept),
    }
    return render(request, "eligibility/agent/reforms_scenario.html", context)


@agent_page
@never_cache
@require_safe
def scenario_figures(request: AgentRequest, pk: int) -> HttpResponse:
    """The same, as CSV."""
    kept, priced = _scenario(request, pk)
    found = _report(kept, priced)
    if found is None:
        raise Http404
    return as_file(found.csv(), f"scenario-{kept.pk}.csv")


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: AgentRequest, pk: int) -> HttpResponse:
    """Write down what the council voted."""
    kept, _priced = _scenario(request, pk)
    memberships = memberships_at(request)
    if not rules.may_adopt(request.user, memberships, kept.institution):
        raise Http404
    form = AdoptForm(request.POST if request.method == "POST" else None)
    letters = list(_variants(kept))
    form.offer(
        "variant", [(str(at), _("Variant %s") % one.upper()) for at, one in enumerate(letters)]
    )
    if form.is_valid() and _adopted(request, kept, form):
        return redirect("eligibility:reforms-scenario", pk=kept.pk)
    context = {
        "scenario": kept,
        "form": form,
        "charging": queries.charging(kept.institution, kept.benefit),
    }
    return render(request, "eligibility/agent/reforms_adopt.html", context)


def _adopted(request: AgentRequest, kept: Scenario, form: AdoptForm) -> bool:
    told = form.cleaned_data
    try:
        actions.adopt_tariff(
            account=request.user,
            memberships=memberships_at(request),
            scenario=kept,
            variant=int(told["variant"]),
            deliberation=told["deliberation"],
            voted_on=told["voted_on"],
            starts_on=told["starts_on"],
        )
    except actions.WrongDate:
        form.add_error(
            "starts_on", _("A tariff begins after its vote, and not before today (CRPA L221-4).")
        )
    except actions.AlreadyAdopted:
        form.add_error("starts_on", _("Another tariff of this benefit begins that day."))
    else:
        messages.success(request, _("The tariff that was voted is written down."))
        return True
    return False
