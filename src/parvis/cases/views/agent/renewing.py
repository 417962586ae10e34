"""Renewing for somebody, as they do themselves in their space: at the desk, by telephone, on paper,
at their home."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page, note_found
from parvis.accounts.rules import root_of
from parvis.cases import rules
from parvis.cases.actions import drafts
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.forms.desk import AT_THE_DESK
from parvis.cases.models import Case, Channel
from parvis.cases.views import filling
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.flow import DeskFlow
from parvis.cases.views.agent.frame import head_of, opened
from parvis.cases.views.agent.post import post_of
from parvis.catalogue.queries import package_of
from parvis.core.forms import StyledForm
from parvis.directory.models import Unit

TOO_MANY = _("Too many requests were begun and not sent: finish or delete some of them first.")


class RenewalForm(StyledForm):
    """How the request came, and for which unit the agent files."""

    canal = forms.ChoiceField(label=_("How did the request come?"), widget=forms.RadioSelect)
    unite = forms.ModelChoiceField(
        label=_("For which unit do you file it?"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, channels: list[Channel], units: list[Unit], **kw: Any) -> None:
        super().__init__(*args, **kw)
        choose, unit = self.fields["canal"], self.fields["unite"]
        assert isinstance(choose, forms.ChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        choose.choices = [(one.value, capfirst(one.label)) for one in channels]
        unit.queryset = Unit.objects.filter(pk__in=[one.pk for one in units]).order_by("name")
        if len(units) < 2:
            del self.fields["unite"]


def renew_url(case: Case, party: Party) -> str:
    """Where this agent renews it for its person; empty when they may not. The answers are copied,
    so only for those who read them all. No query."""
    if not package_of(case.version_id).process.states[case.state].renewable:
        return ""
    if rules.scope_of(case, party) not in {"all", "desk"} or not _channels(case):
        return ""
    return reverse("cases:agent-renew", args=[case.reference])


def _channels(case: Case) -> list[Channel]:
    """Those by which an agent may file the service today, in its present version."""
    service = package_of(case.installation.version_id).service
    if "agent" not in service.opened_by or not case.installation.is_open:
        return []
    return [one for one in AT_THE_DESK if one in service.channels]


@agent_page
@never_cache
@require_http_methods(METHODS)
def renew(request: AgentRequest, reference: str) -> HttpResponse:
    """Begin a request like this one with its answers; or print it with them, to be finished and
    signed at home (`imprimer`): it comes back by its code."""
    case, party = opened(request, reference)
    if not renew_url(case, party):
        raise Http404
    post, channels = post_of(request), _channels(case)
    usual = post.channel if post.channel in channels else channels[0]
    form = RenewalForm(
        request.POST if request.method == "POST" else None,
        channels=channels,
        units=post.units,
        initial={"canal": usual, "unite": post.unit.pk},
    )
    is_printed = "imprimer" in request.POST
    if form.is_valid():
        note_found(request, [root_of(case.person)])
        try:
            draft = drafts.start_renewal(
                case=case,
                account=request.user,
                person=root_of(case.person),
                filed_by_unit=form.cleaned_data.get("unite") or post.unit,
                channel=Channel.POST if is_printed else form.cleaned_data["canal"],
            )
        except NotAllowed:
            form.add_error(None, TOO_MANY)
        else:
            if is_printed:
                return redirect("cases:desk-print", draft=draft.pk)
            return redirect(filling.first_page(DeskFlow(request), draft))
    context = head_of(case) | {"form": form, "may_print": Channel.POST in channels}
    return render(request, "cases/agent/desk/renew.html", context)
