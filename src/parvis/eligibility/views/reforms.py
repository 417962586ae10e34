"""The workbench: a tariff by quotient, its variants, and what they change for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.directory.queries import memberships_at
from parvis.eligibility.reforms import actions, queries
from parvis.eligibility.reforms.forms import (
    FIRST,
    SECOND,
    KeepForm,
    UseForm,
    VariantForm,
    begun,
    turned,
    written,
)
from parvis.eligibility.reforms.queries import Priced
from parvis.eligibility.reforms.tariffs import Tariff


@agent_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """The tariffs one may try, and the scenarios kept."""
    institutions = list(queries.institutions_of(request.user, memberships_at(request)))
    if not institutions:
        raise Http404
    context = {
        "priced": queries.priced(institutions, clock.today()),
        "scenarios": queries.scenarios(institutions)[:50],
    }
    return render(request, "eligibility/agent/reforms_home.html", context)


def priced_or_404(request: AgentRequest, benefit: str) -> Priced:
    """The tariff, when its institution is one of theirs."""
    mine = list(queries.institutions_of(request.user, memberships_at(request)))
    for one in queries.priced(mine, clock.today()):
        if one.benefit.id == benefit:
            return one
    raise Http404


@dataclass(slots=True)
class Bench:
    """The forms of the page as the address fills them. `variants`: those that can be tried."""

    priced: Priced
    data: Mapping[str, Any]
    forms: dict[str, VariantForm]
    use: UseForm

    @property
    def all_forms(self) -> list[Any]:
        return [*self.forms.values(), self.use]

    @property
    def is_valid(self) -> bool:
        faulty = [form for form in self.all_forms if not form.is_valid()]
        return not faulty

    @property
    def variants(self) -> dict[str, Tariff]:
        return {letter: form.cleaned_data["tariff"] for letter, form in self.forms.items()}

    @property
    def query(self) -> str:
        """The page's address after its question mark."""
        return urlencode({key: value for key, value in self.data.items() if value != ""})


def bench_of(priced: Priced, asked: QueryDict) -> Bench:
    """From an address; what it does not say is as when the page first opens."""
    data: dict[str, Any] = begun(priced)
    if f"{FIRST}_kind" in asked:
        data = {key: value for key, value in asked.items() if isinstance(value, str)}
        data = begun_again(priced, data)
    letters = [FIRST, *([SECOND] if data.get(f"{SECOND}_kind") else [])]
    places = [("here", _where(priced))]
    if priced.communes:
        places.append(("all", _("All communes of the population, as if each applied it")))
    forms = {letter: VariantForm(data, letter=letter, today=priced.tariff) for letter in letters}
    return Bench(priced, data, forms, UseForm(data, priced=priced, places=places))


def begun_again(priced: Priced, data: dict[str, Any]) -> dict[str, Any]:
    """Fields of a variant that has none yet: it was just added, or turned into the other kind."""
    for letter in (FIRST, SECOND):
        kind = data.get(f"{letter}_kind")
        if not kind:
            continue
        other = "percent" if kind == "effort" else "over"
        if f"{letter}_{other}" in data:
            continue
        now = _typed(priced, data, letter) or priced.tariff
        wanted = written(letter, now)
        if wanted[f"{letter}_kind"] != kind:
            wanted = written(letter, turned(now))
        kept = {key: value for key, value in data.items() if not key.startswith(f"{letter}_")}
        data = kept | wanted
    return data


def _typed(priced: Priced, data: dict[str, Any], letter: str) -> Tariff | None:
    """What was typed before the kind was changed."""
    before = "bands" if data.get(f"{letter}_kind") == "effort" else "effort"
    form = VariantForm(data | {f"{letter}_kind": before}, letter=letter, today=priced.tariff)
    return form.cleaned_data.get("tariff") if form.is_valid() else None


def _where(priced: Priced) -> str:
    return priced.institution.name


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request: AgentRequest, benefit: str) -> HttpResponse:
    """GET: the page of its address. POST: keep what it shows, under a name."""
    priced = priced_or_404(request, benefit)
    bench = bench_of(priced, request.GET)
    keep = KeepForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"bench": bench, "keep": keep, "priced": priced}
    if bench.is_valid:
        # numpy is loaded by whoever computes, not by every process of the site.
        from parvis.eligibility.reforms import report

        found = report.report(priced, bench.variants, bench.use.cleaned_data)
        context["report"] = found
        if request.method == "POST" and found is not None and keep.is_valid():
            try:
                scenario = actions.keep_scenario(
                    account=request.user,
                    memberships=memberships_at(request),
                    institution=priced.institution,
                    benefit=benefit,
                    today=priced.tariff,
                    variants=list(bench.variants.values()),
                    use=bench.use.cleaned_data,
                    population=found.population.digest,
                    **keep.cleaned_data,
                )
            except actions.NameTaken:
                keep.add_error(
                    "name", _("A scenario of this tariff has this name: choose another.")
                )
            else:
                return redirect("eligibility:reforms-scenario", pk=scenario.pk)
    return render(request, "eligibility/agent/reforms_bench.html", context)


@agent_page
@never_cache
@require_safe
def figures(request: AgentRequest, benefit: str) -> HttpResponse:
    """The figures of an address, as CSV."""
    priced = priced_or_404(request, benefit)
    bench = bench_of(priced, request.GET)
    if not bench.is_valid:
        return redirect(f"{reverse('eligibility:reforms-bench', args=[benefit])}?{bench.query}")
    from parvis.eligibility.reforms import report

    found = report.report(priced, bench.variants, bench.use.cleaned_data)
    if found is None:
        raise Http404
    return as_file(found.csv(), f"{benefit}.csv")


def as_file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
