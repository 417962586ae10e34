"""Regies of the institutions, who keeps them, and payments whose end is not known."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, administrator_page
from parvis.directory.models import Unit
from parvis.directory.queries import agents_of
from parvis.revenue import actions, ports, queries
from parvis.revenue.forms import KeeperForm, ReasonForm, RegieForm
from parvis.revenue.models import Attempt, Keeper, Regie
from parvis.revenue.views.public import METHODS


@administrator_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    context = {
        "lines": queries.all_regies(),
        "stuck": list(queries.stuck()[:100]),
        "has_gateway": ports.gateway() is not None,
    }
    return render(request, "revenue/administration.html", context)


@administrator_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest) -> HttpResponse:
    free = Unit.objects.filter(regie=None).select_related("institution")
    return _edit(request, list(free.order_by("institution__name", "name")), {})


@administrator_page
@never_cache
@require_http_methods(METHODS)
def change(request: AgentRequest, regie: int) -> HttpResponse:
    found = get_object_or_404(Regie.objects.select_related("unit__institution"), pk=regie)
    names = ("number", "name", "modes", "merchant", "online_mode", "payable_to", "where")
    initial = {name: getattr(found, name) for name in names} | {"unit": str(found.unit_id)}
    return _edit(request, [found.unit], initial)


def _edit(request: AgentRequest, units: list[Unit], initial: dict[str, Any]) -> HttpResponse:
    form = RegieForm(request.POST or None, units=units, initial=initial)
    if form.is_valid():
        taken = Regie.objects.filter(
            institution=form.cleaned_data["unit"].institution_id,
            number=form.cleaned_data["number"].strip(),
        ).exclude(unit=form.cleaned_data["unit"])
        if taken.exists():
            form.add_error("number", _("Another regie of this institution has this number."))
        else:
            regie = actions.save_regie(actor=request.user.actor, **form.cleaned_data)
            messages.success(request, _("The regie is saved."))
            return redirect("revenue:regie-keepers", regie=regie.pk)
    return render(request, "revenue/regie_form.html", {"form": form})


@administrator_page
@never_cache
@require_http_methods(METHODS)
def keepers(request: AgentRequest, regie: int) -> HttpResponse:
    """Who keeps it: agents of its unit, named by act."""
    found = get_object_or_404(Regie.objects.select_related("unit", "institution"), pk=regie)
    form = KeeperForm(request.POST or None, agents=agents_of(found.unit))
    if form.is_valid():
        actions.name_keeper(actor=request.user.actor, regie=found, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("revenue:regie-keepers", regie=found.pk)
    current = found.keepers.filter(ends_on=None).select_related("account").order_by("-role", "pk")
    context = {"regie": found, "keepers": list(current), "form": form}
    return render(request, "revenue/keepers.html", context)


@administrator_page
@never_cache
@require_POST
def end(request: AgentRequest, keeper: int) -> HttpResponse:
    found = get_object_or_404(Keeper.objects.select_related("regie", "account"), pk=keeper)
    actions.end_keeper(actor=request.user.actor, keeper=found)
    messages.success(request, _("Noted."))
    return redirect("revenue:regie-keepers", regie=found.regie_id)


@administrator_page
@never_cache
@require_http_methods(METHODS)
def attempt(request: AgentRequest, attempt: UUID) -> HttpResponse:
    """A payment whose end is not known: ask again, or end it after a look at the far side."""
    found = get_object_or_404(Attempt.objects.select_related("due__regie"), pk=attempt)
    ends = request.POST.get("what") == "end"
    form = ReasonForm(request.POST if ends else None)
    if request.POST.get("what") == "ask":
        actions.check(key=found.pk)
        return redirect("revenue:attempt", attempt=found.pk)
    if ends and form.is_valid():
        actions.give_up(key=found.pk, actor=request.user.actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("This payment is ended: another try may begin."))
        return redirect("revenue:administration")
    return render(request, "revenue/attempt.html", {"attempt": found, "form": form})
